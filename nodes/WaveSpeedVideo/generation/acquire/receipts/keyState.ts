import { MAX_ENTRIES } from './entryWriter';
import { DECOY, type ReceiptRow } from './row';

/** What a row says of a user's own key. */
export interface KeyState {
	paid: boolean;
	marked: boolean;
	/** Marked for this very order. */
	same: boolean;
	/** Nothing of it can be told. */
	spoilt?: boolean;
}

/**
 * What the row says of a key. A look that was broken off, or that another process has put back, spoils
 * one of two, which the other one mends. Where both are spoilt, it counts as paid.
 */
export async function stateOf(row: ReceiptRow, key: string, receipt: string): Promise<KeyState> {
	const { names } = row;
	const [marked, same] = [names.mark(key), names.mark(receipt)];
	const [first, spare] = [names.paid, names.sparePaid];
	for (const paid of [first, spare]) {
		const there = await row.lookSafely([paid(key), marked, same], paid(key + DECOY));
		if (!there) continue;
		const isPaid = there.has(paid(key));
		if (paid === spare) {
			await row.remove([first(key + DECOY), ...(isPaid ? [] : [first(key)])]);
		}
		return { paid: isPaid, marked: there.has(marked), same: there.has(same) };
	}
	return { paid: true, marked: true, same: true, spoilt: true };
}

/** So many entries below the bound a row counts as full: one that was full once stays so. */
const RESERVE = 4_000;

/** What a purchase under a key adds to a row, about. */
const ENTRIES_EACH = 20;

/** A row is counted so often (ms): to count it n8n reads it. */
const COUNT_EVERY_MS = 60_000;

const counts = new Map<string, { at: number; entries: number }>();

/** Whether a row has no room for another key. */
export async function isFull(row: ReceiptRow): Promise<boolean> {
	const known = counts.get(row.name);
	const isFresh = known && row.now() - known.at < COUNT_EVERY_MS;
	const entries = isFresh ? known.entries + ENTRIES_EACH : await row.count();
	counts.set(row.name, { at: isFresh ? known.at : row.now(), entries });
	return entries > MAX_ENTRIES - RESERVE;
}
