import { SUBMIT_TIMEOUT_MS } from '../api/client';
import type { Prediction } from '../api/schemas';
import type { Failure } from '../api/failure';
import type { RequestBody } from './acquire/ledger';
import type { Experience } from './follow/experience';
import { standsAsFailed } from './acquire/ledger';
import type { Runtime } from '../base/runtime';
import type { SubmitDeps, Submitted } from './acquire/submit';
import { findLost, submitOnce } from './acquire/submit';
import type { WaitOptions } from './follow/wait';
import { waitForPrediction } from './follow/wait';

/** One item's work: what to buy, and how long to wait for it. */
export interface Job {
	/** Key in the ledger: run, item, and a hash of model, inputs and credential. */
	key: string;
	model: string;
	/** Jobs of one kind take about the same time: the model with its size and duration. */
	kind: string;
	/**
	 * Makes the body, uploading what must be uploaded. Called only when the job is really submitted,
	 * so that a resumed job uploads nothing.
	 */
	makeBody(): Promise<{ body: RequestBody } | { failure: Failure }>;
	wait: WaitOptions;
}

export interface GenerateDeps extends SubmitDeps {
	experience: Experience;
}

export type Generated =
	| { kind: 'completed' | 'timeout'; prediction: Prediction; submittedAt: number }
	| { kind: 'failed'; failure: Failure }
	| { kind: 'notStarted' };

/**
 * Submits, or takes up what the ledger knows, and follows the prediction to its end.
 * The download is not part of it: a finished generation stays on record as paid and completed.
 */
export async function generate(job: Job, deps: GenerateDeps): Promise<Generated> {
	const { ledger, runtime, experience } = deps;
	const { key, model, kind } = job;
	const isNew = ledger.get(key) === undefined;
	const submitted = await takeUp(job, deps);
	if (submitted.kind !== 'submitted') return submitted;

	const { prediction, submittedAt } = submitted;
	const wait = { ...job.wait, earlier: experience.range(kind) };
	const result = await followed(prediction.id, runtime, () =>
		waitForPrediction(prediction, submittedAt, wait, deps.client, runtime),
	);
	switch (result.kind) {
		case 'completed':
			// The age of a job that was taken up again says nothing about how long it took.
			if (isNew) experience.record(kind, runtime.now() - submittedAt);
			ledger.put(key, {
				state: 'completed',
				model,
				submittedAt,
				prediction: result.prediction,
			});
			runtime.log('info', `Prediction ${prediction.id} completed`, { model });
			return { kind: 'completed', prediction: result.prediction, submittedAt };
		case 'timeout':
			runtime.log('warn', `Prediction ${prediction.id} still runs at the deadline`, { model });
			return { kind: 'timeout', prediction: result.prediction, submittedAt };
		case 'failed':
			// A job that was only lost sight of stays `submitted`: the next try follows it up.
			if (result.failure.spent !== 'still_running') {
				const { executionId } = deps;
				const { failure } = result;
				ledger.put(key, { state: 'failed', model, submittedAt, failure, executionId });
			}
			runtime.log('warn', `Prediction ${prediction.id}: ${result.failure.message}`, { model });
			return result;
	}
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

/** Resumes from the ledger, or submits when there is nothing to resume. */
async function takeUp(job: Job, deps: SubmitDeps): Promise<Submitted> {
	const { key, model } = job;
	const entry = deps.ledger.get(key);
	switch (entry?.state) {
		case 'submitted':
		case 'completed': {
			const { prediction, submittedAt } = entry;
			deps.runtime.log('info', `Resuming prediction ${prediction.id}`, { model });
			return { kind: 'submitted', prediction, submittedAt };
		}
		case 'failed':
			if (standsAsFailed(entry, deps.executionId))
				return { kind: 'failed', failure: entry.failure };
			break;
		case 'submitting':
			// The execution ended while the POST was on its way: its fate is as unknown as a lost answer's.
			deps.ledger.put(key, {
				state: 'unknown',
				model,
				submittedAt: entry.submittedAt,
				lostAt: entry.submittedAt + SUBMIT_TIMEOUT_MS,
				reason: 'the execution ended before the answer came',
				body: entry.body,
			});
			return await findLost(key, deps);
		case 'unknown':
			return await findLost(key, deps);
	}
	const made = await job.makeBody();
	if ('failure' in made) return { kind: 'failed', failure: made.failure };
	return await submitOnce({ key, model, body: made.body }, deps);
}
