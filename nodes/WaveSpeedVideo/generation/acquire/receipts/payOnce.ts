import type { Prediction } from '../../../api/schemas';
import { parseTime } from '../../../base/time';
import type { FindAgainDeps } from './findAgain';
import { bidEntries, bidForLink } from './keyBids';
import { drawTicket, isAlone } from './keyTickets';
import type { Asked, Chained, FreeLink, Wanted } from './keyLooks';
import { KeyLooks } from './keyLooks';
import {
	type KeyState,
	boughtEntries,
	linkName,
	sendingEntries,
	stateOf,
	statesOf,
	wrongEntries,
} from './keyState';
import { keyPlaces } from './receiptKeys';
import { recentKeys } from './recentKeys';
import type { ReceiptRow } from './row';

/** The user's own key for what an item buys. */
export interface PayOnce {
	key: string;
	/** What to do when it was bought for other inputs. */
	changed: 'refuse' | 'buyAnew';
	/** Hash of what was asked for, where this order stands in for it. */
	wish?: string;
}

const ASK_EVERY_MS = 250;

/** Keys under which this process is about to buy. */
const turns = new Set<string>();

/** What was bought under users' own keys, and the right to buy. */
export class PayOnceKeys {
	private readonly looks: KeyLooks;
	/** What this execution has bid for and won, by receipt, and its ticket. */
	private readonly bids = new Map<string, FreeLink & { ticket: string[] }>();
	/** Links that this execution has found or won, by receipt. */
	private readonly links = new Map<string, string>();

	constructor(private readonly deps: FindAgainDeps) {
		this.looks = new KeyLooks(deps);
	}

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
		const here = this.recent(receipt);
		if (here?.receipt === receipt) return { kind: 'bought', prediction: here.prediction };
		const asked = await this.looks.ask(row, receipt, order, changed);
		if (asked.kind === 'bought' && asked.link) this.links.set(receipt, asked.link);
		if (asked.kind !== 'obstacle' || asked.obstacle.kind !== 'changed' || !here) return asked;
		const { earlier } = asked.obstacle;
		if (earlier?.inputs) return asked;
		// The account's list doesn't tell; this process knows.
		const known = { prediction: here.prediction, inputs: here.order.inputs };
		return { kind: 'obstacle', obstacle: { ...asked.obstacle, earlier: known } };
	}

	/** What was bought for a receipt, as far as one look tells. */
	async given(receipt: string): Promise<Prediction | undefined> {
		const { row } = this.deps.receipts;
		const here = this.recent(receipt);
		if (here?.receipt === receipt) return here.prediction;
		const link = row && (await this.linkOf(row, receipt));
		if (!link) return undefined;
		const bought = await this.looks.boughtIn(link, await row.markedIn(link));
		if (bought === 'unreadable' || !bought) return undefined;
		this.links.set(receipt, link);
		return bought.prediction;
	}

	/** Whether this process has bought something under the receipt's key. */
	isKnownHere(receipt: string): boolean {
		return this.recent(receipt) !== undefined;
	}

	/**
	 * Bids for the right to buy, and marks what is about to be sent: that tells the next process which
	 * order may have been sent, and must stay.
	 *
	 * @returns false when somebody else has it, or may have
	 */
	async win(receipt: string, free: FreeLink): Promise<boolean> {
		const { row } = this.deps.receipts;
		if (!row) return false;
		const { had } = free;
		if (!(await bidForLink(row, had.link))) return false;
		// A key's first link is free only where nobody can be buying in another chain or link.
		const isFirst = had.link === keyPlaces(receipt).key;
		if (!isFirst && !(await this.isAsKnown(row, receipt, free))) return false;
		const ticket = drawTicket(row, had.link);
		const entries = sendingEntries(row, had.link, receipt);
		if (!(await isAlone(row, had.link, entries, ticket))) return false;
		this.bids.set(receipt, { ...free, ticket });
		this.links.set(receipt, had.link);
		return true;
	}

	/** Who bids for the key's other chain was in no round of ours. */
	private async isAsKnown(row: ReceiptRow, receipt: string, free: FreeLink): Promise<boolean> {
		const { beside } = free;
		const now = await statesOf(row, [free.chain, beside.chain], receipt);
		const isSame = ({ chain, had }: Chained, facts: ReadonlyArray<keyof KeyState>) =>
			facts.every((fact) => now(chain)[fact] === had[fact]);
		return isSame(free, CHANGES) && isSame(beside, [...CHANGES, 'marked']);
	}

	/** After the POST. */
	async bought(receipt: string, prediction: Prediction, order: Wanted): Promise<void> {
		const { row } = this.deps.receipts;
		const { id } = prediction;
		const before = this.recent(receipt);
		const isSame = before?.prediction.id === id;
		const at = isSame ? before.at : (parseTime(prediction.createdAt) ?? row?.now() ?? 0);
		recentKeys.set(this.nameOf(receipt), { receipt, prediction, order, at });
		if (!row || isSame) return;
		const known = await this.linkOf(row, receipt);
		// Without a bid it was bought because a person said so.
		const link = known ?? (await stateOf(row, keyPlaces(receipt).key, receipt)).link;
		await row.keep(boughtEntries(row, link, receipt, id));
		const bid = this.bids.get(receipt);
		if (bid?.had.link === link) await row.remove(wrongEntries(row, bid, receipt));
	}

	/** Nothing was sent after all: the key is as it was before the bid. */
	async notSent(receipt: string): Promise<void> {
		const { row } = this.deps.receipts;
		const bid = this.bids.get(receipt);
		if (!row || !bid) return;
		this.bids.delete(receipt);
		const { had, ticket } = bid;
		await row.remove([
			...ticket,
			...bidEntries(row, had.link),
			...(had.sending ? [] : [row.names.sending(had.link)]),
			...(had.same ? [] : sendingEntries(row, had.link, receipt).slice(1)),
			...(had.marked ? [] : [row.names.spareMark(had.link), ...row.recentMarkEntries(had.link)]),
		]);
	}

	/** What was bought failed and is refunded: it may be bought again. */
	async failed(receipt: string, id: string): Promise<void> {
		recentKeys.drop(this.nameOf(receipt), id);
		const { row, claimed } = this.deps.receipts;
		if (!row) return;
		const { key, anew } = keyPlaces(receipt);
		const states = await statesOf(row, [key, anew], receipt);
		for (const chain of [key, anew]) {
			const { link: last } = states(chain);
			for (let n = 0; ; n++) {
				const link = linkName(chain, n);
				// Where nothing proves it, the link stays: whoever asks for it looks at what failed.
				const isOf = (await claimed(link, [id]))?.length === 1;
				if (isOf) return await this.looks.end(row, link);
				if (link === last) break;
			}
		}
	}

	/** The link that a receipt's purchase is in. */
	private async linkOf(row: ReceiptRow, receipt: string): Promise<string | undefined> {
		const known = this.links.get(receipt);
		if (known !== undefined) return known;
		const { key, anew } = keyPlaces(receipt);
		const states = await statesOf(row, [key, anew], receipt);
		return [key, anew].map(states).find(({ same }) => same)?.link;
	}

	private recent(receipt: string) {
		const now = this.deps.receipts.row?.now() ?? 0;
		return recentKeys.get(this.nameOf(receipt), now);
	}

	private nameOf(receipt: string): string {
		return `${this.deps.receipts.row?.name ?? ''} ${keyPlaces(receipt).key}`;
	}
}

/** What others change of a chain when they buy in it. */
const CHANGES = ['link', 'paid', 'sending', 'same', 'standsIn'] as const;
