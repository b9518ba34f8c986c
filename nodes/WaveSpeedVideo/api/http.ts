import { cleanText } from '../base/text';
import { parseTime } from '../base/time';
import { isErrorCode, wasNeverSent } from './neverSent';

/** A body that is not JSON. */
export interface RawBody {
	contentType: string;
	/** Length of the content in bytes. */
	bytes: number;
	/** A Node stream or a Buffer. */
	content: object;
}

/** One request to the API. The transport adds host and key. */
export interface ApiRequest {
	method: 'GET' | 'POST';
	path: string;
	/** JSON */
	body?: object;
	rawBody?: RawBody;
	/** Time-out of this request, in milliseconds. */
	timeoutMs: number;
	/** The largest answer that makes sense, in bytes after decompression, if it isn't the usual. */
	maxBytes?: number;
}

/** An HTTP answer, whatever its status. */
export interface ApiAnswer {
	kind: 'answer';
	status: number;
	/** Lower-case header names. */
	headers: Record<string, unknown>;
	/** Parsed JSON, or the text when it is none. */
	body: unknown;
}

/** No HTTP answer came. */
export interface NoAnswer {
	kind: 'noAnswer';
	/** false: the request certainly never reached the service, so nothing can have been bought. */
	maybeSent: boolean;
	/** Node's error code, e.g. ECONNRESET. */
	code: string;
	message: string;
}

/** How the API client reaches the service. Rejects only when the execution is stopped. */
export type Send = (request: ApiRequest) => Promise<ApiAnswer | NoAnswer>;

/**
 * Turns whatever an HTTP helper threw into facts. n8n wraps the original error (NodeApiError,
 * n8n-workflow errors/node-api.error.ts), so the code is looked for along the chain of causes.
 * n8n 1.x loses the cause, but keeps its code as `httpCode`.
 */
export function readNetworkError(error: unknown): NoAnswer {
	try {
		return readChain(error);
	} catch {
		// An error that can't even be read says nothing of what was sent.
		return { kind: 'noAnswer', maybeSent: true, code: 'UNKNOWN', message: WORDLESS };
	}
}

const WORDLESS = 'The request failed without a message';

function readChain(error: unknown): NoAnswer {
	let code = '';
	let message = '';
	let neverSent = false;
	let current: unknown = error;
	for (let depth = 0; depth < 5 && typeof current === 'object' && current !== null; depth++) {
		const part = current as Record<'code' | 'httpCode' | 'message' | 'cause', unknown>;
		neverSent ||= wasNeverSent(part);
		if (typeof part.message === 'string' && part.message) message = part.message;
		if (typeof part.code === 'string' && part.code) code = part.code;
		else if (isErrorCode(part.httpCode)) {
			code ||= part.httpCode;
		}
		current = part.cause;
	}
	return {
		kind: 'noAnswer',
		maybeSent: !neverSent,
		code: cleanText(code, 80) || 'UNKNOWN',
		message: cleanText(message) || WORDLESS,
	};
}

/**
 * Reads a Retry-After header: seconds or an HTTP date (RFC 9110, section 10.2.3).
 *
 * @returns milliseconds from `now`, or undefined when there is none that makes sense
 */
export function readRetryAfter(headers: Record<string, unknown>, now: number): number | undefined {
	const value = headers['retry-after'];
	if (typeof value !== 'string' && typeof value !== 'number') return undefined;
	const text = String(value).slice(0, 64);
	const seconds = Number(text);
	if (Number.isFinite(seconds)) return seconds >= 0 ? seconds * 1000 : undefined;
	const date = parseTime(text);
	return date === undefined ? undefined : Math.max(0, date - now);
}

/**
 * How far the service's clock is ahead of ours, by its Date header (RFC 9110, section 6.6.1).
 *
 * @returns milliseconds, or undefined when it doesn't tell
 */
export function readClockAhead(headers: Record<string, unknown>, now: number): number | undefined {
	const { date } = headers;
	const at = typeof date === 'string' ? parseTime(date.slice(0, 64)) : undefined;
	return at === undefined ? undefined : at - now;
}
