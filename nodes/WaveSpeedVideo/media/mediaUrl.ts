import { isLoopback } from '../api/endpoints';
import { isPrivateAddress } from './address';

/** Longer addresses are none. */
const MAX_URL = 16_000;

/**
 * Whether a URL that WaveSpeed gave may be opened by n8n: https, and never an address of the local
 * network; with an API on loopback (tests, the demo) loopback addresses only.
 *
 * This is by the text alone. What a public name resolves to is looked after by n8n itself, where its
 * administrator has switched that on (N8N_SSRF_PROTECTION_ENABLED, n8n 2.x): it holds for every
 * request of the node.
 *
 * @param apiUrl the credential's Base URL
 * @returns what is wrong, or undefined
 */
export function mediaUrlProblem(value: string, apiUrl: string): string | undefined {
	if (value.length > MAX_URL) return 'it is too long';
	let url: URL;
	try {
		url = new URL(value);
	} catch {
		return 'it is no URL';
	}
	if (url.username || url.password) return 'it has a user name or password in it';
	if (isLoopback(new URL(apiUrl).hostname)) {
		if (!/^https?:$/.test(url.protocol)) return 'it is not https';
		return isLoopback(url.hostname) ? undefined : 'it leads away from this machine';
	}
	if (url.protocol !== 'https:') return 'it is not https';
	return isPrivateHost(url.hostname) ? 'it points to a private address' : undefined;
}

/** Names that lead into a local network, a cluster or the machine itself. */
const LOCAL_ENDINGS = new Set([
	'arpa',
	'corp',
	'docker',
	'home',
	'internal',
	'intranet',
	'lan',
	'local',
	'localdomain',
	'localhost',
	'private',
	'svc',
	'workgroup',
]);

/**
 * Whether a host is none of the public internet, by its text: a name without a dot or with an ending
 * that is not public, or an address that is not.
 *
 * @param hostname as the URL class gives it
 */
export function isPrivateHost(hostname: string): boolean {
	const host = hostname
		.slice(0, 300)
		.toLowerCase()
		.replace(/^\[|\]$/g, '')
		.replace(/\.+$/, '');
	const byAddress = isPrivateAddress(host);
	if (byAddress !== undefined) return byAddress;
	const labels = host.split('.');
	return (
		labels.length < 2 || labels.includes('') || LOCAL_ENDINGS.has(labels[labels.length - 1] ?? '')
	);
}
