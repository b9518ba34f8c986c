import type { Lineage } from '../../../base/lineage';
import type { Receipts } from './receipts';

/**
 * Writes down which execution has a video in hand, so that a later run can tell whether anybody still
 * has it. Only where it is wished: it takes some nine entries a purchase.
 */
export class Holding {
	private readonly by: Promise<string | undefined>;

	constructor(
		private readonly receipts: Pick<Receipts, 'held'>,
		{ executionId, hasFailed }: Pick<Lineage, 'executionId' | 'hasFailed'>,
		private readonly isWished: boolean,
	) {
		// n8n 2.x leaves the error of a stopped execution in its retry: of that one nothing can be told.
		this.by = isWished
			? hasFailed(executionId).then((failed) => (failed ? undefined : executionId))
			: Promise.resolve(undefined);
		this.by.catch(() => undefined);
	}

	/** Whether this execution can be told to have ended, so that it may take over what is lost. */
	async heir(): Promise<string | undefined> {
		return await this.by;
	}

	/** It has just been bought. */
	async bought(id: string): Promise<void> {
		if (this.isWished) await this.receipts.held(id, await this.by, true);
	}

	/** Another execution bought these, or this one in an earlier process, and it goes on with them. */
	async tookUp(ids: string[]): Promise<void> {
		if (!this.isWished) return;
		const by = await this.by;
		await Promise.all(ids.map(async (id) => await this.receipts.held(id, by, false)));
	}
}
