import type { Prediction } from '../../../api/schemas';
import type { Lineage } from '../../../base/lineage';
import type { Order } from '../purchase';
import type { FindAgainDeps, FoundAgain } from './findAgain';
import { findAgain } from './findAgain';
import { purchaseKey, Slots } from './slots';

/** What is to be bought. */
export interface Intended {
	/** Hash of the order: equal for equal purchases. */
	ordered: string;
	order: Pick<Order, 'model' | 'inputs' | 'media'>;
}

export type Recalled =
	| { kind: 'new' }
	/** An earlier process bought it. */
	| { kind: 'bought'; prediction: Prediction }
	| Extract<FoundAgain, { kind: 'unsure' }>;

/** What earlier processes bought for the execution that this one repeats. */
export interface PurchaseMemory {
	/**
	 * Whether a purchase that the ledger doesn't know was made all the same.
	 *
	 * @param taken keys of receipts that the ledger holds
	 * @returns and the key of its receipt, for the ledger
	 */
	recall(
		intended: Intended,
		taken: ReadonlySet<string>,
	): Promise<{ receipt: string; recalled: Recalled }>;
	/** Just before the POST: marks it, and asks once more. */
	mark(receipt: string, intended: Intended): Promise<Recalled>;
	/** After it. */
	bought(receipt: string, id: string): Promise<void>;
	/** Nothing was bought under a receipt, or what was failed and may be bought again. */
	forget(receipt: string, id?: string): Promise<void>;
	/** execute()'s last act: these leave the node. */
	delivered(ids: string[]): Promise<void>;
	/** The execution fails: a repetition in the same life takes up what it bought. */
	release(): void;
	/** Whether the node has ever left a receipt. */
	hasAny(): Promise<boolean>;
	/** Which of these predictions were bought and never handed on, and are in no execution's hands here. */
	undelivered(ids: string[]): Promise<string[]>;
	/** The execution has left the node. */
	end(): void;
}

/** Shared by all executions of this process. */
const slots = new Slots();

/** Predictions in the hands of this process's executions. */
const inHand = new Set<string>();

/** Under it every purchase of a content is marked where a retry can't tell its root. */
const ANY_ROOT = 'any';

export function openPurchaseMemory(
	lineage: Lineage,
	deps: Omit<FindAgainDeps, 'given'>,
): PurchaseMemory {
	const { receipts } = deps;
	const { earlier, isRepetition, retriesShareRoot } = lineage;
	/** Receipts whose old marks are looked into, so that a mark on them says nothing new. */
	const clear = new Set<string>();
	const held = new Set<string>();
	const given = new Set<string>();
	const mine = new Set<string>();
	const take = (id: string) => {
		mine.add(id);
		inHand.add(id);
	};

	const lookUp = async (key: string, { order }: Intended): Promise<FoundAgain> =>
		await findAgain(key, order, { ...deps, given });

	/** Old n8n: the purchase of an execution that failed, which this one may be the retry of. */
	async function ofEarlier(intended: Intended, n: number): Promise<FoundAgain> {
		const keyOf = (root: string) => purchaseKey(root, intended.ordered, n);
		const marked = new Set(await receipts.marked(earlier.map(({ root }) => keyOf(root))));
		for (const { root, executionId } of earlier) {
			const key = keyOf(root);
			if (!marked.has(key) || !(await lineage.hasFailed(executionId))) continue;
			const found = await lookUp(key, intended);
			if (found.kind !== 'none') return found;
		}
		return { kind: 'none' };
	}

	async function findEarlier(key: string, intended: Intended, n: number): Promise<FoundAgain> {
		if (!isRepetition) return { kind: 'none' };
		const anyKey = purchaseKey(ANY_ROOT, intended.ordered, 0);
		const marked = await receipts.marked(earlier.length > 0 ? [key, anyKey] : [key]);
		if (marked.includes(key)) {
			const found = await lookUp(key, intended);
			clear.add(key);
			return found;
		}
		return marked.includes(anyKey) ? await ofEarlier(intended, n) : { kind: 'none' };
	}

	async function taken(key: string, found: FoundAgain): Promise<Recalled> {
		if (found.kind === 'none') return { kind: 'new' };
		if (found.kind === 'unsure') return found;
		take(found.prediction.id);
		await receipts.bought([key], found.prediction.id);
		return { kind: 'bought', prediction: found.prediction };
	}

	return {
		async recall(intended, ledgers) {
			const { key, n } = await slots.take(lineage, intended.ordered, ledgers);
			held.add(key);
			const recalled = await taken(key, await findEarlier(key, intended, n));
			return { receipt: key, recalled };
		},
		async mark(key, intended) {
			const [isKnown] = await Promise.all([
				receipts.mark(key),
				retriesShareRoot ? false : receipts.mark(purchaseKey(ANY_ROOT, intended.ordered, 0)),
			]);
			if (!isKnown || clear.has(key)) return { kind: 'new' };
			clear.add(key);
			return await taken(key, await lookUp(key, intended));
		},
		async bought(key, id) {
			take(id);
			await receipts.bought([key], id);
		},
		async forget(key, id) {
			clear.delete(key);
			await receipts.forget(key, id);
		},
		delivered: receipts.delivered,
		release: () => slots.release(lineage, [...held]),
		hasAny: receipts.hasAny,
		undelivered: async (ids) => await receipts.undelivered(ids.filter((id) => !inHand.has(id))),
		end: () => mine.forEach((id) => inHand.delete(id)),
	};
}
