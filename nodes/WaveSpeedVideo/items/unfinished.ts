import type { INodeExecutionData, NodeExecutionHint } from 'n8n-workflow';
import type { Prediction } from '../api/schemas';
import { parseTime } from '../base/time';
import type { Ledger } from '../generation/acquire/ledger';
import { readWindow } from '../generation/acquire/listWindow';
import type { PurchaseMemory } from '../generation/acquire/receipts/purchaseMemory';
import { deliver, describePrediction, expiresAt, KEPT_MS } from './deliver';
import type { ItemOptions } from './itemOptions';
import { readItemOptions } from './itemOptions';
import type { Session } from './session';

/** What to do with videos that earlier executions bought and never handed on. */
export type UnfinishedWish = 'hint' | 'output' | 'ignore';

/** The account's list is asked so often at most, for each node (ms). */
const ASK_EVERY_MS = 600_000;

/** Younger ones may be in the hands of an execution on another worker (ms). */
const SETTLED_AFTER_MS = 900_000;

/** Named in a hint, and output by one run. */
const MAX_AT_ONCE = 20;

/** When each node's unfinished ones were last told. */
const toldAt = new Map<string, number>();

/** Videos that the node bought in earlier executions, and that never left it. */
export interface Unfinished {
	predictions: Prediction[];
	/** They are told now, and not again for a while. */
	tell(): void;
}

/** Never fails: what can't be found out is not told. */
export async function findUnfinished(
	wish: UnfinishedWish,
	{ host, client, runtime }: Session,
	memory: PurchaseMemory,
	ledger: Pick<Ledger, 'all'>,
): Promise<Unfinished> {
	const name = host.entryStore?.name;
	const none = { predictions: [], tell: () => undefined };
	const isTold = runtime.now() - (toldAt.get(name ?? '') ?? 0) < ASK_EVERY_MS;
	if (wish === 'ignore' || name === undefined || (wish === 'hint' && isTold)) return none;
	try {
		if (!(await memory.hasAny())) return none;
		const now = runtime.now();
		const listed = await readWindow(now - KEPT_MS, now - SETTLED_AFTER_MS, client, runtime);
		const done = (listed ?? [])
			.map(({ prediction }) => prediction)
			.filter(
				({ status, outputs }) => /^(completed|succeeded)$/i.test(status) && outputs.length > 0,
			);
		const here = new Set(
			ledger.all().flatMap((one) => ('prediction' in one ? [one.prediction.id] : [])),
		);
		// A service that ignores the wish for a time gives all it has.
		const isSettled = ({ createdAt }: Prediction) =>
			(parseTime(createdAt) ?? Infinity) <= now - SETTLED_AFTER_MS;
		const others = done.filter((one) => isSettled(one) && !here.has(one.id));
		const ids = new Set(await memory.undelivered(others.map(({ id }) => id)));
		return {
			predictions: others.filter(({ id }) => ids.has(id)).slice(0, MAX_AT_ONCE),
			tell: () => toldAt.set(name, runtime.now()),
		};
	} catch {
		// Stopped: the run itself says so.
		return none;
	}
}

/** For a person who looks at the run. */
function unfinishedHint(predictions: Prediction[]): NodeExecutionHint[] {
	if (predictions.length === 0) return [];
	const named = predictions
		.map(({ id, model, createdAt }) => `${id} (${model}, ${createdAt ?? 'time unknown'})`)
		.join(', ');
	const message = `Paid in earlier executions of this node and never handed on: ${named}. Fetch them with the operation Get, or set the option Unfinished Videos to Output Too.`;
	return [{ message, type: 'warning', location: 'outputPane' }];
}

/** Says what is unfinished, or gives it as further items; what can't be downloaded is said. */
export async function tellUnfinished(
	{ predictions, tell }: Unfinished,
	wish: UnfinishedWish,
	session: Session,
): Promise<INodeExecutionData[]> {
	const options = wish === 'output' ? readItemOptions(session.host, 0) : undefined;
	const items = options ? await outputUnfinished(predictions, options, session) : [];
	const given = new Set(items.map(({ json }) => json.id));
	session.host.hint(...unfinishedHint(predictions.filter(({ id }) => !given.has(id))));
	tell();
	return items;
}

async function outputUnfinished(
	predictions: Prediction[],
	options: ItemOptions,
	session: Session,
): Promise<INodeExecutionData[]> {
	const results = await Promise.all(
		predictions.map(async (prediction) => {
			const submittedAt = parseTime(prediction.createdAt) ?? session.runtime.now();
			const { model: answeredBy } = prediction;
			const json = {
				...describePrediction(prediction, submittedAt, { model: answeredBy }),
				expiresAt: expiresAt(prediction, submittedAt),
				unfinished: true,
			};
			return await deliver(
				{ prediction, submittedAt, json, itemIndex: 0, answeredBy, options },
				session,
			);
		}),
	);
	return results.flatMap((one) => (one.kind === 'items' ? one.items : []));
}
