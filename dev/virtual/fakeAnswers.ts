import type { ApiAnswer, NoAnswer } from '../../nodes/WaveSpeedVideo/api/http';

/**
 * What may go wrong with one request. `lostAfter`: accepted and billed, but the answer is lost;
 * `anothersIdAfter`: the answer names a job that another answer has named.
 */
export type Fault =
	| 'none'
	| 'refusedConnection'
	| 'rateLimited'
	| 'rateLimitedWithRetryAfter'
	| 'badRequest'
	| 'lostBefore'
	| 'lostAfter'
	| 'serverErrorBefore'
	| 'serverErrorAfter'
	| 'noIdAfter'
	| 'anothersIdAfter'
	| 'notFound'
	| 'unauthorized'
	| 'forbidden'
	| 'daysOfRetryAfter'
	| 'malformed';

export const no = (code: string, maybeSent: boolean): NoAnswer => ({
	kind: 'noAnswer',
	maybeSent,
	code,
	message: code,
});

export const answer = (status: number, body: unknown, headers = {}): ApiAnswer => ({
	kind: 'answer',
	status,
	headers,
	body,
});

export const ok = (data: unknown) => answer(200, { code: 200, message: 'success', data });

/** Faults that keep a request from having any effect. */
export function faultAnswer(fault: Fault): ApiAnswer | NoAnswer | undefined {
	switch (fault) {
		case 'refusedConnection':
			return no('ECONNREFUSED', false);
		case 'rateLimited':
			return answer(429, { code: 429, message: 'Too many requests' });
		case 'rateLimitedWithRetryAfter':
			return answer(429, { code: 429, message: 'Too many requests' }, { 'retry-after': '7' });
		case 'badRequest':
			return answer(400, { code: 400, message: 'size: unknown value' });
		case 'lostBefore':
			return no('ECONNRESET', true);
		case 'serverErrorBefore':
			return answer(500, { code: 500, message: 'Internal error' });
		case 'notFound':
			return answer(404, { code: 404, message: 'Prediction not found' });
		case 'unauthorized':
			return answer(401, { code: 401, message: 'invalid key' });
		case 'forbidden':
			return answer(403, { code: 403, message: 'no permission' });
		case 'daysOfRetryAfter':
			return answer(429, { code: 429, message: 'Too many requests' }, { 'retry-after': '9999999' });
		case 'malformed':
			return answer(200, '<html>oops');
		default:
			return undefined;
	}
}
