import type { Callback, SignatureCheck } from '../api/webhookSignature';
import { checkSignature } from '../api/webhookSignature';
import type { ApiSession } from './session';

/** How long a secret is believed to be the same (milliseconds). */
const KEEP_MS = 600_000;

/** How soon after the last one a new secret is asked for: forged callbacks are not to cost more. */
const AGAIN_MS = 60_000;

/** Of how many accounts secrets are kept. */
const MAX_KEPT = 100;

/** Of this process, by account. */
const kept = new Map<string, { at: number; secret: string }>();

export type CallbackCheck =
	| SignatureCheck
	/** The secret can't be had: whose the callback is can't be told now. */
	| { kind: 'unknown'; why: string };

/**
 * Whether a callback is WaveSpeed's, by the account's secret. That is kept for some minutes in this
 * process; where it doesn't fit, it may have been replaced, and is asked for again.
 */
export async function checkCallback(
	callback: Callback,
	{ client, runtime, account }: Pick<ApiSession, 'client' | 'runtime' | 'account'>,
): Promise<CallbackCheck> {
	const now = runtime.now();
	const known = kept.get(account);
	const age = known ? now - known.at : Infinity;
	if (known && age < KEEP_MS) {
		const check = checkSignature(callback, known.secret, now);
		if (check.kind === 'genuine' || age < AGAIN_MS) return check;
	}
	const answer = await client.getWebhookSecret();
	if (answer.kind !== 'ok') {
		return { kind: 'unknown', why: 'the secret of signatures can’t be read' };
	}
	if (kept.size >= MAX_KEPT) kept.clear();
	kept.set(account, { at: now, secret: answer.value });
	return checkSignature(callback, answer.value, now);
}
