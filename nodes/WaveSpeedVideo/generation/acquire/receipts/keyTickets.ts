import { DECOY, type ReceiptRow } from './row';

/** Digits of a ticket, and how many each may be: two processes draw the same once in 4,096 meetings. */
const DIGITS = 2;
const BASE = 64;

/**
 * After its write a process waits longer than a write of another one takes: that which it has just
 * needed itself, so many times, and this range at least (ms).
 */
const WRITES_WAITED = 4;
const WAIT_FROM_MS = 150;
const WAIT_TO_MS = 350;

/** Writes that others may overwrite before the right is given up. */
const MAX_TRIES = 5;

const digitsOf = ({ names }: ReceiptRow, link: string, digit: number): string[] =>
	Array.from({ length: BASE }, (_, value) => names.ticket(link, digit, value));

/** A ticket for a link: what a process leaves to be told from others. */
export function drawTicket(row: ReceiptRow, link: string): string[] {
	return Array.from({ length: DIGITS }, (_, digit) => {
		const value = Math.floor(row.random() * BASE);
		return row.names.ticket(link, digit, value);
	});
}

/**
 * The last word on who may buy a link: writes `entries` with the ticket, and reads back whether they
 * have stayed and whether another process has left a ticket. Of two that see each other both give
 * way: who sees nobody may be sending already. That neither sees the other's needs a write that
 * takes longer than the wait.
 *
 * @param ticket of this process
 */
export async function isAlone(
	row: ReceiptRow,
	link: string,
	entries: readonly string[],
	ticket: readonly string[],
): Promise<boolean> {
	const own = [...entries, ...ticket];
	const all = Array.from({ length: DIGITS }, (_, digit) => digitsOf(row, link, digit)).flat();
	const others = all.filter((entry) => !ticket.includes(entry));
	for (let tries = 0; tries < MAX_TRIES; tries++) {
		const startedAt = row.now();
		await row.keep(own);
		const least = WRITES_WAITED * (row.now() - startedAt);
		await row.pause(Math.max(WAIT_FROM_MS, least), Math.max(WAIT_TO_MS, least));
		const decoy = row.names.ticket(link + DECOY, 0, 0);
		const there = await row.lookSafely([...own, ...others], decoy);
		if (!there || others.some((entry) => there.has(entry))) return false;
		if (own.every((entry) => there.has(entry))) return true;
	}
	return false;
}
