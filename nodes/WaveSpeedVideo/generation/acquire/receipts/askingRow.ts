import { NoEntriesError } from '../../../base/entryStore';
import type { ReceiptRow } from './row';

/** n8n's database does not tell what was bought: no reason to buy. */
export class UnreadableError extends Error {
	/** @param hasAnswered whether it ever has, in this process */
	constructor(readonly hasAnswered: boolean) {
		super("n8n's database doesn't answer");
	}
}

/** Two ways to ask a row, of which there may be none. */
export interface AskingRow {
	/** Runs a task on the row, or gives `otherwise` where there is none or it fails. */
	onRow<T>(otherwise: T, task: (row: ReceiptRow) => Promise<T>): Promise<T>;
	/** The same for what must not be taken for a no. @throws UnreadableError where it fails */
	surely<T>(otherwise: T, task: (row: ReceiptRow) => Promise<T>): Promise<T>;
}

export function askingRow(row: ReceiptRow | undefined): AskingRow {
	return {
		async onRow<T>(otherwise: T, task: (row: ReceiptRow) => Promise<T>): Promise<T> {
			if (!row) return otherwise;
			try {
				return await task(row);
			} catch {
				return otherwise;
			}
		},

		async surely<T>(otherwise: T, task: (row: ReceiptRow) => Promise<T>): Promise<T> {
			if (!row) return otherwise;
			return await task(row).catch(async (error: unknown) => {
				if (error instanceof NoEntriesError) return otherwise;
				return await Promise.reject(new UnreadableError(row.hasAnswered));
			});
		},
	};
}
