import type { EntryStore } from '../../../../nodes/WaveSpeedVideo/base/entryStore';
import { LossyRow } from '../../../../dev/virtual/lossyRow';
import { receiptsIn } from '../../../../dev/virtual/receipts';
import { VirtualTime } from '../../../../dev/virtual/virtualTime';

let processes = 0;

/** The keys of a purchase that is found by one only. */
export const only = (key: string) => ({ key, also: [] });

/** A node's row, and the receipts of processes that share it. */
export class ReceiptsWorld {
	readonly time = new VirtualTime();
	readonly row = new LossyRow(async () => await this.time.pass(5));

	/** The row as a process of its own sees it. */
	newStore() {
		return this.row.as(`process ${processes++}`);
	}

	receiptsOf(store: EntryStore | undefined, secret?: string, seed?: number) {
		return receiptsIn(store, this.time, secret, seed);
	}

	/** A process that has just started: it remembers nothing. */
	freshProcess(seed?: number) {
		return this.receiptsOf(this.newStore(), undefined, seed);
	}
}
