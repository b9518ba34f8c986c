import type { Failure } from '../api/failure';
import { unexpected } from '../api/failure';
import { runBatch } from '../base/runBatch';
import type { Ledger } from '../generation/acquire/ledger';
import { moneyOf } from '../generation/acquire/purchase';
import { Recall } from '../generation/acquire/recall';
import type { PurchaseMemory } from '../generation/acquire/receipts/purchaseMemory';
import type { Batch } from './batch';
import { openBatch } from './batch';
import { isPaidElsewhere } from './boughtEarlier';
import type { Budget } from './budget';
import { planFallback } from './fallback';
import type { Finish } from './finish';
import { expectedOf } from './finish';
import { addHints } from './hints';
import { makeVideo } from './makeVideo';
import { isOnRecord, makeUnplanned, withMoney } from './onRecord';
import { openBudget } from './openBudget';
import type { OutputShape } from './outputShape';
import { shapeResult } from './outputShape';
import { askAhead } from './payOnceItems';
import type { Plan, Unplanned } from './plan';
import { planItem } from './plan';
import { pricePlans } from './pricing';
import type { ReadItem } from './readItem';
import type { ItemResult } from './results';
import { willThrow } from './results';
import type { RunOptions } from './runOptions';
import { isLimited } from './runOptions';
import type { Session } from './session';
import { finishFor } from './waiting/finishFor';
import { lastLooks } from './waiting/park';
import type { Waiting } from './waiting/waiting';
import { callbackFor } from './waiting/waiting';

/** A run whose items have passed every check, or have their failures. */
interface Checked {
	planned: Array<{ plan: Plan } | Unplanned>;
	plans: Plan[];
	/** By item: `notStarted` is what may be made. */
	results: ItemResult[];
	recall: Recall;
	/** Unless the run is over before anything is sent. */
	budget?: Budget;
	/** By the balance or the budget: nothing new is bought. */
	refusal?: Failure;
	/** Asks for prices beside the rest; bounded in time. */
	pricing: Promise<unknown>;
}

/** Makes a result for each item: all checks first, then all generations at once. */
export async function makeAll(
	session: Session,
	ledger: Ledger,
	memory: PurchaseMemory,
	options: RunOptions & { waiting: Waiting },
	read: ReadItem,
	finishItem: Finish,
): Promise<ItemResult[]> {
	const { host } = session;
	const checked = await checkAll(session, ledger, memory, options, read);
	const { planned, plans, results, budget } = checked;
	if (!budget) return results;
	await makeChecked({ ...checked, budget }, session, ledger, options, finishItem);
	// Asked long ago, and bounded in time: nothing is left running.
	await checked.pricing;
	const itemsOf = (some: ItemResult[]) =>
		some.flatMap((one) => (one.kind === 'items' ? one.items : []));
	const bought = results.filter((one) => !isPaidElsewhere(one, ledger));
	addHints(host, itemsOf(results), plans, itemsOf(bought));
	return results.map((one, index) => shapeResult(one, shapeOf(planned[index]), host.items[index]));
}

/** Plans all items and checks the whole: parameters, Pay Once Keys, balance, budget. Nothing is sent. */
async function checkAll(
	session: Session,
	ledger: Ledger,
	memory: PurchaseMemory,
	options: RunOptions & { waiting: Waiting },
	read: ReadItem,
): Promise<Checked> {
	const { host, runtime, client } = session;
	const { executionId } = host;
	const planned = await runBatch(
		host.items.length,
		1,
		async (index) =>
			await planItem(session, read, index, (one) => callbackFor(one, options.waiting, session)),
	);
	const results = planned.map(
		(one): ItemResult =>
			'failure' in one && !ledger.find(one.wanted)
				? { kind: 'failed', failure: withMoney(one.failure, one.wanted.place, ledger) }
				: { kind: 'notStarted' },
	);
	const plans = planned.flatMap((one) => ('plan' in one ? [one.plan] : []));
	const recall = new Recall({ ledger, memory, runtime, executionId, lost: options.lost });
	const nothingSent = { planned, plans, results, recall, pricing: Promise.resolve() };
	if (willThrow(host, results)) return nothingSent;

	const prices = { source: options.priceSource, limited: isLimited(options) };
	const pricing = pricePlans(plans, prices, client, runtime);
	// Where nothing depends on the prices, nothing waits for them; a stop shows where it matters.
	pricing.catch(() => undefined);
	if (prices.limited) await pricing;
	await askAhead(plans, (plan) => planFallback(host, plan), recall, results);
	if (willThrow(host, results)) {
		await pricing;
		return nothingSent;
	}
	const fresh = plans.filter(
		(plan) =>
			results[plan.itemIndex]?.kind === 'notStarted' &&
			!isOnRecord(plan, planFallback(host, plan), ledger, executionId),
	);
	const ofThisRun = ledger.all().filter(({ place }) => place.startsWith(`${host.runIndex(0)}:`));
	const { budget, refusal } = await openBudget(fresh, options, ofThisRun, session);
	if (refusal) {
		for (const { itemIndex } of fresh) {
			results[itemIndex] = { kind: 'failed', failure: refusal, ofRun: true };
		}
	}
	return { planned, plans, results, recall, budget, refusal, pricing };
}

/** Makes what the checks left to be made. What is paid is delivered even when they refused the rest. */
async function makeChecked(
	{ planned, results, recall, budget, refusal }: Checked & { budget: Budget },
	session: Session,
	ledger: Ledger,
	options: RunOptions & { waiting: Waiting },
	finishItem: Finish,
): Promise<void> {
	const { host, runtime } = session;
	const toMake = planned.flatMap((one, itemIndex) =>
		results[itemIndex]?.kind === 'notStarted' ? [{ one, itemIndex }] : [],
	);
	const heldAt = new Map<number, number>();
	const { waiting } = options;
	const finishHere = finishFor(waiting, finishItem, (itemIndex) =>
		heldAt.set(itemIndex, runtime.now()),
	);
	const batch = openBatch(session, ledger, recall, options, budget, finishHere, toMake.length);
	// Where the node doesn't continue, nothing new is bought for an execution that fails.
	const closeAfterFailure = () => {
		if (!host.continues) batch.deps.turnstile.close();
	};
	if (refusal) closeAfterFailure();

	await runBatch(toMake.length, options.maxConcurrent, async (index, leave) => {
		const { one, itemIndex } = toMake[index] as (typeof toMake)[number];
		// A video that is ready is no generation any more: its download keeps nobody waiting.
		const finish: Finish = async (finished, ...rest) => {
			leave();
			return await batch.finish(finished, ...rest);
		};
		const result = await makeSafely(one, itemIndex, { ...batch, finish });
		results[itemIndex] = result;
		if (result.kind === 'failed') closeAfterFailure();
	});
	if (waiting.kind === 'freeWorker') {
		await lastLooks(
			results,
			(itemIndex) => heldAt.get(itemIndex) ?? 0,
			expectedOf(finishItem),
			session,
			batch.deps,
		);
	}
}

const shapeOf = (planned: { plan: Plan } | Unplanned | undefined): OutputShape | undefined =>
	planned && ('plan' in planned ? planned.plan.options : planned.options)?.shape;

/** One item's video. Whatever is thrown becomes that item's failure, with money as on record. */
async function makeSafely(
	planned: { plan: Plan } | Unplanned,
	itemIndex: number,
	batch: Batch,
): Promise<ItemResult> {
	const { session, deps } = batch;
	const { wanted } = 'plan' in planned ? planned.plan : planned;
	try {
		return 'plan' in planned
			? await makeVideo(planned.plan, batch)
			: await makeUnplanned(planned, itemIndex, batch);
	} catch (error) {
		session.runtime.checkStop();
		const failure = unexpected(error, moneyOf(deps.ledger.find(wanted)));
		session.runtime.log('warn', `Item ${itemIndex}: ${failure.message}`);
		return { kind: 'failed', failure: withMoney(failure, wanted.place, deps.ledger) };
	}
}
