import type { SubmitResult } from '../../api/answers';
import type { WaveSpeedClient } from '../../api/client';
import type { Failure } from '../../api/failure';
import { shortened } from '../../base/canonical';
import type { Runtime } from '../../base/runtime';
import { keptPrediction } from './keptPrediction';
import { hashOfSent } from './lostSubmissions';
import type { Ledger } from './ledger';
import type { ProcessRecord } from './processRecord';
import type { RequestBody } from './purchase';
import { isPaidFor } from './purchase';
import type { Intention, LostWish, Recall } from './recall';
import type { Verdict } from './capacity';
import type { Ticket, Turnstile } from './turnstile';

export interface SubmitDeps {
	client: WaveSpeedClient;
	ledger: Ledger;
	turnstile: Turnstile;
	runtime: Runtime;
	executionId: string;
	/** Hash of the credential. */
	account: string;
	/** Whether a person has retried an execution. */
	isRetry: boolean;
	lost: LostWish;
	record: ProcessRecord;
	recall: Recall;
}

/** Whom WaveSpeed is to call when the job has ended. */
export interface Callback {
	url: string;
	/** The execution that the call reaches, if it is ours. */
	executionId?: string;
}

/** One POST: what is sent, and under which key it stands in the ledger. */
export interface Submission extends Intention {
	key: string;
	/** Key of its receipt. */
	receipt: string;
	body: RequestBody;
	callback?: Callback;
}

/** What one attempt came to. */
type Attempt =
	/** It stands in the ledger, bought now or by somebody else a moment ago. */
	| { kind: 'onRecord'; isAccepted: boolean }
	| { kind: 'refused'; failure: Failure }
	| { kind: 'notNow'; failure: Failure; retryAfterMs?: number };

export type Submitted =
	| { kind: 'onRecord' }
	| { kind: 'failed'; failure: Failure }
	/** Another item failed and the execution ends: nothing was sent. */
	| { kind: 'notStarted' };

/**
 * Buys one generation, at most once. What was certainly not accepted (429, no connection) is tried
 * again; what may have been accepted stays in the ledger as unknown, to be looked for.
 */
export async function submit(submission: Submission, deps: SubmitDeps): Promise<Submitted> {
	const { turnstile } = deps;
	const ticket = turnstile.ticket();
	for (;;) {
		const entry = await turnstile.enter(ticket);
		if (entry.kind === 'closed') return { kind: 'notStarted' };
		if (entry.kind === 'givenUp') {
			return refused(submission, withWait(entry.failure, entry.forMs), deps);
		}
		const attempt = await inTurn(ticket, submission, deps);
		if (attempt.kind === 'onRecord') return { kind: 'onRecord' };
		if (attempt.kind === 'refused') return refused(submission, attempt.failure, deps);
	}
}

/** One attempt, and what the turnstile learns of it. */
async function inTurn(ticket: Ticket, submission: Submission, deps: SubmitDeps): Promise<Attempt> {
	let verdict: Verdict = { kind: 'other' };
	try {
		const attempt = await attemptOnce(submission, deps);
		verdict = verdictOf(attempt);
		return attempt;
	} finally {
		deps.turnstile.leave(ticket, verdict);
	}
}

function verdictOf(attempt: Attempt): Verdict {
	if (attempt.kind === 'onRecord' && attempt.isAccepted) return { kind: 'accepted' };
	if (attempt.kind !== 'notNow') return { kind: 'other' };
	const { failure, retryAfterMs } = attempt;
	return failure.code === 'rate_limited'
		? { kind: 'rateLimited', failure, retryAfterMs }
		: { kind: 'unreachable', failure };
}

/** Says for how long the batch has been waited with. */
function withWait(failure: Failure, forMs: number): Failure {
	const minutes = Math.max(1, Math.round(forMs / 60_000));
	const message = `${failure.message}; no submission of this run was accepted for ${minutes} min`;
	return { ...failure, message };
}

async function attemptOnce(submission: Submission, deps: SubmitDeps): Promise<Attempt> {
	const { client, ledger, runtime, executionId, account, record, recall } = deps;
	const { key, order, body, label, receipt, callback } = submission;
	const { model } = order;
	runtime.checkStop();
	const marked = await recall.mark(submission, receipt);
	if (marked.kind === 'onRecord') return { kind: 'onRecord', isAccepted: false };
	if (marked.kind === 'failed') return { kind: 'refused', failure: marked.failure };
	runtime.checkStop();
	// The last moment to learn that another execution of this lineage has bought it.
	const before = ledger.get(key);
	if (before && isPaidFor(before, executionId)) {
		return { kind: 'onRecord', isAccepted: false };
	}

	const submittedAt = runtime.now();
	const facts = { submittedAt, executionId, callsBack: callback?.executionId };
	const sentAs = { body: shortened(body), account, ...facts };
	ledger.put(submission, { state: 'submitting', ...sentAs });
	let answered = false;
	const sent = client.submit(model, body, callback?.url);
	ledger.underWay.set(key, sent);
	record.underWay.set(sent, hashOfSent(model, body));
	try {
		const result = unmixed(await sent, ledger);
		answered = true;
		switch (result.kind) {
			case 'accepted': {
				const { prediction } = result;
				const kept = keptPrediction(prediction);
				ledger.update(key, { state: 'submitted', prediction: kept, ...facts });
				// Beside the polling: its read-back takes half a second.
				recall.memory.bought(receipt, prediction, order, callback?.executionId);
				runtime.log('info', `Submitted prediction ${prediction.id} for ${label}`, { model });
				runtime.tell(`Prediction ${prediction.id}: submitted to ${model} for ${label}`);
				return { kind: 'onRecord', isAccepted: true };
			}
			case 'unknown': {
				const { reason } = result;
				const lostAt = runtime.now();
				ledger.update(key, { state: 'unknown', lostAt, reason, ...sentAs });
				runtime.log('warn', `The answer to the submission for ${label} was lost: ${reason}`, {
					model,
				});
				return { kind: 'onRecord', isAccepted: false };
			}
			default:
				ledger.restore(key, before);
				await recall.memory.forget(receipt);
				return result;
		}
	} finally {
		ledger.underWay.delete(key);
		record.underWay.delete(sent);
		if (!answered) {
			const at = new Date(submittedAt).toISOString();
			runtime.log(
				'warn',
				`Stopped during the submission for ${label} (${at}); it may have been accepted and paid`,
				{ model },
			);
		}
	}
}

/** An answer that names another submission's prediction tells nothing of this one's. */
function unmixed(result: SubmitResult, ledger: Pick<Ledger, 'hasPrediction'>): SubmitResult {
	if (result.kind !== 'accepted' || !ledger.hasPrediction(result.prediction.id)) return result;
	const reason = `its answer names prediction ${result.prediction.id}, which is another submission’s`;
	return { kind: 'unknown', reason };
}

/** Keeps a refusal on record: the next try must know what cannot change. */
function refused(submission: Submission, failure: Failure, deps: SubmitDeps): Submitted {
	const { ledger, executionId, runtime } = deps;
	const now = runtime.now();
	// An item that is looped back names it, so that no retry buys beside it.
	const complete = { ...failure, model: submission.order.model, purchase: submission.key };
	ledger.put(submission, {
		state: 'failed',
		failure: complete,
		failedAt: now,
		submittedAt: now,
		executionId,
	});
	return { kind: 'failed', failure: complete };
}
