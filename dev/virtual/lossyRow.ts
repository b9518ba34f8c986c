import type { EntryStore } from '../../nodes/WaveSpeedVideo/base/entryStore';

/**
 * The row of n8n's deduplication helpers: read, changed and written as a whole, without a lock
 * (n8n, deduplication-helper.js), so that what is written meanwhile is lost.
 */
export class LossyRow {
	entries: string[] = [];
	writes = 0;

	/** @param pass lets time pass: the way to the database and back */
	constructor(private readonly pass: () => Promise<void>) {}

	/** The row as one process sees it; processes don't know of each other. */
	as(process: string): EntryStore {
		return {
			name: process,
			place: 'the workflow and the node',
			add: async (wanted, maxEntries) => {
				const read = [...this.entries];
				await this.pass();
				const there = new Set(wanted.filter((entry) => read.includes(entry)));
				read.push(...wanted.filter((entry) => !there.has(entry)));
				if (maxEntries !== undefined) read.splice(0, Math.max(0, read.length - maxEntries));
				await this.write(read);
				return there;
			},
			count: async () => await Promise.resolve(this.entries.length),
			remove: async (gone) => {
				const read = this.entries.filter((entry) => !gone.includes(entry));
				await this.pass();
				await this.write(read);
			},
		};
	}

	private async write(entries: string[]): Promise<void> {
		this.entries = entries;
		this.writes++;
		await this.pass();
	}
}
