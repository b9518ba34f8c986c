import type { WaveSpeedClient } from '../../../api/client';
import type { ListedPrediction, Prediction } from '../../../api/schemas';
import type { Runtime } from '../../../base/runtime';
import { hasInputs, isSameOrder } from '../equalInputs';
import { readWindow } from '../listWindow';
import type { Order } from '../purchase';
import type { Receipts } from './receipts';
import type { Period } from './row';

/** Pauses between looks (ms). */
const LOOKS_AFTER_MS = [1_000, 4_000, 10_000, 30_000];

/** So long after a mark (ms) a list that lacks the job is proof that there is none. */
const LISTED_FOR_SURE_MS = 120_000;

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** How far the service's clock may be off, and how long a submission may take (ms). */
export const SLACK_MS = 300_000;

export type FoundAgain =
	| { kind: 'found'; prediction: Prediction }
	/** Marked, and never bought: n8n ended between the mark and the POST. */
	| { kind: 'none' }
	/** It may be bought; nothing more must be bought on a guess. */
	| {
			kind: 'unsure';
			reason: string;
			markedAt: number;
			candidates: Prediction[];
			/** The execution that has bought it, and may still have it. */
			boughtBy?: string;
	  };

export interface FindAgainDeps {
	client: Pick<WaveSpeedClient, 'listPredictions'>;
	receipts: Receipts;
	runtime: Runtime;
	/** Predictions that other purchases have. */
	known(): ReadonlySet<string>;
	/** Those that are being given to purchases just now. */
	given: Set<string>;
}

/**
 * Finds the prediction of a purchase that an earlier process marked: by its receipt's claim, or, when
 * that process ended before it could write one, by equal inputs.
 *
 * @param key of the receipt
 * @param periods when it was marked
 * @param isOver asked between looks: whether there is nothing to be looked for any more
 */
export async function findAgain(
	key: string,
	order: Pick<Order, 'model' | 'inputs' | 'media'>,
	deps: FindAgainDeps,
	periods: Period[],
	isOver: () => Promise<boolean> = async () => await Promise.resolve(false),
): Promise<FoundAgain> {
	const { runtime } = deps;
	const [first] = periods;
	if (!first) return { kind: 'none' };
	// A mark of the future was made before n8n's clock was set back.
	const latest = Math.min(Math.max(...periods.map(({ to }) => to)), runtime.now() + MINUTE_MS);
	const sureAt = latest + LISTED_FOR_SURE_MS;
	for (let look = 0; ; look++) {
		if (look > 0 && (await isOver())) return { kind: 'none' };
		const isSure = runtime.now() >= sureAt;
		const found = await lookOnce(key, order, periods, deps);
		if (found.kind === 'found' || (found.kind === 'none' && isSure)) return found;
		if (found.kind === 'unsure' && look >= LOOKS_AFTER_MS.length - 1) return found;
		await runtime.sleep(LOOKS_AFTER_MS[look] ?? LOOKS_AFTER_MS.at(-1) ?? 0);
	}
}

/**
 * Finds the prediction of a purchase that is not in the list at the time of its mark. If its receipt
 * says that it was bought all the same, n8n's clock was set since, or it was deleted at the service:
 * it is looked for by its claim alone, and not bought again.
 */
export async function findByClaim(
	key: string,
	periods: Period[],
	{ client, receipts, runtime }: FindAgainDeps,
): Promise<FoundAgain> {
	if (!(await receipts.isBought(key))) return { kind: 'none' };
	const now = runtime.now();
	const listed = await readWindow(now - 8 * DAY_MS, now + 2 * DAY_MS, client, runtime);
	const claimed = await receipts.claimed(key, listed?.map(({ prediction }) => prediction.id) ?? []);
	const found = listed?.find(({ prediction }) => claimed?.includes(prediction.id));
	if (found) return { kind: 'found', prediction: found.prediction };
	return {
		kind: 'unsure',
		reason: 'it was bought, and the list of recent predictions does not have it (any more)',
		markedAt: Math.min(...periods.map(({ from }) => from)),
		candidates: [],
	};
}

async function lookOnce(
	key: string,
	order: Pick<Order, 'model' | 'inputs' | 'media'>,
	periods: Period[],
	{ client, receipts, runtime, known, given }: FindAgainDeps,
): Promise<FoundAgain> {
	const unsure = (reason: string, listed: ListedPrediction[] = []): FoundAgain => ({
		kind: 'unsure',
		reason,
		markedAt: Math.min(...periods.map(({ from }) => from)),
		candidates: listed.map(({ prediction }) => prediction),
	});
	const listed: ListedPrediction[] = [];
	for (const { from, to } of periods) {
		const window = await readWindow(from - SLACK_MS, to + SLACK_MS, client, runtime);
		if (!window) return unsure('the list of recent predictions could not be read');
		listed.push(...window);
	}
	if (listed.length === 0) return { kind: 'none' };
	const ids = listed.map(({ prediction }) => prediction.id);
	const owned = await receipts.owned(key, ids);
	if (!owned) return unsure('its receipt could not be read');
	// The newest first: what stands before it under the same key was bought anew.
	const claimed = listed.find(({ prediction }) => owned.byKey.includes(prediction.id));
	if (claimed) return { kind: 'found', prediction: claimed.prediction };

	const taken = known();
	const fitting = listed.filter(
		({ prediction: { id, model }, inputs }) =>
			!taken.has(id) &&
			!given.has(id) &&
			(!model || model === order.model) &&
			(!inputs || hasInputs(inputs, order.inputs)),
	);
	if (fitting.length === 0) return { kind: 'none' };
	// An uploaded file has another URL each time, so that equal inputs prove nothing there.
	const isProvable = Object.keys(order.media).length === 0;
	const proven = isProvable
		? fitting.find(
				({ inputs, prediction }) =>
					inputs !== undefined &&
					isSameOrder(inputs, order.inputs) &&
					!owned.byNode.includes(prediction.id),
			)
		: undefined;
	if (!proven) return unsure('it could be one of these, and nothing proves which', fitting);
	// Equal purchases are interchangeable, but each is one.
	given.add(proven.prediction.id);
	return { kind: 'found', prediction: proven.prediction };
}
