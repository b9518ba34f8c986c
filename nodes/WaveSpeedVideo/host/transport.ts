import type {
	IDataObject,
	IExecuteFunctions,
	ILoadOptionsFunctions,
	IN8nHttpFullResponse,
} from 'n8n-workflow';
import type { Send } from '../api/http';
import { readNetworkError } from '../api/http';
import type { Runtime } from '../base/runtime';

export const CREDENTIAL = 'waveSpeedAiApi';

/**
 * Sends API requests with n8n's own HTTP helper, which adds the key and the execution's stop signal.
 *
 * - HTTP errors are answers, not exceptions: n8n-core repeats a request, a paid POST too, after an
 *   exception with status 401 (request-helpers/authentication.ts).
 * - Redirects are not followed: the key goes to the host of the credential and nowhere else.
 * - The time-out is raced as well: the helper's own counts silence only, and a body that drips
 *   would hold the deadline for ever.
 */
export function createSend(
	ctx: IExecuteFunctions | ILoadOptionsFunctions,
	baseUrl: string,
	runtime: Runtime,
): Send {
	return async ({ method, path, body, rawBody, timeoutMs }) => {
		runtime.checkStop();
		const request = ctx.helpers.httpRequestWithAuthentication.call(ctx, CREDENTIAL, {
			method,
			url: `${baseUrl}${path}`,
			headers: rawBody
				? { 'Content-Type': rawBody.contentType, 'Content-Length': String(rawBody.bytes) }
				: { 'Content-Type': 'application/json' },
			body: rawBody ? (rawBody.content as IDataObject) : body,
			json: true,
			timeout: timeoutMs,
			disableFollowRedirect: true,
			ignoreHttpStatusErrors: true,
			returnFullResponse: true,
		}) as Promise<IN8nHttpFullResponse>;
		const late = runtime.sleep(timeoutMs + 1_000).then(() => undefined);
		try {
			const response = await Promise.race([request, late]);
			if (!response) {
				return { kind: 'noAnswer', maybeSent: true, code: 'ETIMEDOUT', message: 'Timed out' };
			}
			const { statusCode: status, headers, body: answer } = response;
			return { kind: 'answer', status, headers, body: answer };
		} catch (error) {
			runtime.checkStop();
			return readNetworkError(error);
		} finally {
			// Whichever loses the race may still reject, when the execution is stopped.
			request.catch(() => undefined);
			late.catch(() => undefined);
		}
	};
}
