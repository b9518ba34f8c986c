import type { Prediction } from '../../../api/schemas';
import type { FindAgainDeps } from './findAgain';
import type { Intended, Recalled } from './intended';
import type { Asked, FreeLink } from './keyLooks';
import { PayOnceKeys } from './payOnce';
import { payOnceFailure } from './payOnceFailures';
import { payOnceKeyOf, payOnceReceipt } from './receiptKeys';

/** Bids for a key that other processes win, one after another. */
const MAX_BIDS = 10;

/** Whoever has lost a bid asks so much later what has become of the key (ms): a video takes minutes. */
const LOST_FROM_MS = 1_000;
const LOST_RANGE_MS = 4_000;

/** The receipt of a purchase under the user's own key; undefined for one that has none. */
export const receiptOf = ({ payOnce, ordered }: Intended): string | undefined =>
	payOnce && payOnceReceipt(payOnce.key, ordered, payOnce.wish);

/** Whether a receipt stands under the user's own key. */
export const isKeyed = (receipt: string): boolean => payOnceKeyOf(receipt) !== undefined;

/** An execution's purchases under users' own keys. */
export class KeyedPurchases {
	private readonly payOnce: PayOnceKeys;
	/** Keys that were found free a moment ago, by their receipts. */
	private readonly free = new Map<string, FreeLink>();

	/** @param take notes that a prediction is in this execution's hands */
	constructor(
		private readonly deps: FindAgainDeps,
		private readonly take: (id: string) => void,
	) {
		this.payOnce = new PayOnceKeys(deps);
	}

	async recall(receipt: string, intended: Intended): Promise<Recalled> {
		// Found free a moment ago: the bid tells what other processes have done meanwhile.
		if (this.free.has(receipt) && !this.payOnce.isKnownHere(receipt)) return { kind: 'new' };
		const { recalled, free } = await this.ask(receipt, intended);
		if (free) this.free.set(receipt, free);
		return recalled;
	}

	/** Asks and bids, until it is this execution's to buy or somebody has bought it. */
	async mark(receipt: string, intended: Intended): Promise<Recalled> {
		for (let bid = 0; bid < MAX_BIDS; bid++) {
			const known = this.free.get(receipt);
			this.free.delete(receipt);
			const { recalled, free } = known
				? { recalled: { kind: 'new' } as const, free: known }
				: await this.ask(receipt, intended);
			if (!free) return recalled;
			this.deps.runtime.checkStop();
			if (await this.payOnce.win(receipt, free).catch(() => false)) return recalled;
			// Looks at the same moment disturb each other, and what the winner writes.
			const { runtime } = this.deps;
			await runtime.sleep(LOST_FROM_MS + runtime.random() * LOST_RANGE_MS);
		}
		return refused(intended, { kind: 'contested' });
	}

	async turn(receipt: string): Promise<() => void> {
		return await this.payOnce.turn(receipt);
	}

	/** What was bought for a receipt, as far as one look tells. */
	async given(receipt: string): Promise<Prediction | undefined> {
		const prediction = await this.payOnce.given(receipt).catch(() => undefined);
		if (prediction) this.take(prediction.id);
		return prediction;
	}

	async bought(receipt: string, prediction: Prediction, order: Intended['order']): Promise<void> {
		await this.payOnce.bought(receipt, prediction, order);
	}

	/** Nothing was sent under a receipt, or what was has failed and is refunded. */
	async forget(receipt: string, id?: string): Promise<void> {
		const key = payOnceKeyOf(receipt);
		// What was known of the key is over, for all that may be bought under it.
		for (const one of [...this.free.keys()]) {
			if (payOnceKeyOf(one) === key) this.free.delete(one);
		}
		const told =
			id === undefined ? this.payOnce.notSent(receipt) : this.payOnce.failed(receipt, id);
		await told.catch(() => undefined);
	}

	/** What is said of a purchase; `free` while it may be bought. */
	private async ask(
		receipt: string,
		intended: Intended,
	): Promise<{ recalled: Recalled; free?: FreeLink }> {
		const { runtime } = this.deps;
		const { order, payOnce } = intended;
		let asked: Asked;
		try {
			asked = await this.payOnce.ask(receipt, order, payOnce?.changed ?? 'refuse');
		} catch (error) {
			runtime.checkStop();
			runtime.log('warn', `Pay Once Key: ${error instanceof Error ? error.message : ''}`);
			asked = { kind: 'obstacle', obstacle: { kind: 'noMemory' } };
		}
		switch (asked.kind) {
			case 'free':
				return { recalled: { kind: 'new' }, free: asked.free };
			case 'bought': {
				const { prediction } = asked;
				this.take(prediction.id);
				await this.payOnce.bought(receipt, prediction, order).catch(() => undefined);
				return { recalled: { kind: 'bought', prediction, paid: 'payOnce' } };
			}
			case 'unsure':
				return { recalled: asked };
			case 'obstacle':
				return { recalled: refused(intended, asked.obstacle) };
		}
	}
}

function refused(
	{ order, payOnce }: Intended,
	obstacle: Parameters<typeof payOnceFailure>[0],
): Recalled {
	const failure = payOnceFailure(obstacle, payOnce?.key ?? '', order.model);
	return { kind: 'refused', failure };
}
