import type { ListedPrediction, Prediction } from '../../../api/schemas';
import { parseTime } from '../../../base/time';
import { readWindow } from '../listWindow';
import type { Order } from '../purchase';
import type { FindAgainDeps, FoundAgain } from './findAgain';
import { findAgain, SLACK_MS } from './findAgain';
import { bidEntries, bidForKey, keyOfReceipt } from './keyBids';
import type { Obstacle } from './payOnceFailures';
import { isFull, type KeyState, stateOf } from './keyState';
import type { Period, ReceiptRow } from './row';

/** The user's own key for what an item buys. */
export interface PayOnce {
	key: string;
	/** What to do when it was bought for other inputs. */
	changed: 'refuse' | 'buyAnew';
}

export type Asked =
	/** Nothing is bought under it, as far as is known; `since` names what is known, `had` is what there was. */
	| { kind: 'new'; since: string; had: KeyState }
	| { kind: 'bought'; prediction: Prediction }
	| Extract<FoundAgain, { kind: 'unsure' }>
	| { kind: 'obstacle'; obstacle: Obstacle };

type Wanted = Pick<Order, 'model' | 'inputs' | 'media'>;

/** A mark that led to nothing known is looked for so far back (hours). */
const LOOK_BACK_HOURS = 100 * 24;

const ASK_EVERY_MS = 250;

/** Nothing was bought under a key so far. */
const FIRST = 'first';

/** It was bought for other inputs, and is to be bought for these as well. */
const ANEW = 'anew after ';

/** What this process has bought under keys: `row` and key → purchase. */
const recent = new Map<
	string,
	{ receipt: string; prediction: Prediction; order: Wanted; at: number }
>();

/** WaveSpeed keeps a prediction so long (ms). */
const KEPT_MS = 7 * 24 * 3_600_000;

/** Each entry is a paid video. */
const MAX_RECENT = 2_000;

/** Keys under which this process is about to buy. */
const turns = new Set<string>();

/** Failed and refunded: what may be bought again. */
const isRefunded = ({ status }: Prediction) => /^(failed|timeout)$/i.test(status);

/** What was bought under users' own keys. */
export class PayOnceKeys {
	/** Of receipts that this execution bids for: what it knew, and whether they had a mark before. */
	private readonly bids = new Map<string, { since: string; had: KeyState }>();

	constructor(private readonly deps: FindAgainDeps) {}

	/**
	 * Waits until nobody else in this process buys under the receipt's key.
	 *
	 * @returns ends the turn
	 * @throws StoppedError
	 */
	async turn(receipt: string): Promise<() => void> {
		const name = this.nameOf(receipt);
		while (turns.has(name)) await this.deps.runtime.sleep(ASK_EVERY_MS);
		turns.add(name);
		return () => turns.delete(name);
	}

	/** What is known of a key. May wait for another process that is buying just now. */
	async ask(receipt: string, order: Wanted, changed: PayOnce['changed']): Promise<Asked> {
		const { row } = this.deps.receipts;
		if (!row) return { kind: 'obstacle', obstacle: { kind: 'noMemory' } };
		const here = recent.get(this.nameOf(receipt));
		if (here && row.now() - here.at > KEPT_MS) recent.delete(this.nameOf(receipt));
		else if (here?.receipt === receipt) return { kind: 'bought', prediction: here.prediction };
		for (;;) {
			const asked = await this.askRow(row, receipt, order, changed);
			if (asked.kind !== 'again') return asked;
		}
	}

	/** Whether this process has bought something under the receipt's key. */
	isKnownHere(receipt: string): boolean {
		return recent.has(this.nameOf(receipt));
	}

	/** Bids for the right to buy. @returns false when somebody else has it */
	async win(receipt: string, { since, had }: Extract<Asked, { kind: 'new' }>): Promise<boolean> {
		const { row } = this.deps.receipts;
		if (!row) return false;
		this.bids.set(receipt, { since, had });
		return await bidForKey(row, keyOfReceipt(receipt), receipt, since);
	}

	/** After the POST. */
	async bought(receipt: string, prediction: Prediction, order: Wanted): Promise<void> {
		const { row } = this.deps.receipts;
		const name = this.nameOf(receipt);
		const before = recent.get(name);
		const isSame = before?.prediction.id === prediction.id;
		const at = isSame ? before.at : (parseTime(prediction.createdAt) ?? row?.now() ?? 0);
		recent.set(name, { receipt, prediction, order, at });
		const [oldest] = recent.keys();
		if (recent.size > MAX_RECENT && oldest !== undefined) recent.delete(oldest);
		const key = keyOfReceipt(receipt);
		await row?.keep([row.names.paid(key), row.names.sparePaid(key)]);
		const since = this.bids.get(receipt)?.since;
		// Inputs may change more than once in a minute.
		if (since?.startsWith(ANEW)) await row?.remove(bidEntries(row, key, since));
	}

	/** Nothing was sent after all: the key is as it was before the bid. */
	async notSent(receipt: string): Promise<void> {
		const { row } = this.deps.receipts;
		const bid = this.bids.get(receipt);
		if (!row || !bid) return;
		const key = keyOfReceipt(receipt);
		const { since, had } = bid;
		await row.remove([
			...bidEntries(row, key, since),
			...(had.same ? [] : [row.names.mark(receipt)]),
			...(had.marked ? [] : row.recentMarkEntries(key)),
		]);
	}

	/**
	 * What was bought failed and is refunded: it may be bought again, unless it has been already.
	 *
	 * @returns whether its receipt is to be forgotten as well
	 */
	async failed(receipt: string, id: string): Promise<boolean> {
		const { row } = this.deps.receipts;
		const name = this.nameOf(receipt);
		const here = recent.get(name);
		if (here && here.prediction.id !== id) return true;
		recent.delete(name);
		if (!row) return false;
		const key = keyOfReceipt(receipt);
		const { names } = row;
		if (this.bids.get(receipt)?.since.startsWith(ANEW)) {
			// What was bought under the key before it stays paid, however long ago.
			await row.remove([names.mark(receipt), names.claim(key, id)]);
			return true;
		}
		const other = await this.listedUnder(key, await row.markedIn(key), id);
		// Where that can't be seen, the key stays paid: whoever asks for it looks at what failed.
		if (other === 'unreadable') return false;
		if (other) return true;
		await row.remove([
			names.paid(key),
			names.sparePaid(key),
			names.mark(receipt),
			names.claim(key, id),
			...row.recentMarkEntries(key),
			...bidEntries(row, key, FIRST),
		]);
		return true;
	}

	private nameOf(receipt: string): string {
		return `${this.deps.receipts.row?.name ?? ''} ${keyOfReceipt(receipt)}`;
	}

	private async askRow(
		row: ReceiptRow,
		receipt: string,
		order: Wanted,
		changed: PayOnce['changed'],
	): Promise<Asked | { kind: 'again' }> {
		const obstacle = (one: Obstacle): Asked => ({ kind: 'obstacle', obstacle: one });
		const key = keyOfReceipt(receipt);
		const state = await stateOf(row, key, receipt);
		const gone = obstacle({ kind: state.spoilt ? 'noMemory' : 'gone' });
		const fresh = async (since: string): Promise<Asked> =>
			(await isFull(row)) ? obstacle({ kind: 'full' }) : { kind: 'new', since, had: state };
		if (!state.paid && !state.marked) return await fresh(FIRST);
		const periods = state.marked ? await row.markedIn(key) : [];
		const latest = Math.max(0, ...periods.map(({ from }) => from));
		if (!state.paid && periods.length === 0) {
			// A mark without any time was left by a look that was broken off.
			const [longAgo] = await row.markedIn(key, LOOK_BACK_HOURS);
			return longAgo ? obstacle({ kind: 'unclear', markedAt: longAgo.from }) : await fresh(FIRST);
		}
		if (state.paid && !state.same && state.marked) {
			if (changed === 'buyAnew') return await fresh(ANEW + String(latest));
			return obstacle({ kind: 'changed', earlier: await this.earlier(receipt, periods), order });
		}
		if (state.paid && periods.length === 0) return gone;

		const isOver = async () => {
			const now = await stateOf(row, key, receipt);
			return now.paid !== state.paid || now.marked !== state.marked;
		};
		const found = await findAgain(receipt, order, this.deps, periods, isOver);
		if (found.kind === 'unsure') return found;
		if (found.kind === 'found') {
			const { prediction } = found;
			return isRefunded(prediction)
				? await fresh(`after ${prediction.id} ${latest}`)
				: { kind: 'bought', prediction };
		}
		if (await isOver()) return { kind: 'again' };
		return state.paid ? gone : await fresh(`after ${latest}`);
	}

	/** What was bought under the receipt's key, with its inputs if they can be had. */
	private async earlier(receipt: string, periods: Period[]): Promise<ListedPrediction | undefined> {
		const found = await this.listedUnder(keyOfReceipt(receipt), periods);
		const listed = found === 'unreadable' ? undefined : found;
		const here = recent.get(this.nameOf(receipt));
		if (listed?.inputs || !here) return listed;
		return { prediction: here.prediction, inputs: here.order.inputs };
	}

	/** What was bought under a key in these periods, the newest, but for one prediction. */
	private async listedUnder(
		key: string,
		periods: Period[],
		except?: string,
	): Promise<ListedPrediction | 'unreadable' | undefined> {
		const { client, receipts, runtime } = this.deps;
		for (const { from, to } of [...periods].sort((a, b) => b.from - a.from)) {
			const listed = await readWindow(from - SLACK_MS, to + SLACK_MS, client, runtime);
			if (!listed) return 'unreadable';
			const others = listed.filter(({ prediction }) => prediction.id !== except);
			const ids = await receipts.claimed(
				key,
				others.map(({ prediction }) => prediction.id),
			);
			const found = others.find(({ prediction }) => ids.includes(prediction.id));
			if (found) return found;
		}
		return undefined;
	}
}
