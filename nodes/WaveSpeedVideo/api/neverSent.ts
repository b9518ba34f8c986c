/**
 * Errors after which nothing can have reached the service, so that nothing can have been bought:
 * there was no connection, no trust in it, or n8n itself refused to send.
 */

/** No connection came about (Node.js docs: Common system errors; DNS; Errors). */
const NOT_CONNECTED = new Set([
	'EACCES',
	'EADDRNOTAVAIL',
	'EAFNOSUPPORT',
	'ECONNREFUSED',
	'EHOSTDOWN',
	'EHOSTUNREACH',
	'EMFILE',
	'ENETDOWN',
	'ENETUNREACH',
	'ENFILE',
	'ENODATA',
	'ENOTFOUND',
	'EPERM',
	'ERR_INVALID_CHAR',
	'ERR_INVALID_PROTOCOL',
	'ERR_INVALID_URL',
	'ERR_SOCKET_CONNECTION_TIMEOUT',
	'ERR_UNESCAPED_CHARACTERS',
]);

/** The certificate was not accepted (Node.js docs: TLS, X509 certificate error codes). */
const NOT_TRUSTED = new Set([
	'CERT_CHAIN_TOO_LONG',
	'CERT_HAS_EXPIRED',
	'CERT_NOT_YET_VALID',
	'CERT_REJECTED',
	'CERT_REVOKED',
	'CERT_SIGNATURE_FAILURE',
	'CERT_UNTRUSTED',
	'CRL_HAS_EXPIRED',
	'CRL_NOT_YET_VALID',
	'CRL_SIGNATURE_FAILURE',
	'DEPTH_ZERO_SELF_SIGNED_CERT',
	'ERROR_IN_CERT_NOT_AFTER_FIELD',
	'ERROR_IN_CERT_NOT_BEFORE_FIELD',
	'ERROR_IN_CRL_LAST_UPDATE_FIELD',
	'ERROR_IN_CRL_NEXT_UPDATE_FIELD',
	'HOSTNAME_MISMATCH',
	'INVALID_CA',
	'INVALID_PURPOSE',
	'OUT_OF_MEM',
	'PATH_LENGTH_EXCEEDED',
	'SELF_SIGNED_CERT_IN_CHAIN',
	'UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY',
	'UNABLE_TO_DECRYPT_CERT_SIGNATURE',
	'UNABLE_TO_DECRYPT_CRL_SIGNATURE',
	'UNABLE_TO_GET_CRL',
	'UNABLE_TO_GET_ISSUER_CERT',
	'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
	'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

/** DNS errors (getaddrinfo), and Node's own of the handshake. */
const BEFORE_SENDING = /^(?:EAI_[A-Z]+|ERR_TLS_(?!RENEGOTIATION|SESSION)[A-Z_]+)$/;

/**
 * What OpenSSL says when no secure connection comes about. Not its errors of a connection that
 * stood before, such as a bad record or an early end: those may hit an answer.
 */
const HANDSHAKE =
	/wrong.version.number|unsupported.protocol|no.protocols.available|unknown.protocol|version.too.low|no.shared.cipher|no.ciphers.available|no.cipher.match|handshake.failure|alert.protocol.version|unrecognized.name|alert.(?:bad|unsupported|no).certificate|alert.certificate|alert.unknown.ca|alert.insufficient.security|alert.no.application.protocol|key.too.small|md.too.weak|unsafe.legacy.renegotiation|http.request\b|certificate.verify.failed/i;

/** Node's words for a connection that ended in its handshake; the code is ECONNRESET. */
const BEFORE_SECURE = 'before secure TLS connection was established';

/** n8n's own protection against requests to the local network (@n8n/backend-network, ssrf/). */
const BLOCKED_BY_N8N = new Set(['SsrfBlockedIpError', 'SsrfBlockedHostnameError']);

/** Whether a value has the form of Node's error codes. */
export function isErrorCode(value: unknown): value is string {
	return typeof value === 'string' && value.length <= 80 && /^[A-Z][A-Z0-9_]+$/.test(value);
}

/** Whether an error, or one of its causes, says that the request was certainly not sent. */
export function wasNeverSent(error: object): boolean {
	const part = error as Record<
		'name' | 'code' | 'httpCode' | 'message' | 'syscall' | 'errors',
		unknown
	>;
	if (BLOCKED_BY_N8N.has(String(part.name)) || part.syscall === 'connect') return true;
	const message = typeof part.message === 'string' ? part.message.slice(0, 1_000) : '';
	if (message.includes(BEFORE_SECURE)) return true;
	// Several addresses were tried (happy eyeballs): all in vain.
	const tried = Array.isArray(part.errors) ? part.errors.slice(0, 20) : [];
	if (tried.length > 0 && tried.every((one: unknown) => isObject(one) && wasNeverSent(one))) {
		return true;
	}
	return [part.code, part.httpCode].filter(isErrorCode).some((code) => {
		if (code === 'EPROTO') return HANDSHAKE.test(message);
		if (code.startsWith('ERR_SSL_')) return HANDSHAKE.test(code);
		return NOT_CONNECTED.has(code) || NOT_TRUSTED.has(code) || BEFORE_SENDING.test(code);
	});
}

function isObject(value: unknown): value is object {
	return typeof value === 'object' && value !== null;
}
