import type { Failure } from './failure';
import { cleanText } from '../base/text';
import { OWN_CODES, refusalCause } from './causes';
import type { ApiAnswer, NoAnswer } from './http';
import { readClockAhead, readRetryAfter } from './http';
import type { Prediction } from './schemas';
import { readEnvelope } from './envelope';
import { readPrediction } from './schemas';

/** What became of the one POST that costs money. */
export type SubmitResult =
	| { kind: 'accepted'; prediction: Prediction }
	/** Not accepted, and it will not be: nothing was bought. */
	| { kind: 'refused'; failure: Failure }
	/** Not accepted for now (429, or the service could not be reached): nothing was bought. */
	| { kind: 'notNow'; failure: Failure; retryAfterMs?: number }
	/** The answer was lost or makes no sense: it may be bought. Never send it again on a guess. */
	| { kind: 'unknown'; reason: string; httpStatus?: number };

/** What a read-only request gave. */
export type ReadResult<T> =
	/** `clockAheadMs`: how far the service's clock is ahead of ours; undefined when it doesn't tell. */
	| { kind: 'ok'; value: T; clockAheadMs?: number }
	/** May pass: network, 429, 5xx, malformed body. */
	| { kind: 'transient'; reason: string; httpStatus?: number; retryAfterMs?: number }
	| { kind: 'refused'; failure: Failure };

const READ_ATTEMPT_STATUS = new Set([408, 425, 429]);

/** The service's own code and words, wherever it puts them. */
function apiText(body: unknown): { code?: number; text: string } {
	const envelope = readEnvelope(body);
	const code = envelope?.errorCode ?? envelope?.code;
	if (envelope?.message) return { code, text: envelope.message };
	const holder = typeof body === 'object' && body !== null ? body : {};
	const error: unknown = 'error' in holder ? holder.error : undefined;
	const nested = readEnvelope(error);
	if (nested?.message)
		return { code: nested.errorCode ?? nested.code ?? code, text: nested.message };
	return { code, text: typeof error === 'string' ? error : '' };
}

function refusal(status: number, body: unknown): Failure {
	const { code, text } = apiText(body);
	const ownCode = code === undefined || code === status ? undefined : code;
	return {
		...refusalCause(status, ownCode, text),
		spent: 'no',
		httpStatus: status,
		apiCode: ownCode,
		apiMessage: cleanText(text) || undefined,
	};
}

function unreachable(answer: NoAnswer): Failure {
	return {
		code: 'unreachable',
		lasting: false,
		message: `WaveSpeed could not be reached (${answer.code})`,
		spent: 'no',
		advice: 'Check the network, the Base URL of the credential and any proxy, then try again.',
		apiMessage: cleanText(answer.message),
	};
}

function isSuccess(answer: ApiAnswer): boolean {
	return answer.status >= 200 && answer.status < 300;
}

/** Envelope codes mirror HTTP statuses; one that differs from 200 under HTTP 200 is a failure. */
function effectiveStatus(answer: ApiAnswer): number {
	if (!isSuccess(answer)) return answer.status;
	const code = readEnvelope(answer.body)?.code;
	if (code === undefined || code === 0 || (code >= 200 && code < 300)) return answer.status;
	return code >= 300 && code < 600 ? code : 400;
}

/**
 * What a read-only request gave.
 *
 * @param parse gives undefined for data that make no sense
 * @param now milliseconds since 1970, for a Retry-After that is a date
 */
export function toReadResult<T>(
	answer: ApiAnswer | NoAnswer,
	parse: (data: unknown) => T | undefined,
	now: number,
): ReadResult<T> {
	if (answer.kind === 'noAnswer') {
		return { kind: 'transient', reason: `no answer (${answer.code})` };
	}
	const status = effectiveStatus(answer);
	if (status >= 200 && status < 300) {
		const value = parse(readEnvelope(answer.body)?.data);
		const clockAheadMs = readClockAhead(answer.headers, now);
		if (value !== undefined) return { kind: 'ok', value, clockAheadMs };
		return { kind: 'transient', reason: 'an answer that is no valid JSON of the API' };
	}
	if (status >= 500 || READ_ATTEMPT_STATUS.has(status)) {
		return {
			kind: 'transient',
			reason: `HTTP ${status}`,
			httpStatus: status,
			retryAfterMs: readRetryAfter(answer.headers, now),
		};
	}
	return { kind: 'refused', failure: refusal(status, answer.body) };
}

/** What became of a submission. An id is a receipt, whatever stands around it. */
export function toSubmitResult(answer: ApiAnswer | NoAnswer, now: number): SubmitResult {
	if (answer.kind === 'noAnswer') {
		return answer.maybeSent
			? { kind: 'unknown', reason: `no answer came (${answer.code})` }
			: { kind: 'notNow', failure: unreachable(answer) };
	}
	const prediction = isSuccess(answer)
		? readPrediction(readEnvelope(answer.body)?.data)
		: undefined;
	if (prediction) return { kind: 'accepted', prediction };

	const status = effectiveStatus(answer);
	const failure = refusal(status, answer.body);
	// Its own code may say that waiting will not help: an empty account, a refused prompt.
	if (status === 429 && failure.code === 'rate_limited') {
		return { kind: 'notNow', failure, retryAfterMs: readRetryAfter(answer.headers, now) };
	}
	// The service's own word that the model is not there is a refusal under any HTTP status.
	const unavailable = apiText(answer.body).code === OWN_CODES.unavailable;
	if (unavailable || (status >= 300 && status < 500 && status !== 408)) {
		return { kind: 'refused', failure };
	}
	return {
		kind: 'unknown',
		reason:
			status >= 200 && status < 300
				? 'the answer carried no prediction ID'
				: `the service answered HTTP ${status}`,
		httpStatus: answer.status,
	};
}
