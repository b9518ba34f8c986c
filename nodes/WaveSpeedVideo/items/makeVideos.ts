import type { INodeExecutionData } from 'n8n-workflow';
import { unexpected } from '../api/failure';
import { runBatch } from '../base/batch';
import type { Host } from '../base/host';
import { StoppedError } from '../base/runtime';
import { LostSearch } from '../generation/acquire/findLost';
import type { Ledger } from '../generation/acquire/ledger';
import { openLedger } from '../generation/acquire/ledger';
import { processRecord } from '../generation/acquire/processRecord';
import { moneyOf } from '../generation/acquire/purchase';
import { Recall } from '../generation/acquire/recall';
import type { PurchaseMemory } from '../generation/acquire/receipts/purchaseMemory';
import { Turnstile } from '../generation/acquire/turnstile';
import { openExperience } from '../generation/follow/experience';
import { createFollower } from '../generation/follow/follower';
import type { GenerateDeps } from '../generation/generate';
import { createUploads } from '../media/in/uploads';
import type { Budget } from './budget';
import { failedRun, throwFirstWithOthers } from './failedRun';
import { planFallback } from './fallback';
import type { Finish } from './finish';
import { expectedOf, finish } from './finish';
import { boughtEarlierHints, isPaidElsewhere, leftBehindHint } from './boughtEarlier';
import { addHints } from './hints';
import { isLimited, readRunOptions } from './runOptions';
import type { RunOptions } from './runOptions';
import type { Batch } from './makeVideo';
import { makeVideo } from './makeVideo';
import { isOnRecord, makeUnplanned, withMoney } from './onRecord';
import { openBudget } from './openBudget';
import { openMemory } from './openMemory';
import { underWayIn } from './otherItems';
import { shapeResult } from './outputShape';
import type { OutputShape } from './outputShape';
import { askAhead, withoutShared } from './payOnceItems';
import type { Plan, Unplanned } from './plan';
import { planItem } from './plan';
import { pricePlans } from './prices';
import type { ReadItem } from './readItem';
import type { ItemResult } from './results';
import { toRows, willThrow } from './results';
import type { Session } from './session';
import { openSession } from './session';
import { findUnfinished, unfinishedHint } from './unfinished';
import { isToPark, lastLooks, park, parkedIds } from './waiting/park';
import { settleParked } from './waiting/settleParked';
import type { Waiting } from './waiting/waiting';
import { callbackFor, readWaiting } from './waiting/waiting';
import { finishFor } from './waiting/finishFor';

/** Generates a video for each item: all checks first, then all generations at once. */
export async function makeVideos(
	host: Host,
	read: ReadItem,
	finishItem: Finish = finish,
): Promise<INodeExecutionData[]> {
	const results = await makeRun(host, read, finishItem).catch((error: unknown) =>
		failedRun(host, error),
	);
	throwFirstWithOthers(host, results);
	return toRows(results);
}

async function makeRun(host: Host, read: ReadItem, finishItem: Finish): Promise<ItemResult[]> {
	const session = await openSession(host);
	const waiting = readWaiting(session);
	const ledger = openLedger(host.context, host.executionId, processRecord(session.apiUrl).ids);
	const memory = await openMemory(session, ledger);
	let looking: ReturnType<typeof findUnfinished> | undefined;
	let isHandedOn = false;
	try {
		const runOptions = readRunOptions(host);
		const settled = settleParked(host);
		ledger.markDelivered(settled.map(({ key }) => key));
		await memory.delivered(settled.map(({ prediction }) => prediction.id));
		looking = findUnfinished(runOptions.unfinished, session, memory, ledger);
		const options = { ...runOptions, waiting };
		const results = await makeAll(session, ledger, memory, options, read, finishItem);
		if (willThrow(host, results)) return results;
		host.hint(...unfinishedHint(await looking));
		if (isToPark(results)) {
			const shown = await park(results, expectedOf(finishItem), session);
			// In n8n's hands from now on: it keeps the execution, and gives the videos or their ids.
			await memory.delivered(parkedIds(results));
			isHandedOn = true;
			return shown;
		}
		host.hint(...boughtEarlierHints(results, ledger));
		host.hint(...leftBehindHint(await memory.leftBehind()));
		const keys = results.flatMap((one) => (one.kind === 'items' ? (one.delivers ?? []) : []));
		ledger.markDelivered(keys);
		await memory.delivered(keys.flatMap((key) => moneyOf(ledger.get(key)).predictionId ?? []));
		isHandedOn = true;
		return results;
	} catch (error) {
		throw error instanceof StoppedError ? new StoppedError(underWayIn(host, ledger)) : error;
	} finally {
		if (!isHandedOn) memory.release();
		// Never fails, and ends with the run: nothing is left in the background.
		await looking;
		await memory.end();
	}
}

async function makeAll(
	session: Session,
	ledger: Ledger,
	memory: PurchaseMemory,
	options: RunOptions & { waiting: Waiting },
	read: ReadItem,
	finishItem: Finish,
): Promise<ItemResult[]> {
	const { host } = session;
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
	if (willThrow(host, results)) return results;

	const plans = planned.flatMap((one) => ('plan' in one ? [one.plan] : []));
	const prices = { source: options.priceSource, limited: isLimited(options) };
	const pricing = pricePlans(plans, prices, session.client, session.runtime);
	// Where nothing depends on the prices, nothing waits for them; a stop shows where it matters.
	pricing.catch(() => undefined);
	if (prices.limited) await pricing;
	const { runtime } = session;
	const { executionId } = host;
	const recall = new Recall({ ledger, memory, runtime, executionId, lost: options.lost });
	await askAhead(plans, (plan) => planFallback(host, plan), recall, results);
	if (willThrow(host, results)) {
		await pricing;
		return results;
	}
	const fresh = withoutShared(plans).filter(
		(plan) =>
			results[plan.itemIndex]?.kind === 'notStarted' &&
			!isOnRecord(plan, planFallback(host, plan), ledger, host.executionId),
	);
	const ofThisRun = ledger.all().filter(({ place }) => place.startsWith(`${host.runIndex(0)}:`));
	const { budget, refusal } = await openBudget(fresh, options, ofThisRun, session);
	if (refusal) {
		for (const { itemIndex } of fresh) {
			results[itemIndex] = { kind: 'failed', failure: refusal, ofRun: true };
		}
	}
	// What is paid is delivered even when the budget refuses the rest.
	const toMake = planned.flatMap((one, itemIndex) =>
		results[itemIndex]?.kind === 'notStarted' ? [{ one, itemIndex }] : [],
	);
	const heldAt = new Map<number, number>();
	const { waiting } = options;
	const finishHere = finishFor(waiting, finishItem, (itemIndex) =>
		heldAt.set(itemIndex, runtime.now()),
	);
	const batch = openBatch(session, ledger, recall, options, budget, finishHere, toMake.length);
	if (refusal && !host.continues) batch.deps.turnstile.close();

	await runBatch(toMake.length, options.maxConcurrent, async (index, leave) => {
		const { one, itemIndex } = toMake[index] as (typeof toMake)[number];
		// A video that is ready is no generation any more: its download keeps nobody waiting.
		const finish: Finish = async (finished, ...rest) => {
			leave();
			return await batch.finish(finished, ...rest);
		};
		const result = await makeSafely(one, itemIndex, { ...batch, finish });
		results[itemIndex] = result;
		// What is under way is paid and goes on; nothing new is bought for an execution that fails.
		if (result.kind === 'failed' && !host.continues) batch.deps.turnstile.close();
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
	// Asked long ago, and bounded in time: nothing is left running.
	await pricing;
	const itemsOf = (some: ItemResult[]) =>
		some.flatMap((one) => (one.kind === 'items' ? one.items : []));
	const bought = results.filter((one) => !isPaidElsewhere(one, ledger));
	addHints(host, itemsOf(results), plans, itemsOf(bought));
	return results.map((one, index) => shapeResult(one, shapeOf(planned[index]), host.items[index]));
}

const shapeOf = (planned: { plan: Plan } | Unplanned | undefined): OutputShape | undefined =>
	planned && ('plan' in planned ? planned.plan.options : planned.options)?.shape;

function openBatch(
	session: Session,
	ledger: Ledger,
	recall: Recall,
	options: RunOptions & { waiting: Waiting },
	budget: Budget,
	finishItem: Finish,
	total: number,
): Batch {
	const { host, runtime, client, apiUrl, account } = session;
	const experience = openExperience(host.workflowData, apiUrl);
	const deps: Omit<GenerateDeps, 'search'> = {
		client,
		ledger,
		turnstile: new Turnstile(total, options.maxConcurrent, runtime),
		runtime,
		follower: createFollower({ client, runtime, experience, total }),
		executionId: host.executionId,
		account,
		isRetry: host.isRetry,
		lost: options.lost,
		record: processRecord(apiUrl),
		recall,
	};
	return {
		session,
		deps: { ...deps, search: new LostSearch(deps) },
		budget,
		prices: { source: options.priceSource, limited: isLimited(options) },
		finish: finishItem,
		waiting: options.waiting,
		upload: createUploads(host.context, { host, client, runtime, apiUrl }),
	};
}

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
