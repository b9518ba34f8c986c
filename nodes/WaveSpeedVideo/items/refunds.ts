import type { WaveSpeedClient } from '../api/client';
import type { BillingEntry } from '../api/billing';
import type { Runtime } from '../base/runtime';
import type { Expense } from './budget';

/** Pages of the bill that are read at most: five hundred lines. */
const MAX_PAGES = 5;

/** The service's clock may be off by so much (ms). */
const CLOCK_SLACK_MS = 300_000;

/**
 * Looks into the account's bill for money that WaveSpeed promised to return: only where a budget would
 * otherwise refuse, a few requests at most, and free. Never fails: what can't be read is not seen.
 *
 * @param since of the oldest submission, in milliseconds since 1970
 * @returns predictions of which as much has come back as was charged
 */
export async function seenRefunds(
	expenses: readonly Expense[],
	since: number,
	client: Pick<WaveSpeedClient, 'searchBillings'>,
	runtime: Pick<Runtime, 'now'>,
): Promise<ReadonlySet<string>> {
	const wanted = new Set(
		expenses.flatMap(({ predictionId, spent, refundSeen }) =>
			predictionId !== undefined && spent === 'refunded' && !refundSeen ? [predictionId] : [],
		),
	);
	if (wanted.size === 0) return wanted;
	const lines = await readBill(since - CLOCK_SLACK_MS, runtime.now() + CLOCK_SLACK_MS, client);
	return new Set(
		[...wanted].filter((id) => isBack(lines.filter((one) => one.predictionId === id))),
	);
}

async function readBill(
	from: number,
	to: number,
	client: Pick<WaveSpeedClient, 'searchBillings'>,
): Promise<BillingEntry[]> {
	const lines: BillingEntry[] = [];
	for (let page = 1; page <= MAX_PAGES; page++) {
		const answer = await client.searchBillings({ page, from, to });
		if (answer.kind !== 'ok') break;
		lines.push(...answer.value.entries);
		if (!answer.value.hasMore) break;
	}
	return lines;
}

/** Of a charge that is not in sight nothing is known to be back. */
function isBack(lines: readonly BillingEntry[]): boolean {
	const sum = (kind: BillingEntry['kind']) =>
		lines.reduce((total, line) => total + (line.kind === kind ? line.usd : 0), 0);
	const charged = sum('deduct');
	return charged > 0 && sum('refund') >= charged - 1e-6;
}
