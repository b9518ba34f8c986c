import type { INodeExecutionData } from 'n8n-workflow';
import { runBatch } from '../../base/runBatch';
import { toErrorRow } from '../../host/errors';
import { look } from '../../generation/generate';
import type { GenerateDeps } from '../../generation/generate';
import type { Expected } from '../deliver';
import { deliverHeld, inShape } from './deliverHeld';
import type { Finished } from '../finish';
import { describeFinished } from '../finish';
import type { ItemResult } from '../results';
import type { Session } from '../session';
import { heldIn, PARKED, parkedRun } from './parkedRun';
import type { ParkedItem, ParkedRun } from './parkedRun';

/**
 * How long before its own timer n8n sets it (70 s, wait-tracker.js): n8n 1.x would run an execution a
 * second time that is resumed by a call then (milliseconds).
 */
const TIMER_SET_MS = 75_000;

/** Looks at the same time. */
const AT_ONCE = 50;

/** What was looked at within this time isn't looked at again before parking (milliseconds). */
const JUST_LOOKED_MS = 2_000;

/** A result that is held, and when it was. */
export type Held = Extract<ItemResult, { kind: 'held' }>;

const isHeld = (result: ItemResult): result is Held => result.kind === 'held';
const runs = (result: ItemResult): boolean => isHeld(result) && result.finished.kind === 'timeout';

/**
 * A last look at each job that runs, for what ended while others were still being submitted; then, if
 * none runs, everything is delivered here.
 */
export async function lastLooks(
	results: ItemResult[],
	lookedAt: (itemIndex: number) => number,
	expected: Expected,
	session: Session,
	deps: GenerateDeps,
): Promise<void> {
	const { runtime, host } = session;
	const old = results.flatMap((result, index) =>
		runs(result) && runtime.now() - lookedAt(index) > JUST_LOOKED_MS ? [index] : [],
	);
	await runBatch(old.length, AT_ONCE, async (nth) => {
		const itemIndex = old[nth] as number;
		const { finished } = results[itemIndex] as Held;
		const { options } = finished;
		const seen = await look(finished, deps);
		results[itemIndex] =
			seen.kind === 'failed' || seen.kind === 'notStarted'
				? seen
				: { kind: 'held', finished: { ...seen, itemIndex, options } };
	});
	const fails = !host.continues && results.some(({ kind }) => kind === 'failed');
	if (fails || results.some(runs)) return;
	const held = results.flatMap((result, index) => (isHeld(result) ? [index] : []));
	await runBatch(held.length, AT_ONCE, async (nth) => {
		const itemIndex = held[nth] as number;
		const { finished } = results[itemIndex] as Held;
		results[itemIndex] = await deliverHeld(finished, finished.prediction, expected, session);
	});
}

/** Predictions that a parked execution is to give. */
export const parkedIds = (results: ItemResult[]): string[] =>
	results.flatMap((one) => (isHeld(one) ? [one.finished.prediction.id] : []));

/** What is known of them before they are finished. */
export const parkedRows = (results: ItemResult[]): INodeExecutionData[] =>
	results.flatMap((one) => (isHeld(one) ? [idRow(one.finished)] : []));

/** Whether something of a run is still to come. */
export const isToPark = (results: ItemResult[]): boolean => results.some(runs);

/**
 * Parks the execution: what webhook() needs goes into the context, and the input items become what n8n
 * passes on if nobody calls: each item's id, for the operation Get.
 *
 * @returns those items, for whoever looks at the parked node
 */
export async function park(
	results: ItemResult[],
	expected: Expected,
	{ host, runtime }: Pick<Session, 'host' | 'runtime'>,
): Promise<ItemResult[]> {
	const items = results.flatMap((result, itemIndex): ParkedItem[] => {
		if (isHeld(result)) {
			const { withInput } = result.finished.options.shape;
			return [{ ...result, ...(withInput ? { input: host.items[itemIndex]?.json } : {}) }];
		}
		return result.kind === 'failed' ? [{ ...result, itemIndex }] : [];
	});
	const now = runtime.now();
	const held = heldIn({ items });
	const resumeUntil = now + Math.max(...held.map(({ options }) => options.timeoutMs));
	const run: ParkedRun = parkedRun({
		executionId: host.executionId,
		run: host.runIndex(0),
		parkedAt: now,
		resumeUntil,
		expected,
		items,
	});
	host.context[PARKED] = run;
	const rows = items.map(rowOf);
	await host.parking.park(new Date(resumeUntil + TIMER_SET_MS), rows);
	runtime.log('info', `Parked until ${held.length} predictions have ended`, {
		ids: held.map(({ prediction }) => prediction.id),
	});
	// An error in the first row would make Retry On Fail run the node again, parked as it is.
	return items.map((item, nth) =>
		item.kind === 'held'
			? { kind: 'items', items: rows.slice(nth, nth + 1) }
			: { kind: 'notStarted' },
	);
}

function rowOf(item: ParkedItem): INodeExecutionData {
	if (item.kind === 'failed') return toErrorRow(item.failure, item.itemIndex, item.ofRun);
	const result = inShape({ kind: 'items', items: [idRow(item.finished)] }, item);
	return result.kind === 'items' && result.items[0] ? result.items[0] : idRow(item.finished);
}

/** An item without its video: what Get needs to fetch it, and what is known of it. */
export function idRow(finished: Finished): INodeExecutionData {
	return { json: describeFinished(finished), pairedItem: { item: finished.itemIndex } };
}
