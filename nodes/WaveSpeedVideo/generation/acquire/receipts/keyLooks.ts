import { SUBMIT_TIMEOUT_MS } from '../../../api/client';
import type { ListedPrediction, Prediction } from '../../../api/schemas';
import { readWindow } from '../listWindow';
import type { Order } from '../purchase';
import type { FindAgainDeps, FoundAgain } from './findAgain';
import { findAgain, SLACK_MS } from './findAgain';
import { isFull, type KeyState, stateOf } from './keyState';
import type { Obstacle } from './payOnceFailures';
import type { PayOnce } from './payOnce';
import { keyPlaces } from './receiptKeys';
import type { Period, ReceiptRow } from './row';

export type Wanted = Pick<Order, 'model' | 'inputs' | 'media'>;

export type Asked =
	/** Nothing is bought, as far as is known: this link may be; `since` names what is known. */
	| { kind: 'free'; since: string; had: KeyState; chain: string }
	| { kind: 'bought'; prediction: Prediction; link?: string }
	| Extract<FoundAgain, { kind: 'unsure' }>
	| { kind: 'obstacle'; obstacle: Obstacle };

/** A mark that led to nothing known is looked for so far back (hours). */
const LOOK_BACK_HOURS = 100 * 24;

/** How far the clocks may be off where only the time tells whose a job is (ms). */
const BLIND_SLACK_MS = 30_000;

/** Nothing was bought or tried so far. */
const FIRST = 'first';

/** Failed and refunded: what may be bought again. */
const isRefunded = ({ status }: Prediction) => /^(failed|timeout)$/i.test(status);

/** Bought, and taken back by somebody; whether it was billed isn't told. */
const isWithdrawn = ({ status }: Prediction) => /^(cancell?ed|deleted)$/i.test(status);

const obstacle = (one: Obstacle): Asked => ({ kind: 'obstacle', obstacle: one });

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
		const first = await this.askChain(row, key, receipt, order);
		if (first.kind !== 'other') return first;
		const isAnother = changed === 'buyAnew' && !first.standsIn;
		const own = isAnother ? await this.askChain(row, anew, receipt, order) : first;
		if (own.kind !== 'other') return own;
		return obstacle({ kind: 'changed', earlier: own.earlier, order });
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
			const owned = ids.length > 0 ? await receipts.owned(link, ids) : undefined;
			const found = listed.find(({ prediction }) => owned?.byKey.includes(prediction.id));
			if (found) return found;
		}
		return undefined;
	}

	/** What a link bought failed and cost nothing: from now on the next link is to be bought. */
	async end(row: ReceiptRow, link: string): Promise<void> {
		await row.keep([row.names.over(link), row.names.spareOver(link)]);
	}

	private async askChain(
		row: ReceiptRow,
		chain: string,
		receipt: string,
		order: Wanted,
	): Promise<Asked | { kind: 'other'; standsIn: boolean; earlier: ListedPrediction | undefined }> {
		for (;;) {
			const asked = await this.askLink(row, chain, receipt, order);
			if (asked.kind !== 'again') return asked;
		}
	}

	private async askLink(row: ReceiptRow, chain: string, receipt: string, order: Wanted) {
		const state = await stateOf(row, chain, receipt);
		const { link, paid, marked, same, standsIn } = state;
		if (state.spoilt) return obstacle({ kind: 'noMemory' });
		const free = async (since: string): Promise<Asked> =>
			(await isFull(row)) ? obstacle({ kind: 'full' }) : { kind: 'free', since, had: state, chain };
		if (!paid && !marked) return await free(FIRST);
		const periods = marked ? await row.markedIn(link) : [];
		const latest = Math.max(0, ...periods.map(({ from }) => from));
		if (!paid && periods.length === 0) {
			// A mark without any time was left by a look that was broken off.
			const [longAgo] = await row.markedIn(link, LOOK_BACK_HOURS);
			if (!longAgo) return await free(FIRST);
			if (!state.sending) return await free(`after ${longAgo.from}`);
			return obstacle({ kind: 'unclear', markedAt: longAgo.from, candidates: [] });
		}
		if (paid && marked && !same) {
			const earlier = await this.boughtIn(link, periods);
			const listed = earlier === 'unreadable' ? undefined : earlier;
			if (!listed || !isRefunded(listed.prediction)) {
				return { kind: 'other' as const, standsIn, earlier: listed };
			}
			await this.end(row, link);
			return { kind: 'again' as const };
		}
		const gone = obstacle({ kind: 'gone', boughtAt: latest > 0 ? latest : undefined });
		if (paid && periods.length === 0) return gone;

		const isOver = async () => {
			const now = await stateOf(row, chain, receipt);
			const isAsBefore = now.link === link && now.paid === paid && now.same === same;
			return !isAsBefore || now.marked !== marked;
		};
		const found = await findAgain(link, order, this.deps, periods, isOver);
		if (found.kind === 'unsure') return found;
		if (found.kind === 'found') {
			const { prediction } = found;
			if (isWithdrawn(prediction)) return obstacle({ kind: 'withdrawn', prediction });
			if (!isRefunded(prediction)) return { kind: 'bought' as const, prediction, link };
			await this.end(row, link);
			return { kind: 'again' as const };
		}
		if (await isOver()) return { kind: 'again' as const };
		if (paid) return gone;
		const candidates = state.sending && !same ? await this.candidates(periods) : [];
		if (candidates.length > 0) return obstacle({ kind: 'unclear', markedAt: latest, candidates });
		return await free(`after ${latest}`);
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
