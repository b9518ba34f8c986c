import type { WaveSpeedClient } from '../../api/client';
import type { Prediction } from '../../api/schemas';
import type { Failure } from '../../api/failure';
import { howToFetch } from '../../api/failure';
import { readOutcome } from './outcome';
import type { Runtime } from '../../base/runtime';
import type { DurationRange } from './schedule';
import { pollDelay } from './schedule';

/** Checks in a row that may go wrong: minutes of an outage, at the delays of the schedule. */
const MAX_FAILURES_IN_A_ROW = 20;

/** A new record may not be readable at once, so that a 404 this early says nothing (milliseconds). */
const FRESH_MS = 30_000;

/** Time that a check at the deadline gets for its answer (milliseconds). */
const LAST_LOOK_MS = 5_000;

/** How often a person who watches is told that a job still runs (milliseconds). */
const TELL_EVERY_MS = 30_000;

export interface WaitOptions {
	/** How long to wait from now on, in milliseconds. */
	timeoutMs: number;
	/** The user's fixed Poll Interval, in milliseconds. */
	fixedDelayMs?: number;
	/** How long earlier jobs of this kind took. */
	earlier?: DurationRange;
}

export type WaitResult =
	| { kind: 'completed'; prediction: Prediction }
	| { kind: 'failed'; failure: Failure }
	/** Not terminal at the deadline. */
	| { kind: 'timeout'; prediction: Prediction };

/**
 * Polls until the prediction is terminal or the deadline is over.
 *
 * @param known the last that was seen of the prediction, e.g. the answer to its submission
 * @param submittedAt milliseconds since 1970
 */
export async function waitForPrediction(
	known: Prediction,
	submittedAt: number,
	options: WaitOptions,
	client: Pick<WaveSpeedClient, 'getPrediction'>,
	runtime: Runtime,
): Promise<WaitResult> {
	const deadline = runtime.now() + options.timeoutMs;
	let last = known;
	let failuresInARow = 0;
	let retryAfterMs: number | undefined;
	let toldAt = runtime.now();

	for (;;) {
		const outcome = readOutcome(last);
		if (outcome.kind === 'completed') return { kind: 'completed', prediction: last };
		if (outcome.kind === 'failed') return outcome;

		const leftMs = deadline - runtime.now();
		if (leftMs <= 0) return { kind: 'timeout', prediction: last };
		const ageMs = runtime.now() - submittedAt;
		await runtime.sleep(
			pollDelay({
				ageMs,
				leftMs,
				random: runtime.random(),
				fixedMs: options.fixedDelayMs,
				earlier: options.earlier,
				retryAfterMs,
			}),
		);
		retryAfterMs = undefined;

		// A check that never answers must not hold the deadline for long.
		const patience = Math.max(LAST_LOOK_MS, deadline - runtime.now());
		const answer = await client.getPrediction(known.id, patience);
		const elapsed = Math.round((runtime.now() - submittedAt) / 1000);
		if (answer.kind === 'ok') {
			failuresInARow = 0;
			const changed = answer.value.status !== last.status;
			if (changed || runtime.now() - toldAt >= TELL_EVERY_MS) {
				toldAt = runtime.now();
				runtime.tell(`Prediction ${known.id}: ${answer.value.status} after ${elapsed} s`);
			}
			last = answer.value;
			continue;
		}

		const fresh = runtime.now() - submittedAt < FRESH_MS;
		const notYetThere = answer.kind === 'refused' && answer.failure.httpStatus === 404 && fresh;
		if (answer.kind === 'refused' && !notYetThere) {
			return { kind: 'failed', failure: lost(answer.failure, last) };
		}
		failuresInARow++;
		const reason = answer.kind === 'transient' ? answer.reason : 'HTTP 404';
		runtime.log('warn', `Check ${failuresInARow} of prediction ${known.id} failed: ${reason}`);
		if (failuresInARow > MAX_FAILURES_IN_A_ROW) {
			return {
				kind: 'failed',
				failure: lost(
					{
						code: 'prediction_unreadable',
						message: `Lost contact with WaveSpeed: ${failuresInARow} checks in a row failed, the last with ${reason}`,
						advice: '',
						lasting: false,
						spent: 'still_running',
					},
					last,
				),
			};
		}
		if (answer.kind === 'transient') retryAfterMs = answer.retryAfterMs;
	}
}

/** A job that cannot be followed any more: it runs on, and may be paid. */
function lost(failure: Failure, last: Prediction): Failure {
	const gone = failure.httpStatus === 404;
	return {
		...failure,
		code: gone || failure.code === 'invalid_input' ? 'prediction_unreadable' : failure.code,
		message: gone ? 'WaveSpeed does not know this prediction (any more)' : failure.message,
		lasting: false,
		spent: 'still_running',
		predictionId: last.id,
		model: last.model || undefined,
		status: last.status,
		advice: `${gone ? '' : failure.advice} ${howToFetch(last.id)}`.trim(),
	};
}

/** The failure for a job that was not ready in time (option On Timeout = Error). */
export function timeoutFailure(prediction: Prediction, timeoutMs: number): Failure {
	return {
		code: 'timeout',
		message: `The video was not ready within the Timeout of ${Math.round(timeoutMs / 1000)} seconds`,
		spent: 'still_running',
		lasting: false,
		predictionId: prediction.id,
		model: prediction.model || undefined,
		status: prediction.status,
		advice: `${howToFetch(prediction.id)} For longer jobs raise Timeout under Options.`,
	};
}
