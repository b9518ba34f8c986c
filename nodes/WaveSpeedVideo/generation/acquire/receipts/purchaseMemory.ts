import type { ListedPrediction, Prediction } from '../../../api/schemas';
import type { Lineage } from '../../../base/lineage';
import type { FindAgainDeps } from './findAgain';
import { type Asked, InHand } from './inHand';
import type { Intended, Recalled } from './intended';
import { isKeyed, KeyedPurchases, receiptOf } from './keyedPurchases';
import { fullness } from './keyRoom';
import type { Lost, Unfinished } from './lostVideos';
import { PendingWrites } from './pendingWrites';
import { PlainPurchases } from './plainPurchases';
import { keysOf } from './receiptKeys';

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
	/**
	 * Waits until nobody else in this process buys under the purchase's own key, if it has one.
	 *
	 * @returns ends the turn
	 */
	turn(intended: Intended): Promise<() => void>;
	/** Just before the POST: marks it, and asks once more. */
	mark(receipt: string, intended: Intended): Promise<Recalled>;
	/** What was bought under the purchase's own key, whoever did it: for one whose own answer was lost. */
	given(receipt: string): Promise<Prediction | undefined>;
	/**
	 * After it. Written beside what follows; `end` waits for it.
	 *
	 * @param parkedBy the execution that is to be parked for it
	 */
	bought(
		receipt: string,
		prediction: Prediction,
		order: Intended['order'],
		parkedBy?: string,
	): void;
	/** Nothing was bought under a receipt, or what was failed and may be bought again. */
	forget(receipt: string, id?: string): Promise<void>;
	/** execute()'s last act: these leave the node. */
	delivered(ids: string[]): Promise<void>;
	/** The execution is parked, and is to hand these on when it is resumed. */
	parked(ids: string[]): Promise<void>;
	/** The execution fails: a repetition in the same life takes up what it bought. */
	release(): void;
	/** Whether the node has ever left a receipt. */
	hasAny(): Promise<boolean>;
	/** An earlier try of this execution's lineage bought these, as its ledger says. */
	tookUp(ids: string[]): void;
	/** Which of these predictions were bought, are in no execution's data and in no execution's hands here. */
	unfinished(asked: Asked): Promise<Unfinished[]>;
	/** Whether an execution of this process has it in hand. */
	isInHand(id: string): boolean;
	/** Makes this execution the one that hands on what nobody has in hand. @returns whether it is */
	inherit(lost: Lost): Promise<boolean>;
	/**
	 * What the execution that this one repeats bought and n8n has not kept, where this one has bought
	 * something else instead. What can't be read is not told: this execution has paid by then.
	 */
	leftBehind(): Promise<ListedPrediction[]>;
	/** How full the memory of users' own keys is, as far as this process has seen: 1 is full. */
	fullness(): number;
	/** The execution has left the node. Settles when nothing is left in the background, or in 2 s. */
	end(): Promise<void>;
}

export function openPurchaseMemory(
	lineage: Lineage,
	others: Omit<FindAgainDeps, 'given'>,
): PurchaseMemory {
	const { receipts, runtime } = others;
	const given = new Set<string>();
	const deps = { ...others, given };
	const writes = new PendingWrites();
	const inHand = new InHand(receipts, lineage);
	let hasBought = false;
	/** Another execution bought these. */
	const takeOn = (...ids: string[]) => writes.add(inHand.tookUp(ids));
	const keyed = new KeyedPurchases(deps, takeOn);
	const plain = new PlainPurchases(lineage, deps, takeOn);

	return {
		async recall(intended, ledgers) {
			const receipt = receiptOf(intended);
			return receipt === undefined
				? await plain.recall(intended, ledgers)
				: { receipt, recalled: await keyed.recall(receipt, intended) };
		},
		async turn(intended) {
			const receipt = receiptOf(intended);
			return receipt === undefined ? () => undefined : await keyed.turn(receipt);
		},
		async mark(key, intended) {
			return isKeyed(key) ? await keyed.mark(key, intended) : await plain.mark(key, intended);
		},
		async given(key) {
			return isKeyed(key) ? await keyed.given(key) : undefined;
		},
		bought(key, prediction, order, parkedBy) {
			hasBought = true;
			inHand.take(prediction.id);
			writes.add(
				isKeyed(key)
					? keyed.bought(key, prediction, order)
					: receipts.bought(keysOf(key), prediction.id, parkedBy),
			);
			if (parkedBy === undefined) writes.add(inHand.bought(prediction.id));
		},
		async forget(key, id) {
			await (isKeyed(key) ? keyed : plain).forget(key, id);
		},
		delivered: receipts.delivered,
		release: () => plain.release(),
		hasAny: receipts.hasAny,
		parked: async (ids) => await receipts.parked(ids, lineage.executionId),
		tookUp: (ids) => takeOn(...ids),
		unfinished: async (asked) => await inHand.unfinished(asked),
		isInHand: (id) => inHand.has(id),
		inherit: async (lost) => await inHand.inherit(lost),
		async leftBehind() {
			if (!hasBought) return [];
			const left = await plain.leftBehind();
			const ids = left.map(({ prediction }) => prediction.id);
			const unfinished = await inHand.unfinished({ ids, most: Infinity, isLongAgo: () => false });
			return left.filter(({ prediction }) => unfinished.some(({ id }) => id === prediction.id));
		},
		fullness: () => (receipts.row ? fullness(receipts.row) : 0),
		async end() {
			inHand.end();
			if (receipts.row) writes.add(receipts.settled());
			await writes.settle(runtime);
		},
	};
}
