import { checkBaseUrl } from './endpoints';

/** What the credential holds, fit to be used. */
export interface Account {
	/** Without trailing slashes. */
	url: string;
	key: string;
}

/** Longer ones are no keys. */
const MAX_KEY = 500;

/**
 * Checks a credential: the one rule for the node and for the credential's own test.
 *
 * @returns what to use, or one sentence on what is wrong; never with the key in it
 */
export function checkCredential(given: {
	apiKey?: unknown;
	baseUrl?: unknown;
}): Account | { problem: string } {
	const base = checkBaseUrl(given.baseUrl);
	if ('problem' in base) return { problem: `The Base URL cannot be used: ${base.problem}` };
	const key = typeof given.apiKey === 'string' ? given.apiKey.trim() : '';
	if (key && key.length <= MAX_KEY && /^[\x21-\x7e]+$/.test(key)) return { url: base.url, key };
	const why = key ? 'it must be one line of letters, digits and signs' : 'it is empty';
	return { problem: `The API Key cannot be used: ${why}` };
}
