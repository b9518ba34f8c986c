import type { Failure } from '../api/failure';
import { isTerminal } from '../api/outcome';
import type { Prediction } from '../api/schemas';
import type { Runtime } from '../base/runtime';
import type { AcquireDeps, Acquired, Job } from './acquire/acquire';
import { acquire } from './acquire/acquire';
import { keptPrediction } from './acquire/keptPrediction';
import type { Order } from './acquire/purchase';
import { standsAsFailed } from './acquire/purchase';
import { isKeyed } from './acquire/receipts/keyedPurchases';
import { withdrawn } from './acquire/receipts/payOnceFailures';
import type { FollowOptions, Follower } from './follow/follower';

export interface GenerateDeps extends AcquireDeps {
	/** One for the run: it looks at all predictions together. */
	follower: Follower;
}

type Followed = Pick<
	Extract<Acquired, { kind: 'acquired' }>,
	'key' | 'order' | 'prediction' | 'submittedAt'
>;

/** How a purchase is waited for. */
export interface Patience extends FollowOptions {
	/**
	 * `atOnce`: not at all; what was bought earlier is looked at once.
	 * `calledBack`: only for WATCH_MS where WaveSpeed calls this execution when the job has ended.
	 * Otherwise until it has ended.
	 */
	leave?: 'atOnce' | 'calledBack';
}

/** How long a job is watched that is going to call back: what is refused at once is seen (milliseconds). */
const WATCH_MS = 1_000;

/** What became of one item's generation: plain JSON, all that delivery needs. */
export type Generated =
	| {
			kind: 'completed' | 'timeout';
			/** In the ledger. */
			key: string;
			order: Order;
			prediction: Prediction;
			submittedAt: number;
			/** Of a time-out: why the last looks told nothing. */
			trouble?: string;
	  }
	| { kind: 'failed'; failure: Failure }
	| { kind: 'notStarted' };

/** Jobs of one kind take about the same time: the model with its size and duration. */
function kindOf({ model, inputs }: Order): string {
	const { size, resolution, duration } = inputs;
	return [model, size ?? resolution ?? '', duration ?? ''].join(' ');
}

/**
 * Acquires an item's prediction and follows it to its end. The download is not part of it: a
 * finished generation stays on record as paid and completed.
 */
export async function generate(job: Job, wait: Patience, deps: GenerateDeps): Promise<Generated> {
	const acquired = await acquire(job, deps);
	if (acquired.kind !== 'acquired') return acquired;
	const { isNew, key, order, prediction, submittedAt } = acquired;
	if (wait.leave === 'atOnce' && isNew && !isTerminal(prediction)) {
		return { kind: 'timeout', key, order, prediction, submittedAt };
	}
	return await resume(acquired, wait, deps);
}

/** Goes on with a purchase of which the prediction is known. */
export async function resume(
	purchase: Followed,
	{ leave, ...wait }: Patience,
	deps: GenerateDeps,
): Promise<Generated> {
	switch (leave) {
		case 'atOnce':
			return await look(purchase, deps);
		case 'calledBack': {
			const isOurs = deps.ledger.get(purchase.key)?.callsBack === deps.executionId;
			return await follow(purchase, isOurs ? { ...wait, timeoutMs: WATCH_MS } : wait, deps);
		}
		default:
			return await follow(purchase, wait, deps);
	}
}

/** Looks at a purchase once. */
export async function look(purchase: Followed, deps: GenerateDeps): Promise<Generated> {
	return await follow(purchase, { timeoutMs: 0 }, deps);
}

/** Follows a prediction to its end, and writes down what became of it. */
async function follow(
	{ key, order, prediction, submittedAt }: Followed,
	wait: FollowOptions,
	deps: GenerateDeps,
): Promise<Generated> {
	const { ledger, runtime, follower, executionId } = deps;
	const { model } = order;
	const result = await followed(prediction.id, runtime, () =>
		follower.follow(prediction, submittedAt, { ...wait, kind: kindOf(order) }),
	);
	const facts = { submittedAt, executionId };
	switch (result.kind) {
		case 'completed':
			ledger.update(key, {
				state: 'completed',
				prediction: keptPrediction(result.prediction),
				...facts,
			});
			runtime.log('info', `Prediction ${prediction.id} completed`, { model });
			return { kind: 'completed', key, order, prediction: result.prediction, submittedAt };
		case 'timeout':
			if (wait.timeoutMs > WATCH_MS) {
				runtime.log('warn', `Prediction ${prediction.id} still runs at the deadline`, { model });
			}
			return { ...result, key, order, submittedAt };
		case 'failed': {
			const failure = underKey(result.failure, key, deps);
			// Lost sight of, or paid without an output: it stays `submitted`, and the next try looks again.
			if (failure.spent === 'refunded' || failure.spent === 'maybe') {
				ledger.update(key, { state: 'failed', failure, failedAt: runtime.now(), ...facts });
				await forgetFailed(key, prediction.id, deps);
			}
			runtime.log('warn', `Prediction ${prediction.id}: ${failure.message}`, { model });
			return { kind: 'failed', failure };
		}
	}
}

/** What may be bought again must not be found by its receipt. */
async function forgetFailed(key: string, id: string, { ledger, recall }: GenerateDeps) {
	const purchase = ledger.get(key);
	if (purchase?.state !== 'failed' || !purchase.receipt) return;
	// Under the user's own key only what cost nothing for sure; the next may have other inputs.
	const mayGo = isKeyed(purchase.receipt)
		? purchase.failure.spent === 'refunded'
		: !standsAsFailed(purchase, '');
	if (mayGo) await recall.memory.forget(purchase.receipt, id);
}

/** What was deleted or cancelled under the user's own key is not bought again. */
function underKey(failure: Failure, key: string, { ledger }: GenerateDeps): Failure {
	const purchase = ledger.get(key);
	const isOurs = purchase?.receipt !== undefined && isKeyed(purchase.receipt);
	return isOurs && failure.spent === 'maybe' ? withdrawn(failure, purchase.submittedAt) : failure;
}

/** Logs the prediction when the wait is broken off: after a stop it runs on without us. */
async function followed<T>(id: string, runtime: Runtime, wait: () => Promise<T>): Promise<T> {
	let ended = false;
	try {
		const result = await wait();
		ended = true;
		return result;
	} finally {
		if (!ended) runtime.log('warn', `Stopped; prediction ${id} still runs and may be paid`);
	}
}
