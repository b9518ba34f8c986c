import { payOnceKeyOf } from './receiptKeys';
import type { ReceiptRow } from './row';

/**
 * The row is no lock: two processes may both find a key free. So each has to be the first in several
 * rounds, one after another, at random moments; both are in one round only when their writes overlap
 * or another's overwrites one of them. Somebody is the first in all of them always.
 */
const ROUNDS = 5;

/** Before each round (ms at most): five take 0.7 s on average and 1.4 s at most, and the writes. */
const PAUSE_MS = 280;

/** The next round of a row's bids in this process: whoever comes before it shares its write. */
const nextRounds = new Map<string, Promise<void>>();

async function nextRound(row: ReceiptRow): Promise<void> {
	const next =
		nextRounds.get(row.name) ?? row.pause(0, PAUSE_MS).finally(() => nextRounds.delete(row.name));
	nextRounds.set(row.name, next);
	await next;
}

const roundsOf = ({ names }: ReceiptRow, key: string, since: string): string[] =>
	Array.from({ length: ROUNDS }, (_, round) => names.round(key, since, round));

/**
 * Bids for the right to buy under a key, against other processes that found it free at the same
 * moment.
 *
 * @param receipt of the purchase: it is marked with the first bid
 * @param since what was known of the key: only those who knew the same bid against each other
 * @returns false when another one was earlier
 */
export async function bidForKey(
	row: ReceiptRow,
	key: string,
	receipt: string,
	since: string,
): Promise<boolean> {
	const marks = [...row.markEntries(key), row.names.mark(receipt)];
	for (const [index, round] of roundsOf(row, key, since).entries()) {
		await nextRound(row);
		const before = await row.keep(index === 0 ? [round, ...marks] : [round]);
		if (before.has(round)) return false;
	}
	return true;
}

/** All that bids under a key have left. */
export const bidEntries = roundsOf;

/** The user's key of a receipt that must have one. */
export function keyOfReceipt(receipt: string): string {
	const key = payOnceKeyOf(receipt);
	if (key === undefined) throw new Error(`${receipt} stands under no key`);
	return key;
}
