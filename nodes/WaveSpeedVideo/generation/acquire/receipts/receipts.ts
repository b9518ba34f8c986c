import type { EntryStore } from '../../../base/entryStore';
import { askingRow } from './askingRow';
import { type BoughtReceipts, boughtReceipts } from './boughtReceipts';
import { type HandReceipts, handReceipts } from './handReceipts';
import type { RowDeps } from './row';
import { ReceiptRow } from './row';

/**
 * Marks of purchases in n8n's database: they outlive the process, where the ledger lives with its
 * execution. A mark says that a purchase was about to be sent; the account's list of predictions
 * has the rest. Without a database the node works as without receipts. One that fails makes only
 * those throw whose answer decides whether something is bought.
 */
export interface Receipts extends BoughtReceipts, HandReceipts {
	/** The entries themselves, for what must not go on without them; undefined where n8n offers none. */
	readonly row: ReceiptRow | undefined;
	/** Whether the node has ever left a receipt. Cheap. */
	hasAny(): Promise<boolean>;
	/** Settles when all that this process has written is proved to stay, or given up. */
	settled(): Promise<void>;
}

/**
 * @param store undefined where n8n offers none: all that is asked for is new
 * @param secret the account's API key
 */
export function openReceipts(
	store: EntryStore | undefined,
	secret: string,
	deps: RowDeps,
): Receipts {
	const row = store && new ReceiptRow(store, secret, deps);
	const asking = askingRow(row);
	const { onRow } = asking;

	return {
		row,
		...boughtReceipts(asking),
		...handReceipts(asking),
		hasAny: async () => await onRow(false, async (row) => (await row.count()) > 0),
		settled: async () => await onRow(undefined, async (row) => await row.settled()),
	};
}
