import type { Lineage, Place } from '../../../base/lineage';
import { purchaseKey } from './receiptKeys';

/** How many lives are remembered: more run in no process at the same time. */
const MAX_LIVES = 2_000;

/**
 * Tells equal purchases apart: three equal prompts, or three calls of a sub-workflow with the same
 * one, are three videos; a repetition takes them up in the same order. What one life has taken is
 * known to its process only, and that is right: a life ends with its process.
 */
export class Slots {
	/** For each life: who holds which key. */
	private readonly lives = new Map<string, Map<string, string>>();

	/**
	 * Takes the next purchase of a content.
	 *
	 * @param taken keys that this execution's ledger holds from earlier tries
	 */
	async take(
		{ root, life, executionId, hasFailed }: Pick<Lineage, keyof Place | 'hasFailed'>,
		content: string,
		taken: ReadonlySet<string>,
	): Promise<{ key: string; n: number }> {
		const holders = this.holdersIn(life);
		for (let n = 0; ; n++) {
			const key = purchaseKey(root, content, n);
			if (taken.has(key)) continue;
			const holder = holders.get(key);
			const isFree = holder === undefined || (holder !== executionId && (await hasFailed(holder)));
			// Another item may have taken it while the question was under way.
			if (!isFree || holders.get(key) !== holder) continue;
			holders.set(key, executionId);
			return { key, n };
		}
	}

	/** The execution's purchases are free for a repetition: it failed, or its item was not sent. */
	release({ life, executionId }: Place, keys: string[]): void {
		const holders = this.lives.get(life);
		for (const key of keys) if (holders?.get(key) === executionId) holders.delete(key);
	}

	private holdersIn(life: string): Map<string, string> {
		const holders = this.lives.get(life) ?? new Map<string, string>();
		this.lives.delete(life);
		this.lives.set(life, holders);
		const [oldest] = this.lives.keys();
		if (this.lives.size > MAX_LIVES && oldest !== undefined) this.lives.delete(oldest);
		return holders;
	}
}
