import type { ListedPrediction, Prediction } from '../../../api/schemas';
import type { Lineage } from '../../../base/lineage';
import { UnreadableError } from './askingRow';
import { EarlierVideos } from './earlierVideos';
import type { FindAgainDeps, FoundAgain } from './findAgain';
import { type Asked, InHand } from './inHand';
import type { Intended, PaidElsewhere, Recalled } from './intended';
import { isKeyed, KeyedPurchases, receiptOf } from './keyedPurchases';
import { fullness } from './keyRoom';
import type { Lost, Unfinished } from './lostVideos';
import { PendingWrites } from './pendingWrites';
import { keysOf } from './receiptKeys';
import { OtherKeyError, RepeatedPurchases } from './repeatedPurchases';
import { Slots } from './slots';

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

/** Shared by all executions of this process. */
const slots = new Slots();

export function openPurchaseMemory(
	lineage: Lineage,
	others: Omit<FindAgainDeps, 'given'>,
): PurchaseMemory {
	const { receipts, runtime } = others;
	const { earlier } = lineage;
	const given = new Set<string>();
	const deps = { ...others, given };
	const earlierVideos = new EarlierVideos(deps);
	const writes = new PendingWrites();
	const inHand = new InHand(receipts, lineage);
	const held = new Set<string>();
	let hasBought = false;
	/** Another execution bought these. */
	const takeOn = (...ids: string[]) => writes.add(inHand.tookUp(ids));

	const keyed = new KeyedPurchases(deps, takeOn);

	const repeated = new RepeatedPurchases(lineage, deps);

	async function takeUp(
		receipt: string,
		prediction: Prediction,
		paid?: PaidElsewhere,
	): Promise<Recalled> {
		takeOn(prediction.id);
		await receipts.takenUp(keysOf(receipt), prediction.id);
		return { kind: 'bought', prediction, ...(paid ? { paid } : {}) };
	}

	async function taken(key: string, found: FoundAgain): Promise<Recalled> {
		if (found.kind === 'none') return { kind: 'new' };
		return found.kind === 'unsure' ? found : await takeUp(key, found.prediction);
	}

	async function recallPlain(intended: Intended, ledgers: ReadonlySet<string>) {
		const { key, n } = await slots.take(lineage, intended.ordered, ledgers);
		held.add(key);
		return {
			receipt: key,
			recalled: await ifReadable(async () => await ask(key, n, intended, ledgers.size === 0)),
		};
	}

	async function ask(
		key: string,
		n: number,
		intended: Intended,
		isAlone: boolean,
	): Promise<Recalled> {
		const recalled = await taken(key, await repeated.find(key, intended, n, isAlone));
		if (recalled.kind !== 'new' || !intended.reuse) return recalled;
		const same = await earlierVideos.same(intended.ordered, n, intended.order);
		return same ? await takeUp(key, same, 'reuse') : recalled;
	}

	async function ifReadable(task: () => Promise<Recalled>): Promise<Recalled> {
		return await task().catch(async (error: Error) => {
			if (error instanceof OtherKeyError) return { kind: 'otherKey' };
			if (!(error instanceof UnreadableError)) return await Promise.reject(error);
			return { kind: 'unreadable', mayBeBought: lineage.isRepetition };
		});
	}

	return {
		async recall(intended, ledgers) {
			const receipt = receiptOf(intended);
			return receipt === undefined
				? await recallPlain(intended, ledgers)
				: { receipt, recalled: await keyed.recall(receipt, intended) };
		},
		async turn(intended) {
			const receipt = receiptOf(intended);
			return receipt === undefined ? () => undefined : await keyed.turn(receipt);
		},
		async mark(key, intended) {
			if (isKeyed(key)) return await keyed.mark(key, intended);
			return await ifReadable(async () => await taken(key, await repeated.mark(key, intended)));
		},
		async given(key) {
			return isKeyed(key) ? await keyed.given(key) : undefined;
		},
		bought(key, prediction, order, parkedBy) {
			hasBought = true;
			inHand.take(prediction.id);
			const isOfKey = isKeyed(key);
			writes.add(
				isOfKey
					? keyed.bought(key, prediction, order)
					: receipts.bought(keysOf(key), prediction.id, parkedBy),
			);
			if (parkedBy === undefined) writes.add(inHand.bought(prediction.id));
		},
		async forget(key, id) {
			repeated.forget(key);
			if (isKeyed(key)) await keyed.forget(key, id);
			else await receipts.forget(keysOf(key), id);
		},
		delivered: receipts.delivered,
		release: () => slots.release(lineage, [...held]),
		hasAny: receipts.hasAny,
		parked: async (ids) => await receipts.parked(ids, lineage.executionId),
		tookUp: (ids) => takeOn(...ids),
		unfinished: async (asked) => await inHand.unfinished(asked),
		isInHand: (id) => inHand.has(id),
		inherit: async (lost) => await inHand.inherit(lost),
		async leftBehind() {
			if (!hasBought || !(repeated.isRootMarked || earlier.length > 0)) return [];
			const roots = new Map(earlier.map(({ root, executionId }) => [root, executionId]));
			const isMeant = async (root: string) => {
				const id = roots.get(root);
				return id === undefined || (await lineage.hasFailed(id));
			};
			const left = await earlierVideos
				.ofRoots([lineage.root, ...roots.keys()], isMeant)
				.catch(async (error: Error) =>
					error instanceof UnreadableError ? [] : await Promise.reject(error),
				);
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
