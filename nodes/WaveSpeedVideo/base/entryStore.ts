/** A set of entries that outlives the process and has no lock. */
export interface EntryStore {
	/** Names the set in this process: stores of one name hold the same entries. */
	name: string;
	/** Names it in all processes. */
	place: string;
	/**
	 * Adds entries.
	 *
	 * @param maxEntries the oldest entries beyond it go
	 * @returns those of the entries that were there before
	 */
	add(entries: string[], maxEntries?: number): Promise<Set<string>>;
	remove(entries: string[]): Promise<void>;
	/** How many there are. */
	count(): Promise<number>;
}

/** There is no such set, and never was: an engine without a database. Nothing was written, by nobody. */
export class NoEntriesError extends Error {}

/** What a writer of entries needs of the outside; not the execution's own: it finishes after a stop too. */
export interface WriterDeps {
	pause(ms: number): Promise<void>;
	/** Uniform in [0, 1). */
	random(): number;
}
