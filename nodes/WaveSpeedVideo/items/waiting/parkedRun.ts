import type { IDataObject } from 'n8n-workflow';
import type { Failure } from '../../api/failure';
import type { Expected } from '../deliver';
import type { Finished } from '../finish';

/** Under it a parked run lies in the node's execution context. */
export const PARKED = 'waveSpeedParked';

/** Counts up when the form changes. */
const FORMAT = 1;

export type ParkedItem =
	/** Bought: it runs, or it is finished and still to be downloaded. */
	| {
			kind: 'held';
			finished: Finished;
			/** The input item's fields, where they are output too. */
			input?: IDataObject;
	  }
	/** Failed before the execution was parked. */
	| { kind: 'failed'; itemIndex: number; failure: Failure; ofRun?: boolean };

/**
 * A run of the node that waits without a worker: all that webhook() needs, as plain JSON, because it
 * can read no parameters (docs/engine-facts.md, O). Visible to whoever sees the execution: no secrets.
 * A node has one at a time; the next run's takes its place. Times are milliseconds since 1970.
 */
export interface ParkedRun {
	format: typeof FORMAT;
	executionId: string;
	run: number;
	parkedAt: number;
	/** Calls that come later resume nothing: n8n's own timer is about to. */
	resumeUntil: number;
	expected: Expected;
	/** In the order of the input items. */
	items: ParkedItem[];
}

export const parkedRun = (facts: Omit<ParkedRun, 'format'>): ParkedRun => ({
	format: FORMAT,
	...facts,
});

/** A parked run from a context; undefined when there is none that this version can read. */
export function readParkedRun(kept: unknown): ParkedRun | undefined {
	const run = kept as Partial<ParkedRun> | null | undefined;
	const isOurs =
		typeof run === 'object' &&
		run?.format === FORMAT &&
		typeof run.executionId === 'string' &&
		typeof run.resumeUntil === 'number' &&
		Array.isArray(run.items);
	return isOurs ? (run as ParkedRun) : undefined;
}

/** What was bought and is to be delivered. */
export const heldIn = ({ items }: Pick<ParkedRun, 'items'>): Finished[] =>
	items.flatMap((one) => (one.kind === 'held' ? [one.finished] : []));
