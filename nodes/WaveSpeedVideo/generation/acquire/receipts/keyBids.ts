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

/** All that bids for a link have left. */
export const bidEntries = ({ names }: ReceiptRow, link: string): string[] =>
	Array.from({ length: ROUNDS }, (_, round) => names.round(link, round));

/** Bids for the right to buy a link, and marks it. @returns false when another one was earlier */
export const bidForLink = async (row: ReceiptRow, link: string): Promise<boolean> =>
	await bid(row, link, [...row.markEntries(link), row.names.spareMark(link)]);

/**
 * Bids for something against other processes that found it free at the same moment.
 *
 * @param marks written with the first round
 * @returns false when another one was earlier
 */
export async function bid(
	row: ReceiptRow,
	link: string,
	marks: readonly string[] = [],
): Promise<boolean> {
	for (const [index, round] of bidEntries(row, link).entries()) {
		await nextRound(row);
		const before = await row.keep(index === 0 ? [round, ...marks] : [round]);
		if (before.has(round)) return false;
	}
	return true;
}
