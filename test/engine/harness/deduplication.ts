import type {
	ICheckProcessedContextData,
	ICheckProcessedOptions,
	IDataDeduplicator,
} from 'n8n-workflow';

import { DataDeduplicationService } from 'n8n-core';

/** n8n's rows of processed entries, in memory: what its deduplication helpers keep in the database. */
class Deduplicator implements IDataDeduplicator {
	private readonly rows = new Map<string, string[]>();

	/** Rows that begin from now on are as full as after many purchases. */
	private entriesAtFirst = 0;

	fillTo(entries: number): void {
		this.entriesAtFirst = entries;
	}

	/** As after the workflow was deleted. */
	clear(): void {
		this.rows.clear();
		this.entriesAtFirst = 0;
	}

	async checkProcessedAndRecord(
		items: Array<string | number>,
		_scope: string,
		context: ICheckProcessedContextData,
		{ maxEntries }: ICheckProcessedOptions,
	) {
		const row = this.rowOf(context);
		const texts = items.map(String);
		const processed = texts.filter((item) => row.includes(item));
		const added = texts.filter((item) => !row.includes(item));
		row.push(...added);
		if (maxEntries !== undefined) row.splice(0, Math.max(0, row.length - maxEntries));
		return await Promise.resolve({ new: added, processed });
	}

	async removeProcessed(
		items: Array<string | number>,
		_scope: string,
		context: ICheckProcessedContextData,
	) {
		const row = this.rowOf(context);
		const kept = row.filter((entry) => !items.map(String).includes(entry));
		row.splice(0, row.length, ...kept);
		await Promise.resolve();
	}

	async clearAllProcessedItems(_scope: string, context: ICheckProcessedContextData) {
		this.rowOf(context).splice(0);
		await Promise.resolve();
	}

	async getProcessedDataCount(_scope: string, context: ICheckProcessedContextData) {
		return await Promise.resolve(this.rowOf(context).length);
	}

	private rowOf({ workflow, node }: ICheckProcessedContextData): string[] {
		const name = `${workflow.id}/${node?.id}`;
		const old = () => Array.from({ length: this.entriesAtFirst }, (_, index) => `old ${index}`);
		const row = this.rows.get(name) ?? old();
		this.rows.set(name, row);
		return row;
	}
}

/** Gives n8n's engine the rows that it has in a real n8n; they are empty before each test. */
export function useDeduplication(): Deduplicator {
	const deduplicator = new Deduplicator();
	beforeAll(async () => await DataDeduplicationService.init(deduplicator));
	beforeEach(() => deduplicator.clear());
	// Packages are loaded once per worker: other files' engines have none, as in their own worker.
	afterAll(() => Reflect.deleteProperty(DataDeduplicationService, 'instance'));
	return deduplicator;
}
