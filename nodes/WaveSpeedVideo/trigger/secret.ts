import type { ReadResult } from '../api/answers';
import type { ApiSession } from '../items/session';

/** How long a secret is believed to be the same (milliseconds). */
const KEEP_MS = 600_000;

/** How soon after the last one a new secret is asked for: forged callbacks are not to cost more. */
const AGAIN_MS = 60_000;

/** Of how many accounts secrets are kept. */
const MAX_KEPT = 100;

const kept = new Map<string, { at: number; secret: string }>();

/**
 * The account's secret for the signatures of callbacks, kept for some minutes in this process only.
 *
 * @param isWrong the kept one does not verify: it may have been replaced
 */
export async function webhookSecret(
	{ client, runtime, account }: ApiSession,
	isWrong = false,
): Promise<ReadResult<string>> {
	const known = kept.get(account);
	if (known && runtime.now() - known.at < (isWrong ? AGAIN_MS : KEEP_MS)) {
		return { kind: 'ok', value: known.secret };
	}
	const answer = await client.getWebhookSecret();
	if (answer.kind !== 'ok') return answer;
	if (kept.size >= MAX_KEPT) kept.clear();
	kept.set(account, { at: runtime.now(), secret: answer.value });
	return answer;
}
