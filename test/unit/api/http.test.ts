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

/** What Node, OpenSSL and n8n throw, and whether a paid request may have left. */
describe('a request was certainly never sent', () => {
	const thrown = (facts: object, message = 'x') => Object.assign(new Error(message), facts);
	/** As n8n wraps it: NodeApiError around AxiosError around Node's. */
	const wrapped = (cause: Error) =>
		new Error('n8n', { cause: Object.assign(new Error(cause.message), { cause }) });

	it.each([
		...['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EAI_FAIL', 'EHOSTUNREACH', 'ENETDOWN', 'EACCES'],
		...['ERR_INVALID_CHAR', 'ERR_INVALID_URL', 'ERR_TLS_CERT_ALTNAME_INVALID'],
		...['ERR_TLS_HANDSHAKE_TIMEOUT', 'ERR_TLS_DH_PARAM_SIZE', 'ERR_TLS_INVALID_PROTOCOL_VERSION'],
		// Node.js docs, TLS: X509 certificate error codes.
		...['UNABLE_TO_GET_ISSUER_CERT', 'UNABLE_TO_GET_CRL', 'UNABLE_TO_DECRYPT_CERT_SIGNATURE'],
		...['UNABLE_TO_DECRYPT_CRL_SIGNATURE', 'UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY'],
		...[
			'CERT_SIGNATURE_FAILURE',
			'CRL_SIGNATURE_FAILURE',
			'CERT_NOT_YET_VALID',
			'CERT_HAS_EXPIRED',
		],
		...['CRL_NOT_YET_VALID', 'CRL_HAS_EXPIRED', 'ERROR_IN_CERT_NOT_BEFORE_FIELD'],
		...['ERROR_IN_CERT_NOT_AFTER_FIELD', 'ERROR_IN_CRL_LAST_UPDATE_FIELD'],
		...['ERROR_IN_CRL_NEXT_UPDATE_FIELD', 'OUT_OF_MEM', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
		...['SELF_SIGNED_CERT_IN_CHAIN', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY'],
		...['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'CERT_CHAIN_TOO_LONG', 'CERT_REVOKED', 'INVALID_CA'],
		...['PATH_LENGTH_EXCEEDED', 'INVALID_PURPOSE', 'CERT_UNTRUSTED', 'CERT_REJECTED'],
		...['HOSTNAME_MISMATCH'],
		// OpenSSL, in the handshake.
		...['ERR_SSL_WRONG_VERSION_NUMBER', 'ERR_SSL_UNSUPPORTED_PROTOCOL', 'ERR_SSL_HTTP_REQUEST'],
		...['ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE', 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION'],
		...['ERR_SSL_TLSV1_UNRECOGNIZED_NAME', 'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED'],
		...['ERR_SSL_DH_KEY_TOO_SMALL', 'ERR_SSL_UNSAFE_LEGACY_RENEGOTIATION_DISABLED'],
		...['ERR_SSL_TLSV1_ALERT_UNKNOWN_CA', 'ERR_SSL_NO_PROTOCOLS_AVAILABLE'],
	])('after %s', (code) => {
		expect(readNetworkError(thrown({ code })).maybeSent).toBe(false);
		expect(readNetworkError(wrapped(thrown({ code })))).toMatchObject({ maybeSent: false });
		expect(readNetworkError(thrown({ httpCode: code }))).toMatchObject({ maybeSent: false });
	});

	it.each([
		['a connection that timed out', thrown({ code: 'ETIMEDOUT', syscall: 'connect' })],
		[
			'several addresses in vain',
			thrown({
				code: 'ETIMEDOUT',
				errors: [
					thrown({ code: 'ETIMEDOUT', syscall: 'connect' }),
					thrown({ code: 'ENETUNREACH', syscall: 'connect' }),
				],
			}),
		],
		[
			'an end before the handshake',
			thrown(
				{ code: 'ECONNRESET' },
				'Client network socket disconnected before secure TLS connection was established',
			),
		],
		[
			'a plain server behind https',
			thrown(
				{ code: 'EPROTO' },
				'write EPROTO 80B:error:0A00010B:SSL routines:ssl3_get_record:wrong version number:ssl3_record.c:354:',
			),
		],
		['n8n’s refusal of an address', thrown({ name: 'SsrfBlockedIpError' })],
		['n8n’s refusal of a name', thrown({ name: 'SsrfBlockedHostnameError' })],
	])('after %s', (_what, error) => {
		expect(readNetworkError(error).maybeSent).toBe(false);
		expect(readNetworkError(wrapped(error)).maybeSent).toBe(false);
	});
});

it.each([
	'ECONNRESET',
	'ETIMEDOUT',
	'ECONNABORTED',
	'EPIPE',
	'ERR_BAD_RESPONSE',
	'EPROTO',
	'ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC',
	'ERR_SSL_SSLV3_ALERT_BAD_RECORD_MAC',
	'ERR_SSL_UNEXPECTED_EOF_WHILE_READING',
	'ERR_TLS_RENEGOTIATION_DISABLED',
	'HPE_INVALID_CONSTANT',
	'ANSWER_TOO_LARGE',
	'SOMETHING_NEW',
])('after %s a request may have been sent', (code) => {
	const error = Object.assign(new Error('x'), { code });
	expect(readNetworkError(error)).toMatchObject({ maybeSent: true, code });
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
