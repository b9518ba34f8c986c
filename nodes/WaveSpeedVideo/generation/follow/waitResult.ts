import type { Prediction } from '../../api/schemas';
import type { Failure } from '../../api/failure';
import { howToFetch } from '../../api/failure';

/** What became of a prediction that was followed. */
export type WaitResult =
	| { kind: 'completed'; prediction: Prediction }
	| { kind: 'failed'; failure: Failure }
	/** Not terminal at the deadline. `trouble`: why nothing newer is known, if the last looks failed. */
	| { kind: 'timeout'; prediction: Prediction; trouble?: string };

/** A look that gave nothing. */
export interface FailedLook {
	/** In a few words, e.g. `HTTP 503`. */
	reason: string;
	/** The service's refusal; undefined when no usable answer came. */
	refusal?: Failure;
	/** 429: everything is to slow down. */
	rateLimited?: boolean;
	retryAfterMs?: number;
}

const UNKNOWN = 'WaveSpeed does not know this prediction (any more)';

/** A job that can't be followed any more: it runs on, and may be paid. */
export function lost(refusal: Failure, last: Prediction): Failure {
	const gone = refusal.httpStatus === 404;
	return {
		...refusal,
		code: gone || refusal.code === 'invalid_input' ? 'prediction_unreadable' : refusal.code,
		message: gone ? UNKNOWN : refusal.message,
		lasting: false,
		spent: 'still_running',
		predictionId: last.id,
		model: last.model || undefined,
		status: last.status,
		advice: `${gone ? '' : refusal.advice} ${howToFetch(last.id)}`.trim(),
	};
}

/**
 * A prediction that could not be read at all, known by its id only. Reading buys nothing, but
 * whether the prediction was paid is not known here.
 */
export function neverSeen(look: FailedLook, predictionId: string): Failure {
	const { refusal } = look;
	const unchanged = 'What was bought before is not changed by this look.';
	if (!refusal) {
		return {
			code: 'unreachable',
			message: `WaveSpeed gave no usable answer: ${look.reason}`,
			spent: 'maybe',
			lasting: false,
			predictionId,
			advice: `${unchanged} Try again.`,
		};
	}
	const gone = refusal.httpStatus === 404;
	const checks =
		'Check the ID, and that the credential is of the account that made it. Predictions are kept for 7 days.';
	return {
		...refusal,
		...(gone ? { code: 'prediction_unreadable', message: UNKNOWN } : {}),
		spent: 'maybe',
		lasting: false,
		predictionId,
		advice: `${gone ? checks : refusal.advice} ${unchanged}`,
	};
}

/** The failure for a job that was not ready in time (option On Timeout = Error). */
export function timeoutFailure(
	prediction: Prediction,
	timeoutMs: number,
	trouble?: string,
): Failure {
	return {
		code: 'timeout',
		message: `The video was not ready within the Timeout of ${Math.round(timeoutMs / 1000)} seconds${trouble ? `, as far as is known: ${trouble}` : ''}`,
		spent: 'still_running',
		lasting: false,
		predictionId: prediction.id,
		model: prediction.model || undefined,
		status: prediction.status,
		advice: `${howToFetch(prediction.id)} For longer jobs raise Timeout under Waiting Options.`,
	};
}
