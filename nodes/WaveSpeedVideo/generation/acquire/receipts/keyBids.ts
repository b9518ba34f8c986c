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
export const bidEntries = ({ names }: ReceiptRow, link: string, since: string): string[] =>
	Array.from({ length: ROUNDS }, (_, round) => names.round(link, since, round));

/**
 * Bids for the right to buy a link, against other processes that found it free at the same moment.
 *
 * @param since what was known of the link: only those who knew the same bid against each other
 * @param isStillFree asked after the first round: whoever won before has left traces by then
 * @returns false when another one was earlier
 */
export async function bidForLink(
	row: ReceiptRow,
	link: string,
	since: string,
	isStillFree: () => Promise<boolean>,
): Promise<boolean> {
	const marks = row.markEntries(link);
	let stillFree: Promise<boolean> | undefined;
	for (const round of bidEntries(row, link, since)) {
		await nextRound(row);
		const before = await row.keep(stillFree ? [round] : [round, ...marks]);
		if (before.has(round)) return false;
		// Beside the next rounds: it costs no time.
		stillFree ??= isStillFree().catch(() => false);
	}
	return (await stillFree) ?? false;
}
