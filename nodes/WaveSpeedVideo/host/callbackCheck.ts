import { createHash } from 'crypto';
import type { WaveSpeedClient } from '../api/client';
import type { Account } from '../api/credential';
import type { Callback, SignatureCheck } from '../api/webhookSignature';
import { checkSignature } from '../api/webhookSignature';

/** How long a secret is believed, and how soon it is asked for again when it doesn't fit (milliseconds). */
const KEEP_MS = 600_000;
const ASK_AGAIN_MS = 30_000;

/** Of how many accounts secrets are kept, the latest used. */
const MAX_SECRETS = 50;

interface Kept {
	at: number;
	secret: string;
}

/** Of this process, by account. */
const secrets = new Map<string, Kept>();

/** The secret could not be had: whose the callback is can't be told now. */
export type CallbackCheck = SignatureCheck | { kind: 'unknown'; why: string };

/**
 * Whether a callback is WaveSpeed's, by the account's secret. The secret is kept for minutes; where
 * it doesn't fit, it may have been replaced, and is asked for again: not more often than twice a
 * minute, whatever is sent here.
 *
 * @param now milliseconds since 1970
 */
export async function checkCallback(
	callback: Callback,
	{ url, key }: Account,
	client: Pick<WaveSpeedClient, 'getWebhookSecret'>,
	now: number,
): Promise<CallbackCheck> {
	const name = createHash('sha256').update(`${url} ${key}`).digest('hex');
	const kept = secrets.get(name);
	if (kept && now - kept.at < KEEP_MS) {
		const check = checkSignature(callback, kept.secret, now);
		if (check.kind === 'genuine' || now - kept.at < ASK_AGAIN_MS) return check;
	}
	const answer = await client.getWebhookSecret();
	if (answer.kind !== 'ok') {
		const why = answer.kind === 'refused' ? answer.failure.message : answer.reason;
		return { kind: 'unknown', why: `the secret of callbacks can't be read: ${why}` };
	}
	secrets.delete(name);
	secrets.set(name, { at: now, secret: answer.value });
	const [oldest] = secrets.keys();
	if (secrets.size > MAX_SECRETS && oldest !== undefined) secrets.delete(oldest);
	return checkSignature(callback, answer.value, now);
}
