import { checkBaseUrl, endpoints } from '../../../nodes/WaveSpeedVideo/api/endpoints';
import { readNetworkError, readRetryAfter } from '../../../nodes/WaveSpeedVideo/api/http';

describe('the Base URL', () => {
	it.each([
		['https://api.wavespeed.ai/', 'https://api.wavespeed.ai'],
		['', 'https://api.wavespeed.ai'],
		[undefined, 'https://api.wavespeed.ai'],
		['http://127.0.0.1:8080', 'http://127.0.0.1:8080'],
		['http://localhost:8080//', 'http://localhost:8080'],
		['http://[::1]:8080', 'http://[::1]:8080'],
		['https://proxy.example/wavespeed/', 'https://proxy.example/wavespeed'],
	])('%s is used as %s', (given, url) => {
		expect(checkBaseUrl(given)).toEqual({ url });
	});

	it.each([
		'http://api.wavespeed.ai',
		'http://localhost.evil.example',
		'http://127.0.0.1.evil.example',
		'ftp://api.wavespeed.ai',
		'api.wavespeed.ai',
		'https://user:pass@api.wavespeed.ai',
		'https://api.wavespeed.ai/?a=b',
	])('%s is refused, so that the key never goes there', (given) => {
		expect(checkBaseUrl(given)).toHaveProperty('problem');
	});
});

it('the slashes of a model id stay, everything else is escaped', () => {
	expect(endpoints.submit('openai/sora-2/a b')).toBe('/api/v3/openai/sora-2/a%20b');
	expect(endpoints.result('../x')).toBe('/api/v3/predictions/..%2Fx/result');
});

describe('a network error', () => {
	it('is read through the errors that n8n wraps around it', () => {
		const cause = Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
		const wrapped = new Error('The connection was closed', { cause: new Error('x', { cause }) });
		expect(readNetworkError(wrapped)).toMatchObject({ code: 'ECONNRESET', maybeSent: true });
	});

	it('is read from the code that n8n 1.x keeps when it loses the cause', () => {
		const wrapped = Object.assign(new Error('perhaps it is offline'), { httpCode: 'ECONNREFUSED' });
		expect(readNetworkError(wrapped)).toMatchObject({ code: 'ECONNREFUSED', maybeSent: false });
		const answered = Object.assign(new Error('forbidden'), { httpCode: '403' });
		expect(readNetworkError(answered)).toMatchObject({ code: 'UNKNOWN', maybeSent: true });
	});

	it('without a code may have been sent', () => {
		expect(readNetworkError(new Error('?'))).toMatchObject({ code: 'UNKNOWN', maybeSent: true });
		expect(readNetworkError(undefined)).toMatchObject({ maybeSent: true });
	});

	it('of a connection that never stood was not sent', () => {
		const refused = Object.assign(new Error('x'), { code: 'ECONNREFUSED' });
		expect(readNetworkError(refused)).toMatchObject({ maybeSent: false });
	});
});

describe('Retry-After', () => {
	const now = Date.parse('2026-11-20T12:00:00Z');
	it.each([
		['30', 30_000],
		[5, 5_000],
		['Fri, 20 Nov 2026 12:00:10 GMT', 10_000],
		['Fri, 20 Nov 2026 11:00:00 GMT', 0],
		['soon', undefined],
		['-5', undefined],
		[undefined, undefined],
	])('%s means %s ms', (value, expected) => {
		expect(readRetryAfter({ 'retry-after': value }, now)).toBe(expected);
	});
});
