import type { Prediction } from '../../../api/schemas';
import type { Lineage } from '../../../base/lineage';
import type { FindAgainDeps, FoundAgain, Wanted } from './findAgain';
import { findAgain } from './findAgain';
import { purchaseKey, Slots } from './slots';

/** A purchase that is about to be made. */
export interface Intended extends Omit<Wanted, 'key'> {
	/** Hash of what is bought, with media by their content: equal for equal purchases. */
	content: string;
}

export type Recalled = {
	/** Of its receipt; for the ledger. */
	key: string;
} & (
	| { kind: 'new' }
	/** An earlier process bought it. */
	| { kind: 'bought'; prediction: Prediction }
	| Extract<FoundAgain, { kind: 'unsure' }>
);

/** What earlier processes bought for the execution that this one repeats. */
export interface PurchaseMemory {
	/**
	 * Before the POST, and only for what the ledger doesn't know: marks the purchase, or finds the
	 * one that was made.
	 *
	 * @param taken keys of receipts that the ledger holds
	 */
	recall(intended: Intended, taken: ReadonlySet<string>): Promise<Recalled>;
	/** After it. */
	bought(key: string, id: string): Promise<void>;
	/** Nothing was bought under a key, or it failed and may be bought again. */
	forget(key: string, id?: string): Promise<void>;
	/** execute()'s last act: these leave the node. */
	delivered(ids: string[]): Promise<void>;
	/** The execution fails: a repetition in the same life takes up what it bought. */
	release(keys: string[]): void;
}

/** Shared by all executions of this process. */
const slots = new Slots();

/** Under it every purchase of a content is marked where a repetition can't tell its root. */
const ANY_ROOT = 'any';

export function openPurchaseMemory(lineage: Lineage, deps: FindAgainDeps): PurchaseMemory {
	const { receipts } = deps;

	/** Old n8n: the purchase of an execution that failed, which this one may be the retry of. */
	async function ofEarlier(intended: Intended, n: number): Promise<FoundAgain> {
		const keyOf = (root: string) => purchaseKey(root, intended.content, n);
		const marked = new Set(await receipts.marked(lineage.earlier.map(({ root }) => keyOf(root))));
		for (const { root, executionId } of lineage.earlier) {
			const key = keyOf(root);
			if (!marked.has(key) || !(await lineage.hasFailed(executionId))) continue;
			const found = await findAgain({ ...intended, key }, deps);
			if (found.kind !== 'none') return found;
		}
		return { kind: 'none' };
	}

	async function recall(intended: Intended, taken: ReadonlySet<string>): Promise<Recalled> {
		const { key, n } = await slots.take(lineage, intended.content, taken);
		const [known, knownAtAll] = await Promise.all([
			receipts.mark(key),
			lineage.retriesShareRoot ? false : receipts.mark(purchaseKey(ANY_ROOT, intended.content, 0)),
		]);
		const found: FoundAgain = known
			? await findAgain({ ...intended, key }, deps)
			: knownAtAll && lineage.earlier.length > 0
				? await ofEarlier(intended, n)
				: { kind: 'none' };
		if (found.kind === 'unsure') return { key, ...found };
		if (found.kind === 'found') {
			await receipts.bought([key], found.prediction.id);
			return { key, kind: 'bought', prediction: found.prediction };
		}
		if (known) await receipts.markAgain(key);
		return { key, kind: 'new' };
	}

	return {
		recall,
		bought: async (key, id) => await receipts.bought([key], id),
		forget: async (key, id) => {
			slots.release(lineage, [key]);
			await receipts.forget(key, id);
		},
		delivered: receipts.delivered,
		release: (keys) => slots.release(lineage, keys),
	};
}
