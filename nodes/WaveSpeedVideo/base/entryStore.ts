/** A set of entries that outlives the process and has no lock. */
export interface EntryStore {
	/** Names the set: stores of one name hold the same entries. */
	name: string;
	/**
	 * Adds entries.
	 *
	 * @param maxEntries the oldest entries beyond it go
	 * @returns those of the entries that were there before
	 */
	add(entries: string[], maxEntries?: number): Promise<Set<string>>;
	remove(entries: string[]): Promise<void>;
}
