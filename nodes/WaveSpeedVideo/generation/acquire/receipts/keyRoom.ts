import type { ReceiptRow } from './row';
import { MAX_ENTRIES } from './storeCalls';

/** So many entries below the bound a row counts as full: one that was full once stays so. */
const RESERVE = 4_000;

/** What a purchase under a key adds to a row, about. */
const ENTRIES_EACH = 31;

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

/** How full a row is, as this process has seen it when it bought last: 1 is full. */
export function fullness({ name }: ReceiptRow): number {
	return (counts.get(name)?.entries ?? 0) / (MAX_ENTRIES - RESERVE);
}
