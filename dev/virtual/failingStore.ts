import type { EntryStore } from '../../nodes/WaveSpeedVideo/base/entryStore';
import type { LossyRow } from './lossyRow';
import type { VirtualTime } from './virtualTime';

/**
 * How n8n's database fails a call: it refuses (SQLITE_BUSY, nothing written), has written and says that
 * it failed, says that it has written and has not, or takes its time.
 */
export const STORE_FAILURES = ['refuses', 'writesAndThrows', 'loses', 'isSlow'] as const;
export type StoreFailure = (typeof STORE_FAILURES)[number];

/** From which call on (the first is 0), and how many. */
export interface Failing {
	how: StoreFailure;
	from: number;
	calls: number;
}

/** How long a busy database lets a call wait (ms). */
const SLOW_MS = 4_000;

/** A process's view of a row, of which some calls fail. */
export function failingStore(
	store: EntryStore,
	row: Pick<LossyRow, 'entries'>,
	time: Pick<VirtualTime, 'pass'>,
	{ how, from, calls }: Failing,
): EntryStore {
	let count = 0;
	const call = async <T>(task: () => Promise<T>): Promise<T> => {
		const index = count++;
		if (index < from || index >= from + calls) return await task();
		if (how === 'isSlow') await time.pass(SLOW_MS);
		if (how === 'refuses') {
			await time.pass(5);
			throw new Error('SQLITE_BUSY: database is locked');
		}
		const before = row.entries;
		const done = await task();
		if (how === 'writesAndThrows') throw new Error('The connection to the database was lost');
		if (how === 'loses') row.entries = before;
		return done;
	};
	const { name, place } = store;
	return {
		name,
		place,
		add: async (entries, max) => await call(async () => await store.add(entries, max)),
		remove: async (entries) => await call(async () => await store.remove(entries)),
		count: async () => await call(async () => await store.count()),
	};
}
