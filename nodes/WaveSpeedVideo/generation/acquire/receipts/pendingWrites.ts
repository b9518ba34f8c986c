import type { Runtime } from '../../../base/runtime';

/** A database that takes longer (ms) must not hold up a workflow. */
const LONGEST_MS = 2_000;

/** Writes that go on beside what a run does. */
export class PendingWrites {
	private readonly pending = new Set<Promise<unknown>>();

	/** A write that fails is none of the run's business: receipts are beside the ledger. */
	add(write: Promise<unknown>): void {
		const one: Promise<unknown> = write
			.catch(() => undefined)
			.finally(() => this.pending.delete(one));
		this.pending.add(one);
	}

	/** Settles when all are done, after some seconds, or with a stop, which nothing may hold up. */
	async settle({ sleep }: Pick<Runtime, 'sleep'>): Promise<void> {
		if (this.pending.size === 0) return;
		const done = new AbortController();
		const all = Promise.all(this.pending).then(() => done.abort());
		await Promise.race([all, sleep(LONGEST_MS, done.signal)]).catch(() => undefined);
	}
}
