import type { WaveSpeedClient } from '../../../api/client';
import { PAGE_SIZE } from '../../../api/client';
import type { ListedPrediction, Prediction } from '../../../api/schemas';
import type { Runtime } from '../../../base/runtime';
import type { Period, Receipts } from './receipts';

/** Pauses before each look (ms): a new record may not be listed at once, a POST may be under way. */
const LOOKS_AFTER_MS = [0, 1_000, 4_000, 10_000];

/** A mark this young (ms) may belong to a submission that is still under way. */
const YOUNG_MS = 3_600_000;

/** How far the service's clock may be off (ms). */
const CLOCK_SLACK_MS = 300_000;

/** Pages of one period that are read: 5,000 predictions of one model. */
const MAX_PAGES = 50;

/** What a mark says was bought. */
export interface Wanted {
	/** Key of its receipt. */
	key: string;
	model: string;
	/** What was sent, but for media: an uploaded file has another URL each time. */
	inputs: Record<string, unknown>;
	/** Whether media belong to it, which the list cannot prove. */
	hasMedia: boolean;
}

export type FoundAgain =
	| { kind: 'found'; prediction: Prediction }
	/** Marked, and never bought: n8n ended between the mark and the POST. */
	| { kind: 'none' }
	/** It may be bought; nothing more must be bought on a guess. */
	| { kind: 'unsure'; reason: string; ids: string[]; from: number };

export interface FindAgainDeps {
	client: Pick<WaveSpeedClient, 'listPredictions'>;
	receipts: Receipts;
	runtime: Runtime;
	/** Predictions that other purchases of this execution have. */
	known: ReadonlySet<string>;
}

/**
 * Finds the prediction of a purchase that an earlier process marked: by its receipt's claim, or, when
 * that process ended before it could write one, by its inputs.
 */
export async function findAgain(wanted: Wanted, deps: FindAgainDeps): Promise<FoundAgain> {
	const { receipts, runtime } = deps;
	const periods = await receipts.markedIn(wanted.key);
	if (periods.length === 0) return { kind: 'none' };
	const from = Math.min(...periods.map((period) => period.from));
	const young = periods.some(({ to }) => runtime.now() - to < YOUNG_MS);
	let reason = '';
	let ids: string[] = [];
	for (const pause of LOOKS_AFTER_MS) {
		if (pause > 0) await runtime.sleep(pause);
		const found = await lookOnce(wanted, periods, deps);
		if (found.kind === 'found') return found;
		if (found.kind === 'none' && !young) return found;
		reason = found.kind === 'unsure' ? found.reason : '';
		ids = found.kind === 'unsure' ? found.ids : [];
	}
	return reason ? { kind: 'unsure', reason, ids, from } : { kind: 'none' };
}

async function lookOnce(
	wanted: Wanted,
	periods: Period[],
	deps: FindAgainDeps,
): Promise<FoundAgain> {
	const unsure = (reason: string, candidates: ListedPrediction[] = []): FoundAgain => ({
		kind: 'unsure',
		reason,
		ids: candidates.map(({ prediction }) => prediction.id),
		from: 0,
	});
	const listed = await listAll(periods, deps);
	if (!listed) return unsure('the list of recent predictions could not be read');
	if (listed.length === 0) return { kind: 'none' };
	const owned = await deps.receipts.owned(
		wanted.key,
		listed.map(({ prediction }) => prediction.id),
	);
	if (!owned) return unsure('its receipt could not be read');
	const claimed = listed.filter(({ prediction }) => owned.byKey.includes(prediction.id));
	// Newest first: what stands before it under the same key was bought anew.
	const [newest] = claimed;
	if (newest) return { kind: 'found', prediction: newest.prediction };

	const unowned = listed.filter(
		({ prediction }) =>
			!owned.byNode.includes(prediction.id) &&
			!deps.known.has(prediction.id) &&
			(!prediction.model || prediction.model === wanted.model),
	);
	const fitting = unowned.filter(({ inputs }) => !inputs || agree(inputs, wanted.inputs));
	const [fits, ...more] = fitting;
	if (!fits) return { kind: 'none' };
	if (more.length > 0 || !fits.inputs || wanted.hasMedia) {
		return unsure('it could be one of these recent predictions, and nothing tells which', fitting);
	}
	return { kind: 'found', prediction: fits.prediction };
}

async function listAll(
	periods: Period[],
	{ client }: FindAgainDeps,
): Promise<ListedPrediction[] | undefined> {
	const all: ListedPrediction[] = [];
	for (const { from, to } of periods) {
		const filter = { createdAfter: from - CLOCK_SLACK_MS, createdBefore: to + CLOCK_SLACK_MS };
		for (let page = 1; page <= MAX_PAGES; page++) {
			let answer = await client.listPredictions({ ...filter, page, includeInputs: true });
			if (answer.kind === 'refused') answer = await client.listPredictions({ ...filter, page });
			if (answer.kind !== 'ok') return undefined;
			all.push(...answer.value.predictions);
			if (answer.value.predictions.length < PAGE_SIZE) break;
		}
	}
	return all;
}

const agree = (listed: Record<string, unknown>, wanted: Record<string, unknown>): boolean =>
	Object.entries(wanted).every(
		([name, value]) => JSON.stringify(listed[name]) === JSON.stringify(value),
	);
