import { isLoopback } from '../api/endpoints';

/**
 * Whether a URL that WaveSpeed gave may be opened by n8n: https, and never an address of the local
 * network; loopback only when the API itself is on loopback (tests, the demo).
 *
 * @param apiUrl the credential's Base URL
 * @returns what is wrong, or undefined
 */
export function mediaUrlProblem(value: string, apiUrl: string): string | undefined {
	let url: URL;
	try {
		url = new URL(value);
	} catch {
		return 'it is no URL';
	}
	if (isLoopback(url.hostname) && isLoopback(new URL(apiUrl).hostname)) return undefined;
	if (url.protocol !== 'https:') return 'it is not https';
	if (isPrivateHost(url.hostname)) return 'it points to a private address';
	return undefined;
}

const PRIVATE_IPV4 =
	/^(0|10|127)\.|^192\.168\.|^169\.254\.|^172\.(1[6-9]|2\d|3[01])\.|^100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./;

/** Loopback, private (RFC 1918, RFC 4193), link-local and unspecified addresses, by their text. */
export function isPrivateHost(hostname: string): boolean {
	const host = hostname.toLowerCase().replace(/^\[|\]$/g, '');
	if (isLoopback(hostname) || /(^|\.)(localhost|local|internal)$/.test(host)) return true;
	if (host.includes(':')) {
		return /^(::1?|f[cd]|fe[89ab])/.test(host) || /^::ffff:/.test(host);
	}
	// A URL's numeric hosts are always four numbers here, however they were written (WHATWG URL).
	if (!/^\d+(\.\d+){3}$/.test(host)) return false;
	return PRIVATE_IPV4.test(host);
}
