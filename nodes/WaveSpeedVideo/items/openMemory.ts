import type { Ledger } from '../generation/acquire/ledger';
import type { PurchaseMemory } from '../generation/acquire/receipts/purchaseMemory';
import { openPurchaseMemory } from '../generation/acquire/receipts/purchaseMemory';
import { openReceipts } from '../generation/acquire/receipts/receipts';
import { writerDeps } from '../host/receiptStore';
import type { Session } from './session';

/** What earlier processes bought for the execution that this one repeats. */
export async function openMemory(
	{ host, client, runtime }: Session,
	ledger: Pick<Ledger, 'predictionIds'>,
): Promise<PurchaseMemory> {
	const { apiKey } = await host.credential();
	const receipts = openReceipts(host.entryStore, String(apiKey), writerDeps);
	const known = () => ledger.predictionIds();
	return openPurchaseMemory(await host.lineage(), { client, runtime, receipts, known });
}
