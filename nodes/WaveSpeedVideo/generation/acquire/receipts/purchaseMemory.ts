import type { Failure } from '../../../api/failure';
import type { ListedPrediction, Prediction } from '../../../api/schemas';
import type { Lineage } from '../../../base/lineage';
import type { Order, Purchase } from '../purchase';
import { EarlierVideos } from './earlierVideos';
import type { FindAgainDeps, FoundAgain } from './findAgain';
import { findAgain } from './findAgain';
import type { Asked, PayOnce } from './payOnce';
import { PayOnceKeys } from './payOnce';
import { withoutParked } from './parkedVideos';
import { payOnceFailure } from './payOnceFailures';
import { PendingWrites } from './pendingWrites';
import {
	contentKey,
	keysOf,
	payOnceKeyOf,
	payOnceReceipt,
	purchaseKey,
	rootKey,
} from './receiptKeys';
import { Slots } from './slots';

/** What is to be bought. */
export interface Intended {
	/** Hash of the order: equal for equal purchases. */
	ordered: string;
	order: Pick<Order, 'model' | 'inputs' | 'media'>;
	/** The user's own key for it. */
	payOnce?: PayOnce;
	/** Take a video that an earlier execution of the node bought for the same order. */
	reuse?: boolean;
}

/** Why a video is given that another execution has paid. */
export type PaidElsewhere = NonNullable<Purchase['paidElsewhere']>;

export type Recalled =
	| { kind: 'new' }
	/** An earlier process bought it; `paid` when that was another execution. */
	| { kind: 'bought'; prediction: Prediction; paid?: PaidElsewhere }
	/** Nothing may be bought. */
	| { kind: 'refused'; failure: Failure }
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
	/**
	 * Waits until nobody else in this process buys under the purchase's own key, if it has one.
	 *
	 * @returns ends the turn
	 */
	turn(intended: Intended): Promise<() => void>;
	/** Just before the POST: marks it, and asks once more. */
	mark(receipt: string, intended: Intended): Promise<Recalled>;
	/** After it. Written beside what follows; `end` waits for it. */
	bought(receipt: string, prediction: Prediction, order: Intended['order']): void;
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
	/** Which of these predictions were bought and never handed on, and are in no execution's hands here. */
	undelivered(ids: string[]): Promise<string[]>;
	/**
	 * What the execution that this one repeats bought and never handed on, where this one has bought
	 * something else instead.
	 */
	leftBehind(): Promise<ListedPrediction[]>;
	/** The execution has left the node. Settles when nothing is left in the background, or in 2 s. */
	end(): Promise<void>;
}

/** Shared by all executions of this process. */
const slots = new Slots();

/** Predictions in the hands of this process's executions. */
const inHand = new Set<string>();

type FreeKey = Extract<Asked, { kind: 'new' }>;

/** Bids for a key that other processes win, one after another. */
const MAX_BIDS = 10;

export function openPurchaseMemory(
	lineage: Lineage,
	others: Omit<FindAgainDeps, 'given'>,
): PurchaseMemory {
	const { receipts, runtime } = others;
	const { earlier, isRepetition } = lineage;
	const given = new Set<string>();
	const deps = { ...others, given };
	const payOnce = new PayOnceKeys(deps);
	const earlierVideos = new EarlierVideos(deps);
	const writes = new PendingWrites();
	/** Receipts whose old marks are looked into, so that a mark on them says nothing new. */
	const clear = new Set<string>();
	/** Keys that were found free a moment ago, by their receipts. */
	const freeKeys = new Map<string, FreeKey>();
	const held = new Set<string>();
	const mine = new Set<string>();
	/** Whether the execution that this one repeats bought something here. */
	let isRootMarked = false;
	let hasBought = false;
	const take = (id: string) => {
		mine.add(id);
		inHand.add(id);
	};

	const lookUp = async (key: string, { order }: Intended): Promise<FoundAgain> =>
		await findAgain(key, order, deps, await receipts.markedIn(key));

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
		const anyKey = contentKey(intended.ordered, 0);
		const root = rootKey(lineage.root);
		const any = earlier.length > 0 ? [anyKey] : [];
		const marked = await receipts.marked([key, root, ...any]);
		isRootMarked ||= marked.includes(root);
		if (marked.includes(key)) {
			const found = await lookUp(key, intended);
			clear.add(key);
			return found;
		}
		return marked.includes(anyKey) ? await ofEarlier(intended, n) : { kind: 'none' };
	}

	async function takeUp(
		receipt: string,
		prediction: Prediction,
		paid?: PaidElsewhere,
	): Promise<Recalled> {
		take(prediction.id);
		await receipts.bought(keysOf(receipt), prediction.id);
		return { kind: 'bought', prediction, ...(paid ? { paid } : {}) };
	}

	async function taken(key: string, found: FoundAgain): Promise<Recalled> {
		if (found.kind === 'none') return { kind: 'new' };
		return found.kind === 'unsure' ? found : await takeUp(key, found.prediction);
	}

	async function recallPlain(intended: Intended, ledgers: ReadonlySet<string>) {
		const { key, n } = await slots.take(lineage, intended.ordered, ledgers);
		held.add(key);
		const recalled = await taken(key, await findEarlier(key, intended, n));
		if (recalled.kind !== 'new' || !intended.reuse) return { receipt: key, recalled };
		const same = await earlierVideos.same(intended.ordered, n, intended.order);
		return { receipt: key, recalled: same ? await takeUp(key, same, 'reuse') : recalled };
	}

	/** What is said of a purchase under the user's own key; `free` while it may be bought. */
	async function askKey(
		receipt: string,
		wanted: PayOnce,
		{ order }: Intended,
	): Promise<{ recalled: Recalled; free?: FreeKey }> {
		let asked: Asked;
		try {
			asked = await payOnce.ask(receipt, order, wanted.changed);
		} catch (error) {
			runtime.checkStop();
			runtime.log('warn', `Pay Once Key: ${error instanceof Error ? error.message : ''}`);
			asked = { kind: 'obstacle', obstacle: { kind: 'noMemory' } };
		}
		switch (asked.kind) {
			case 'new':
				return { recalled: { kind: 'new' }, free: asked };
			case 'bought':
				await payOnce.bought(receipt, asked.prediction, order);
				return { recalled: await takeUp(receipt, asked.prediction, 'payOnce') };
			case 'unsure':
				return { recalled: asked };
			case 'obstacle': {
				const failure = payOnceFailure(asked.obstacle, wanted.key, order.model);
				return { recalled: { kind: 'refused', failure } };
			}
		}
	}

	/** Asks and bids, until it is this execution's to buy or somebody has bought it. */
	async function markKey(receipt: string, wanted: PayOnce, intended: Intended): Promise<Recalled> {
		for (let bid = 0; bid < MAX_BIDS; bid++) {
			const known = freeKeys.get(receipt);
			freeKeys.delete(receipt);
			const { recalled, free } = known
				? { recalled: { kind: 'new' } as const, free: known }
				: await askKey(receipt, wanted, intended);
			if (!free) return recalled;
			runtime.checkStop();
			if (await payOnce.win(receipt, free).catch(() => false)) return recalled;
		}
		const failure = payOnceFailure({ kind: 'contested' }, wanted.key, intended.order.model);
		return { kind: 'refused', failure };
	}

	const receiptOf = ({ payOnce: wanted, ordered }: Intended) =>
		wanted && payOnceReceipt(wanted.key, ordered);

	return {
		async recall(intended, ledgers) {
			const receipt = receiptOf(intended);
			if (receipt === undefined || !intended.payOnce) return await recallPlain(intended, ledgers);
			// Found free a moment ago: the bid tells what other processes have done meanwhile.
			if (freeKeys.has(receipt) && !payOnce.isKnownHere(receipt)) {
				return { receipt, recalled: { kind: 'new' } };
			}
			const { recalled, free } = await askKey(receipt, intended.payOnce, intended);
			if (free) freeKeys.set(receipt, free);
			return { receipt, recalled };
		},
		async turn(intended) {
			const receipt = receiptOf(intended);
			return receipt === undefined ? () => undefined : await payOnce.turn(receipt);
		},
		async mark(key, intended) {
			if (intended.payOnce) return await markKey(key, intended.payOnce, intended);
			const isKnown = await receipts.mark(keysOf(key));
			if (!isKnown || clear.has(key)) return { kind: 'new' };
			clear.add(key);
			return await taken(key, await lookUp(key, intended));
		},
		bought(key, prediction, order) {
			hasBought = true;
			take(prediction.id);
			writes.add(receipts.bought(keysOf(key), prediction.id));
			if (payOnceKeyOf(key) !== undefined) writes.add(payOnce.bought(key, prediction, order));
		},
		async forget(key, id) {
			clear.delete(key);
			const userKey = payOnceKeyOf(key);
			if (userKey === undefined) return await receipts.forget(keysOf(key), id);
			// What was known of the key is over, for all that may be bought under it.
			for (const free of [...freeKeys.keys()]) {
				if (payOnceKeyOf(free) === userKey) freeKeys.delete(free);
			}
			if (id === undefined) return await payOnce.notSent(key).catch(() => undefined);
			const mayForget = await payOnce.failed(key, id).catch(() => false);
			if (mayForget) await receipts.forget(keysOf(key), id);
		},
		delivered: receipts.delivered,
		release: () => slots.release(lineage, [...held]),
		hasAny: receipts.hasAny,
		parked: async (ids) => await receipts.parked(ids, lineage.executionId),
		async undelivered(ids) {
			const undelivered = await receipts.undelivered(ids.filter((id) => !inHand.has(id)));
			return await withoutParked(undelivered, receipts, lineage);
		},
		async leftBehind() {
			if (!hasBought || !(isRootMarked || earlier.length > 0)) return [];
			const ids = new Map(earlier.map(({ root, executionId }) => [root, executionId]));
			const left = await earlierVideos.leftBehind([lineage.root, ...ids.keys()], async (root) => {
				const id = ids.get(root);
				return id === undefined || (await lineage.hasFailed(id));
			});
			const here = left.map(({ prediction }) => prediction.id).filter((id) => !inHand.has(id));
			const lost = new Set(await withoutParked(here, receipts, lineage));
			return left.filter(({ prediction }) => lost.has(prediction.id));
		},
		async end() {
			mine.forEach((id) => inHand.delete(id));
			if (receipts.row) writes.add(receipts.settled());
			await writes.settle(runtime);
		},
	};
}
