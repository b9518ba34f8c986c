import { MAX_ENTRIES } from './entryWriter';
import { keyPlaces } from './receiptKeys';
import { DECOY, type ReceiptRow } from './row';

/**
 * What a row says of a user's own key. What is bought under it, one after another, are links of a
 * chain: the next one begins when the one before is known to have failed without costing anything.
 * Nothing is ever taken away from a link that was bought, so that a process that is late can't
 * wipe out what another one has bought meanwhile.
 */
export interface KeyState {
	/** Names the link that is bought now, or to be bought. */
	link: string;
	paid: boolean;
	marked: boolean;
	/** Bought, or about to be, for this very order. */
	same: boolean;
	/** … for the same wish, by another model. */
	standsIn: boolean;
	/** … for any order. */
	sending: boolean;
	/** Nothing of it can be told. */
	spoilt?: boolean;
}

/** Links that are looked at together: most keys have one. */
const LINKS_AT_ONCE = 3;

/** The first has the chain's own name. */
export const linkName = (chain: string, n: number): string =>
	n === 0 ? chain : JSON.stringify([chain, n]);

/** Each fact that decides on money is kept twice: a look that is broken off spoils one of two. */
type Copy = 'first' | 'spare';

const factsOf = (row: ReceiptRow, copy: Copy, link: string, receipt: string) => {
	const { names } = row;
	const { wish, standsIn } = keyPlaces(receipt);
	const [same, standIn] =
		copy === 'first' ? [names.same, names.standIn] : [names.spareSame, names.spareStandIn];
	return {
		paid: copy === 'first' ? names.paid(link) : names.sparePaid(link),
		over: copy === 'first' ? names.over(link) : names.spareOver(link),
		same: same(link, receipt),
		// Another stand-in than this one, or what it stands in for.
		others: [standIn(link, wish), ...(standsIn ? [same(link, wish)] : [])],
	};
};

/** What says that an order is about to be sent. */
export function sendingEntries({ names }: ReceiptRow, link: string, receipt: string): string[] {
	const { wish, standsIn } = keyPlaces(receipt);
	return [
		names.sending(link),
		names.same(link, receipt),
		names.spareSame(link, receipt),
		...(standsIn ? [names.standIn(link, wish), names.spareStandIn(link, wish)] : []),
	];
}

/**
 * The state of a chain's last link. A look that was broken off, or that another process has put back,
 * spoils one of two copies, which the other one mends. Where both are spoilt, it counts as paid.
 */
export async function stateOf(row: ReceiptRow, chain: string, receipt: string): Promise<KeyState> {
	for (let n = 0; ; n += LINKS_AT_ONCE) {
		const links = Array.from({ length: LINKS_AT_ONCE }, (_, ahead) => linkName(chain, n + ahead));
		const states = await statesOf(row, links, receipt);
		if (!states) {
			const all = { paid: true, marked: true, same: true, standsIn: true, sending: true };
			return { link: chain, ...all, spoilt: true };
		}
		const last = states.find(({ isOver }) => !isOver);
		if (last) return last.state;
	}
}

async function statesOf(row: ReceiptRow, links: string[], receipt: string) {
	const { names } = row;
	const entriesOf = (copy: Copy) =>
		links.flatMap((link) => {
			const { paid, over, same, others } = factsOf(row, copy, link, receipt);
			return [paid, over, same, ...others];
		});
	const [firstLink = ''] = links;
	const decoyOf = (copy: Copy) =>
		(copy === 'first' ? names.paid : names.sparePaid)(firstLink + DECOY);
	const alike = links.flatMap((link) => [names.mark(link), names.sending(link)]);
	for (const copy of ['first', 'spare'] as const) {
		const there = await row.lookSafely([...entriesOf(copy), ...alike], decoyOf(copy));
		if (!there) continue;
		if (copy === 'spare') {
			const told = entriesOf('spare').map((entry) => there.has(entry));
			const wrong = entriesOf('first').filter((_, index) => !told[index]);
			await row.remove([decoyOf('first'), ...wrong]);
		}
		return links.map((link) => {
			const facts = factsOf(row, copy, link, receipt);
			const state: KeyState = {
				link,
				paid: there.has(facts.paid),
				marked: there.has(names.mark(link)),
				same: there.has(facts.same),
				standsIn: !there.has(facts.same) && facts.others.some((entry) => there.has(entry)),
				sending: there.has(names.sending(link)),
			};
			return { state, isOver: there.has(facts.over) };
		});
	}
	return undefined;
}

/** So many entries below the bound a row counts as full: one that was full once stays so. */
const RESERVE = 4_000;

/** What a purchase under a key adds to a row, about. */
const ENTRIES_EACH = 20;

/** A row is counted so often (ms): to count it n8n reads it. */
const COUNT_EVERY_MS = 60_000;

const counts = new Map<string, { at: number; entries: number }>();

/** Whether a row has no room for another key. */
export async function isFull(row: ReceiptRow): Promise<boolean> {
	const known = counts.get(row.name);
	const isFresh = known && row.now() - known.at < COUNT_EVERY_MS;
	const entries = isFresh ? known.entries + ENTRIES_EACH : await row.count();
	counts.set(row.name, { at: isFresh ? known.at : row.now(), entries });
	return entries > MAX_ENTRIES - RESERVE;
}

/** How full a row is, as this process has seen it when it bought last: 1 is full. */
export function fullness({ name }: ReceiptRow): number {
	return (counts.get(name)?.entries ?? 0) / (MAX_ENTRIES - RESERVE);
}
