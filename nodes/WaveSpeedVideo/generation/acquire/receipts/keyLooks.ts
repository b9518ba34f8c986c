import { SUBMIT_TIMEOUT_MS } from '../../../api/client';
import { isRefunded, isWithdrawn } from '../../../api/outcome';
import type { ListedPrediction, Prediction } from '../../../api/schemas';
import { readWindow } from '../listWindow';
import type { Order } from '../purchase';
import type { FindAgainDeps, FoundAgain } from './findAgain';
import { findAgain, SLACK_MS } from './findAgain';
import { isFull } from './keyRoom';
import { boughtEntries, type KeyState, orderIn, stateOf, statesOf } from './keyState';
import type { Obstacle } from './payOnceFailures';
import type { PayOnce } from './payOnce';
import { keyPlaces } from './receiptKeys';
import type { Period, ReceiptRow } from './row';

export type Wanted = Pick<Order, 'model' | 'inputs' | 'media'>;

export type Asked =
	/** Nothing is bought, as far as is known: a link may be. */
	| { kind: 'free'; free: FreeLink }
	| { kind: 'bought'; prediction: Prediction; link?: string }
	| Extract<FoundAgain, { kind: 'unsure' }>
	| { kind: 'obstacle'; obstacle: Obstacle };

/** A link that may be bought. */
export interface FreeLink extends Chained {
	/** The key's other chain, which must stay as it was. */
	beside: Chained;
}

/** What was known of a chain. */
export interface Chained {
	chain: string;
	had: KeyState;
}

type OfChain =
	| Exclude<Asked, { kind: 'free' }>
	| ({ kind: 'free' } & Chained)
	/** Bought, or about to be, for other inputs. */
	| ({ kind: 'other'; earlier: ListedPrediction | undefined } & Chained);

/** Links of a chain that one look goes on to: more are none, but a database that keeps nothing it is told. */
const MAX_LINKS = 30;

/** A mark that led to nothing known is looked for so far back (hours). */
const LOOK_BACK_HOURS = 100 * 24;

/** How far the clocks may be off where only the time tells whose a job is (ms). */
const BLIND_SLACK_MS = 30_000;

const obstacle = (one: Obstacle) => ({ kind: 'obstacle', obstacle: one }) as const;

/** What is known of users' own keys, by the row and the account's list. */
export class KeyLooks {
	constructor(private readonly deps: FindAgainDeps) {}

	/** May wait for another process that is buying just now. */
	async ask(
		row: ReceiptRow,
		receipt: string,
		order: Wanted,
		changed: PayOnce['changed'],
	): Promise<Asked> {
		const { key, anew } = keyPlaces(receipt);
		const states = await statesOf(row, [key, anew], receipt);
		// What was bought beside the first for these very inputs is theirs, whatever became of the first.
		const own = await this.askChain(row, anew, receipt, order, states(anew));
		if (own.kind !== 'free' && own.kind !== 'other') return own;
		const first =
			own.kind === 'free' ? await this.askChain(row, key, receipt, order, states(key)) : own;
		const refused = changed === 'refuse' || own.kind === 'other';
		if (first.kind === 'other' && (refused || first.had.standsIn)) {
			return obstacle({ kind: 'changed', earlier: first.earlier, order });
		}
		if (first.kind !== 'free' && first.kind !== 'other') return first;
		if (own.kind !== 'free') return obstacle({ kind: 'noMemory' });
		if (await isFull(row)) return obstacle({ kind: 'full' });
		const [chosen, beside] = first.kind === 'free' ? [first, own] : [own, first];
		return { kind: 'free', free: { ...chosen, beside } };
	}

	/** What was bought in a link, if the account's list has it. */
	async boughtIn(
		link: string,
		periods: Period[],
	): Promise<ListedPrediction | 'unreadable' | undefined> {
		const { client, receipts, runtime } = this.deps;
		for (const { from, to } of periods) {
			const listed = await readWindow(from - SLACK_MS, to + SLACK_MS, client, runtime);
			if (!listed) return 'unreadable';
			const ids = listed.map(({ prediction }) => prediction.id);
			const claimed = ids.length > 0 ? await receipts.claimed(link, ids) : [];
			if (!claimed) return 'unreadable';
			const found = listed.find(({ prediction }) => claimed.includes(prediction.id));
			if (found) return found;
		}
		return undefined;
	}

	/** What a link bought cost nothing, or it bought nothing: from now on the next is to be bought. */
	async end(row: ReceiptRow, link: string): Promise<void> {
		await row.keep([row.names.over(link), row.names.spareOver(link)]);
	}

	private async next(row: ReceiptRow, link: string): Promise<{ kind: 'again' }> {
		await this.end(row, link);
		return { kind: 'again' };
	}

	private async askChain(
		row: ReceiptRow,
		chain: string,
		receipt: string,
		order: Wanted,
		known: KeyState,
	): Promise<OfChain> {
		let state = known;
		for (let links = 0; links < MAX_LINKS; links++) {
			const asked = await this.askLink(row, chain, receipt, order, state);
			if (asked.kind !== 'again') return asked;
			state = await stateOf(row, chain, receipt);
		}
		return obstacle({ kind: 'noMemory' });
	}

	private async askLink(
		row: ReceiptRow,
		chain: string,
		receipt: string,
		order: Wanted,
		state: KeyState,
	): Promise<OfChain | { kind: 'again' }> {
		const { link, paid, marked, same } = state;
		if (state.spoilt) return obstacle({ kind: 'noMemory' });
		const free = { kind: 'free', had: state, chain } as const;
		if (!paid && !marked) return free;
		const periods = marked ? await row.markedIn(link) : [];
		const latest = Math.max(0, ...periods.map(({ from }) => from));
		if (!paid && periods.length === 0) {
			// A mark without any time was left by a look that was broken off.
			const [longAgo] = await row.markedIn(link, LOOK_BACK_HOURS);
			if (!longAgo) return free;
			if (!state.sending) return await this.next(row, link);
			return obstacle({ kind: 'unclear', markedAt: longAgo.from, candidates: [] });
		}
		if (paid && marked && !same) {
			const earlier = await this.boughtIn(link, periods);
			const listed = earlier === 'unreadable' ? undefined : earlier;
			if (!listed || !isRefunded(listed.prediction)) {
				return { kind: 'other', had: state, chain, earlier: listed };
			}
			return await this.next(row, link);
		}
		const gone = obstacle({ kind: 'gone', boughtAt: latest > 0 ? latest : undefined });
		if (paid && periods.length === 0) return gone;

		const isOver = async () => {
			const now = await stateOf(row, chain, receipt);
			const isAsBefore = now.link === link && now.paid === paid && now.same === same;
			return !isAsBefore || now.marked !== marked;
		};
		const found = await findAgain(orderIn(link, receipt), order, this.deps, periods, isOver);
		if (found.kind === 'unsure') return found;
		if (found.kind === 'found') {
			const { prediction } = found;
			if (isRefunded(prediction)) return await this.next(row, link);
			// Whoever asks next must not have to find it by its inputs: it is given to nobody twice.
			if (!paid) await row.keep(boughtEntries(row, link, receipt, prediction.id));
			if (isWithdrawn(prediction)) return obstacle({ kind: 'withdrawn', prediction });
			return { kind: 'bought', prediction, link };
		}
		if (await isOver()) return { kind: 'again' };
		if (paid) {
			// Marked for this order, and bought for another: nothing was sent for this one after all.
			const earlier = await this.boughtIn(link, periods);
			const isOther = earlier !== undefined && earlier !== 'unreadable';
			return isOther ? { kind: 'other', had: state, chain, earlier } : gone;
		}
		const candidates = state.sending && !same ? await this.candidates(periods) : [];
		if (candidates.length > 0) return obstacle({ kind: 'unclear', markedAt: latest, candidates });
		return await this.next(row, link);
	}

	/**
	 * Another order was about to be sent when its process ended, and nothing tells which: jobs of that
	 * time that the node doesn't know may be its.
	 */
	private async candidates(periods: Period[]): Promise<string[]> {
		const { client, receipts, runtime } = this.deps;
		const found = new Set<string>();
		for (const { from, to } of periods) {
			const [since, until] = [from - BLIND_SLACK_MS, to + SUBMIT_TIMEOUT_MS + BLIND_SLACK_MS];
			const listed = (await readWindow(since, until, client, runtime)) ?? [];
			const ids = listed.map(({ prediction }) => prediction.id);
			const owned = ids.length > 0 ? await receipts.owned('', ids) : undefined;
			for (const id of ids) if (!owned?.byNode.includes(id)) found.add(id);
		}
		return [...found];
	}
}
