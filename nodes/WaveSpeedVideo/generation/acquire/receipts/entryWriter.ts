import type { EntryStore, WriterDeps } from '../../../base/entryStore';

/** Range of the pause before a write is read back (ms): longer than another process's write takes. */
const READ_BACK_FROM_MS = 200;
const READ_BACK_TO_MS = 500;

/** Writes in a row that other processes may overwrite before one is given up. */
const MAX_READ_BACKS = 10;

/** Tries of one write: two processes that create the row at once disturb each other. */
const MAX_TRIES = 3;

/** A purchase has up to fifteen: more than three thousand purchases (docs/crashes.md). */
export const MAX_ENTRIES = 48_000;

type Kind = 'keep' | 'look' | 'remove';

interface Wish {
	kind: Kind;
	store: EntryStore;
	entries: string[];
	done(before: Set<string>): void;
	fail(error: unknown): void;
}

/**
 * Writes to one store of entries, as the only writer of this process. n8n reads, changes and writes
 * the set as a whole, without a lock: in one process calls wait for each other (what waits is
 * written together); what another process overwrites is found by reading back after a random pause
 * and written again. None of 320 was lost so, measured with two workers.
 */
export class EntryWriter {
	private readonly wishes: Wish[] = [];
	private readonly unproved = new Set<string>();
	private busy = false;
	/** The read-back that is under way. */
	private reading?: Promise<void>;

	constructor(private readonly deps: WriterDeps) {}

	/**
	 * Adds entries, and sees to it that they stay: settles before that is proved.
	 *
	 * @returns those that were there before, also by a call that waits to be written together
	 */
	async keep(store: EntryStore, entries: string[]): Promise<Set<string>> {
		const before = await this.wish('keep', store, entries);
		// Also those that were there: another process may only have been looking for them.
		for (const entry of entries) this.unproved.add(entry);
		this.reading ??= this.readBack(store).finally(() => (this.reading = undefined));
		return before;
	}

	/** Which entries are there. n8n tells it only by adding them, so what was not there goes again. */
	async look(store: EntryStore, entries: string[]): Promise<Set<string>> {
		return await this.wish('look', store, entries);
	}

	async remove(store: EntryStore, entries: string[]): Promise<void> {
		for (const entry of entries) this.unproved.delete(entry);
		await this.wish('remove', store, entries);
	}

	/** Settles when what was kept is proved to stay, or given up. */
	async settled(): Promise<void> {
		await this.reading;
	}

	private async wish(kind: Kind, store: EntryStore, entries: string[]): Promise<Set<string>> {
		return await new Promise((done, fail) => {
			this.wishes.push({ kind, store, entries, done, fail });
			if (!this.busy) void this.work();
		});
	}

	private async work(): Promise<void> {
		this.busy = true;
		// What is asked for in the same breath is written together.
		await Promise.resolve();
		for (let first = this.wishes[0]; first; first = this.wishes[0]) {
			const { kind, store } = first;
			const end = this.wishes.findIndex((wish) => wish.kind !== kind);
			const together = this.wishes.splice(0, end < 0 ? this.wishes.length : end);
			const entries = [...new Set(together.flatMap((wish) => wish.entries))];
			try {
				const there = await tried(async () => await write(kind, store, entries));
				for (const wish of together) {
					wish.done(new Set(wish.entries.filter((entry) => there.has(entry))));
					if (kind === 'keep') for (const entry of wish.entries) there.add(entry);
				}
			} catch (error) {
				for (const wish of together) wish.fail(error);
			}
		}
		this.busy = false;
	}

	private async readBack(store: EntryStore): Promise<void> {
		try {
			for (let round = 0; round < MAX_READ_BACKS && this.unproved.size > 0; round++) {
				const range = READ_BACK_TO_MS - READ_BACK_FROM_MS;
				await this.deps.pause(READ_BACK_FROM_MS + this.deps.random() * range);
				const there = await this.wish('keep', store, [...this.unproved]);
				for (const entry of there) this.unproved.delete(entry);
			}
		} catch {
			// The store is gone: the node works on without it.
		}
		this.unproved.clear();
	}
}

async function write(kind: Kind, store: EntryStore, entries: string[]): Promise<Set<string>> {
	if (kind === 'remove') {
		await store.remove(entries);
		return new Set();
	}
	if (kind === 'keep') return await store.add(entries, MAX_ENTRIES);
	const there = await store.add(entries);
	const added = entries.filter((entry) => !there.has(entry));
	if (added.length > 0) await store.remove(added);
	return there;
}

async function tried<T>(task: () => Promise<T>, tries = MAX_TRIES): Promise<T> {
	if (tries === 1) return await task();
	return await task().catch(async () => await tried(task, tries - 1));
}
