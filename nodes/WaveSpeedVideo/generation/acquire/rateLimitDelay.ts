/** WaveSpeed's rate limits are per minute (docs: Troubleshooting guide). */
const RATE_WINDOW_MS = 60_000;

/** ± 10 %: items that were refused together don't come back together. */
const JITTER = 0.1;

/**
 * Time to wait after a 429 on a submit, in milliseconds: what the service asks for, else doubling
 * from 5 s up to the window of a minute.
 *
 * @param inARow 429 answers in a row, from 1
 */
export function rateLimitDelay(inARow: number, random: number, retryAfterMs?: number): number {
	if (retryAfterMs !== undefined) return Math.max(1_000, retryAfterMs) + random * 500;
	const usual = Math.min(RATE_WINDOW_MS, 5_000 * 2 ** (inARow - 1));
	return usual * (1 + JITTER * (2 * random - 1));
}
