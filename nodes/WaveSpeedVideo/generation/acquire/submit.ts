import type { WaveSpeedClient } from '../../api/client';
import type { Prediction } from '../../api/schemas';
import type { Failure } from '../../api/failure';
import type { Ledger, RequestBody } from './ledger';
import { findLostSubmission } from './reconcile';
import type { Runtime } from '../../base/runtime';
import type { Turnstile, Verdict } from './turnstile';

/** 429 answers in a row for one item before it is given up: a quarter of an hour at full delays. */
const MAX_RATE_LIMITS = 15;

/** Tries to reach a service that cannot be reached, 2, 4 and 8 seconds apart. */
const MAX_UNREACHABLE = 4;

/** One POST: what is sent, and under which key it stands in the ledger. */
export interface Submission {
	key: string;
	model: string;
	body: RequestBody;
}

export interface SubmitDeps {
	client: WaveSpeedClient;
	ledger: Ledger;
	turnstile: Turnstile;
	runtime: Runtime;
	executionId: string;
}

export type Submitted =
	| { kind: 'submitted'; prediction: Prediction; submittedAt: number }
	| { kind: 'failed'; failure: Failure }
	/** Another item failed and the execution ends: nothing was sent. */
	| { kind: 'notStarted' };

/**
 * Buys one generation, at most once. What was certainly not accepted (429, no connection) is tried
 * again; what may have been accepted is looked for, never repeated.
 */
export async function submitOnce(submission: Submission, deps: SubmitDeps): Promise<Submitted> {
	const { client, ledger, turnstile, runtime } = deps;
	const { key, model, body } = submission;
	let rateLimits = 0;
	let unreachable = 0;

	for (;;) {
		if (!(await turnstile.enter(rateLimits > 0))) return { kind: 'notStarted' };
		const submittedAt = runtime.now();
		let verdict: Verdict = { kind: 'other' };
		let lost = false;
		let sent = false;
		try {
			runtime.checkStop();
			ledger.put(key, { state: 'submitting', model, submittedAt, body });
			sent = true;
			const result = await client.submit(model, body);
			sent = false;
			switch (result.kind) {
				case 'accepted': {
					const { prediction } = result;
					ledger.put(key, { state: 'submitted', model, submittedAt, prediction });
					runtime.log('info', `Submitted prediction ${prediction.id}`, { model });
					runtime.tell(`Prediction ${prediction.id}: submitted to ${model}`);
					return { kind: 'submitted', prediction, submittedAt };
				}
				case 'refused':
					return failed(submission, submittedAt, result.failure, deps);
				case 'notNow': {
					ledger.remove(key);
					const limited = result.failure.code === 'rate_limited';
					if (limited) verdict = { kind: 'rateLimited', retryAfterMs: result.retryAfterMs };
					const count = limited ? ++rateLimits : ++unreachable;
					if (count >= (limited ? MAX_RATE_LIMITS : MAX_UNREACHABLE)) {
						return failed(submission, submittedAt, result.failure, deps);
					}
					break;
				}
				case 'unknown':
					lost = true;
					ledger.put(key, {
						state: 'unknown',
						model,
						submittedAt,
						lostAt: runtime.now(),
						reason: result.reason,
						body,
					});
					runtime.log('warn', `The answer to a submission was lost: ${result.reason}`, { model });
			}
		} finally {
			if (sent)
				runtime.log('warn', 'Stopped during a submission; it may have been accepted', { model });
			turnstile.leave(verdict);
		}
		if (lost) return await findLost(key, deps);
		if (verdict.kind === 'other') await runtime.sleep(1000 * 2 ** unreachable);
	}
}

/** Looks for a submission whose answer was lost, while no other submission can be mistaken for it. */
export async function findLost(key: string, deps: SubmitDeps): Promise<Submitted> {
	return await deps.turnstile.alone(async (): Promise<Submitted> => {
		const entry = deps.ledger.get(key);
		if (entry?.state !== 'unknown') throw new Error('Only a lost submission can be looked for');
		const found = await findLostSubmission(entry, deps);
		if (found.kind === 'failed') return found;
		const { prediction } = found;
		const { model, submittedAt } = entry;
		deps.ledger.put(key, { state: 'submitted', model, submittedAt, prediction });
		deps.runtime.log('info', `Found the lost submission: prediction ${prediction.id}`, { model });
		return { kind: 'submitted', prediction, submittedAt };
	});
}

/** Keeps a refusal on record: the next try must know what cannot change. */
function failed(
	{ key, model }: Submission,
	submittedAt: number,
	failure: Failure,
	{ ledger, executionId }: SubmitDeps,
): Submitted {
	const complete = { ...failure, model };
	ledger.put(key, { state: 'failed', model, submittedAt, failure: complete, executionId });
	return { kind: 'failed', failure: complete };
}
