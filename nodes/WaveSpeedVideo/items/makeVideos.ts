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
import { Turnstile } from '../generation/acquire/turnstile';
import { openExperience } from '../generation/follow/experience';
import { createFollower } from '../generation/follow/follower';
import type { GenerateDeps } from '../generation/generate';
import { createUploads } from '../media/in/uploads';
import { Budget, pricePlans } from './budget';
import { planFallback } from './fallback';
import type { Finish } from './finish';
import { finish } from './finish';
import { addHints } from './hints';
import { readRunOptions } from './itemOptions';
import type { RunOptions } from './itemOptions';
import type { Batch } from './makeVideo';
import { makeVideo } from './makeVideo';
import { isOnRecord, makeUnplanned, withMoney } from './onRecord';
import type { Plan, Unplanned } from './plan';
import { planItem } from './plan';
import type { ReadItem } from './readItem';
import type { ItemResult } from './results';
import { throwFirst, toRows } from './results';
import type { Session } from './session';
import { openSession } from './session';

/** Generates a video for each item: all checks first, then all generations at once. */
export async function makeVideos(
	host: Host,
	read: ReadItem,
	finishItem: Finish = finish,
): Promise<INodeExecutionData[]> {
	const session = await openSession(host);
	const ledger = openLedger(host.context, host.executionId, processRecord(session.apiUrl).ids);
	try {
		const results = await makeAll(session, ledger, read, finishItem);
		throwFirst(session, results);
		ledger.markDelivered(
			results.flatMap((one) => (one.kind === 'items' ? (one.delivers ?? []) : [])),
		);
		return toRows(results);
	} catch (error) {
		throw error instanceof StoppedError ? new StoppedError(underWayIn(host, ledger)) : error;
	}
}

async function makeAll(
	session: Session,
	ledger: Ledger,
	read: ReadItem,
	finishItem: Finish,
): Promise<ItemResult[]> {
	const { host } = session;
	const planned = await runBatch(
		host.items.length,
		1,
		async (index) => await planItem(session, read, index),
	);
	const results = planned.map(
		(one): ItemResult =>
			'failure' in one && !ledger.find(one.wanted)
				? { kind: 'failed', failure: withMoney(one.failure, one.wanted.place, ledger) }
				: { kind: 'notStarted' },
	);
	throwFirst(session, results);

	const options = readRunOptions(host);
	const plans = planned.flatMap((one) => ('plan' in one ? [one.plan] : []));
	await pricePlans(plans, options.livePrices, session.client);
	const fresh = plans.filter(
		(plan) => !isOnRecord(plan, planFallback(host, plan), ledger, host.executionId),
	);
	const budget = new Budget(fresh, options);
	const refusal = await budget.check(session.client);
	if (refusal) {
		for (const { itemIndex } of fresh) results[itemIndex] = { kind: 'failed', failure: refusal };
	}
	// What is paid is delivered even when the budget refuses the rest.
	const toMake = planned.flatMap((one, itemIndex) =>
		results[itemIndex]?.kind === 'notStarted' ? [{ one, itemIndex }] : [],
	);
	const batch = openBatch(session, ledger, options, budget, finishItem, toMake.length);
	if (refusal && !host.continues) batch.deps.turnstile.close();

	await runBatch(toMake.length, options.maxConcurrent, async (index) => {
		const { one, itemIndex } = toMake[index] as (typeof toMake)[number];
		const result = await makeSafely(one, itemIndex, batch);
		results[itemIndex] = result;
		// What is under way is paid and goes on; nothing new is bought for an execution that fails.
		if (result.kind === 'failed' && !host.continues) batch.deps.turnstile.close();
	});
	const made = results.flatMap((one) => (one.kind === 'items' ? one.items : []));
	addHints(host, made, plans);
	return results;
}

function openBatch(
	session: Session,
	ledger: Ledger,
	options: RunOptions,
	budget: Budget,
	finishItem: Finish,
	total: number,
): Batch {
	const { host, runtime, client, apiUrl } = session;
	const experience = openExperience(host.workflowData, apiUrl);
	const deps: Omit<GenerateDeps, 'search'> = {
		client,
		ledger,
		turnstile: new Turnstile(total, options.maxConcurrent, runtime),
		runtime,
		follower: createFollower({ client, runtime, experience, total }),
		executionId: host.executionId,
		isRetry: host.isRetry,
		lost: options.lost,
		record: processRecord(apiUrl),
	};
	return {
		session,
		deps: { ...deps, search: new LostSearch(deps) },
		budget,
		livePrices: options.livePrices,
		finish: finishItem,
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
			: await makeUnplanned(planned, itemIndex, deps, batch.finish, session);
	} catch (error) {
		session.runtime.checkStop();
		const failure = unexpected(error, moneyOf(deps.ledger.find(wanted)));
		session.runtime.log('warn', `Item ${itemIndex}: ${failure.message}`);
		return { kind: 'failed', failure: withMoney(failure, wanted.place, deps.ledger) };
	}
}

/** What this run has submitted and not seen the end of, in words. */
function underWayIn(host: Host, ledger: Ledger): string[] {
	return host.items.flatMap((_, itemIndex) => {
		const place = `${host.runIndex(itemIndex)}:${itemIndex}`;
		return ledger.all().flatMap((purchase) => {
			if (purchase.place !== place || purchase.state === 'failed' || purchase.delivered) return [];
			const { predictionId, url } = moneyOf(purchase);
			const what =
				predictionId === undefined
					? `a submission of ${new Date(purchase.submittedAt).toISOString()} without an answer`
					: `prediction ${predictionId}${url ? ` ${url}` : ''}`;
			return [`item ${itemIndex}: ${what}`];
		});
	});
}
