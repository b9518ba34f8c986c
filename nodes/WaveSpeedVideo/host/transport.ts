import type { IDataObject } from 'n8n-workflow';
import type { Account } from '../api/credential';
import type { ApiAnswer, NoAnswer, Send } from '../api/http';
import { readNetworkError } from '../api/http';
import type { PanelHost } from '../base/host';
import type { Runtime } from '../base/runtime';
import { isStream, parseAnswer, readText, TooLargeError, withoutKey } from './readAnswer';

/** Bytes of one answer, decompressed. A page of 100 predictions is some 200 KB. */
const MAX_ANSWER_BYTES = 10_000_000;

/** How much later than its time-out a request is cut, so that the helper's own error comes first. */
const GRACE_MS = 1_000;

/**
 * Sends API requests with n8n's own HTTP helper, which adds the key and the execution's stop signal.
 *
 * - HTTP errors are answers, not exceptions: n8n-core repeats a request, a paid POST too, after an
 *   exception with status 401 (request-helpers/authentication.ts).
 * - Redirects are not followed: the key goes to the host of the credential and nowhere else.
 * - Answers are read as streams and counted after decompression: a few compressed bytes can be
 *   gigabytes.
 * - The time-out is raced as well: the helper's own counts silence only, and a body that drips
 *   would hold the deadline for ever. What loses the race is cut off, it does not go on behind us.
 */
export function createSend(
	host: Pick<PanelHost, 'requestApi'>,
	{ url: baseUrl, key }: Account,
	runtime: Runtime,
): Send {
	return async ({ method, path, body, rawBody, timeoutMs, maxBytes = MAX_ANSWER_BYTES }) => {
		runtime.checkStop();
		let whole = false;
		const connection = new AbortController();
		const exchange = async (): Promise<ApiAnswer> => {
			const response = await host.requestApi({
				method,
				url: `${baseUrl}${path}`,
				headers: rawBody
					? { 'Content-Type': rawBody.contentType, 'Content-Length': String(rawBody.bytes) }
					: { 'Content-Type': 'application/json' },
				body: rawBody ? (rawBody.content as IDataObject) : wholeBody(body),
				json: true,
				encoding: 'stream',
				timeout: timeoutMs,
				disableFollowRedirect: true,
				ignoreHttpStatusErrors: true,
				returnFullResponse: true,
				abortSignal: connection.signal,
			});
			const { statusCode: status, headers, body: answer } = response;
			if (!isStream(answer)) return { kind: 'answer', status, headers, body: answer };
			try {
				const text = await readText(answer, maxBytes);
				whole = true;
				return { kind: 'answer', status, headers, body: parseAnswer(text, key) };
			} finally {
				answer.destroy();
			}
		};
		const request = exchange();
		const answered = new AbortController();
		const late = runtime.sleep(timeoutMs + GRACE_MS, answered.signal).then(() => undefined);
		try {
			return (await Promise.race([request, late])) ?? timedOut();
		} catch (error) {
			runtime.checkStop();
			const facts = noAnswer(error);
			return { ...facts, message: withoutKey(facts.message, key) };
		} finally {
			// Whichever loses the race may still reject, when the execution is stopped.
			request.catch(() => undefined);
			late.catch(() => undefined);
			answered.abort();
			if (!whole) connection.abort();
		}
	};
}

/** n8n's helper leaves an empty object out, which the service would refuse: it goes as a text. */
const wholeBody = (body: object | undefined) =>
	body && Object.keys(body).length === 0 ? '{}' : body;

const timedOut = (): NoAnswer => ({
	kind: 'noAnswer',
	maybeSent: true,
	code: 'ETIMEDOUT',
	message: 'Timed out',
});

function noAnswer(error: unknown): NoAnswer {
	return error instanceof TooLargeError
		? { kind: 'noAnswer', maybeSent: true, code: 'ANSWER_TOO_LARGE', message: error.message }
		: readNetworkError(error);
}
