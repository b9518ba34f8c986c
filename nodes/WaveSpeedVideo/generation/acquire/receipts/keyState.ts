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
const LINKS_AT_ONCE = 2;

/** The first has the chain's own name. */
export const linkName = (chain: string, n: number): string =>
	n === 0 ? chain : JSON.stringify([chain, n]);

/** Each fact that decides on money is kept twice: a look that is broken off spoils one of two. */
type Copy = 'first' | 'spare';

const COPIES = ['first', 'spare'] as const;
const COPIES_IN_TURN: readonly Copy[] = [...COPIES, ...COPIES, ...COPIES];

/** Before a copy is looked at again that could not be read (ms). */
const MEND_FROM_MS = 500;
const MEND_TO_MS = 2_500;

const factsOf = (row: ReceiptRow, copy: Copy, link: string, receipt: string) => {
	const { names } = row;
	const { wish, standsIn } = keyPlaces(receipt);
	const [same, standIn] =
		copy === 'first' ? [names.same, names.standIn] : [names.spareSame, names.spareStandIn];
	return {
		paid: copy === 'first' ? names.paid(link) : names.sparePaid(link),
		over: copy === 'first' ? names.over(link) : names.spareOver(link),
		same: same(link, receipt),
		mark: copy === 'first' ? names.mark(link) : names.spareMark(link),
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

/** Names an order in a link: another one may have been about to be sent there before. */
export const orderIn = (link: string, receipt: string): string => `${link} ${receipt}`;

/** What says that a prediction was bought in a link, for this receipt. */
export function boughtEntries(
	row: ReceiptRow,
	link: string,
	receipt: string,
	id: string,
): string[] {
	const { names } = row;
	return [
		// Once more: together with the payment they tell what was paid.
		...sendingEntries(row, link, receipt),
		names.paid(link),
		names.sparePaid(link),
		names.claim(link, id),
		names.claim(orderIn(link, receipt), id),
		names.spareClaim(orderIn(link, receipt), id),
		names.bought(id),
		names.ours(id),
	];
}

/**
 * The states of the last links of chains. A look that was broken off, or that another process has put
 * back, spoils one of two copies, which the other one mends. Where both are spoilt, all counts as paid.
 */
export async function statesOf(
	row: ReceiptRow,
	chains: readonly string[],
	receipt: string,
): Promise<(chain: string) => KeyState> {
	const found = new Map<string, KeyState>();
	for (let n = 0; found.size < chains.length; n += LINKS_AT_ONCE) {
		const open = chains.filter((chain) => !found.has(chain));
		const linksOf = (chain: string) =>
			Array.from({ length: LINKS_AT_ONCE }, (_, ahead) => linkName(chain, n + ahead));
		const states = await lookAt(row, open.map(linksOf), receipt);
		for (const chain of open) {
			if (!states) found.set(chain, { ...SPOILT, link: chain });
			const last = linksOf(chain).find((link) => states?.get(link)?.isOver === false);
			const state = last === undefined ? undefined : states?.get(last)?.state;
			if (state) found.set(chain, state);
		}
	}
	return (chain) => found.get(chain) ?? { ...SPOILT, link: chain };
}

/** The state of one chain's last link. */
export const stateOf = async (row: ReceiptRow, chain: string, receipt: string): Promise<KeyState> =>
	(await statesOf(row, [chain], receipt))(chain);

const SPOILT = {
	paid: true,
	marked: true,
	same: true,
	standsIn: true,
	sending: true,
	spoilt: true,
} as const;

/** What one copy says of a link, all in all. */
function entriesOf(row: ReceiptRow, copy: Copy, link: string, receipt: string): string[] {
	const { others, ...facts } = factsOf(row, copy, link, receipt);
	return [...Object.values(facts), ...others];
}

/**
 * What is told of links; undefined when that is nothing. Looks for other receipts share some entries
 * with this one, so that each has a decoy of its own: whoever mends what was left of a look mends
 * no more than he has looked at.
 */
async function lookAt(row: ReceiptRow, groups: string[][], receipt: string) {
	const links = groups.flat();
	const allOf = (copy: Copy) => links.flatMap((link) => entriesOf(row, copy, link, receipt));
	const decoysOf = (copy: Copy) =>
		groups.flatMap(([first = '']) => entriesOf(row, copy, first + DECOY, receipt));
	const alike = links.map(row.names.sending);
	const unreadable = new Set<Copy>();
	for (const [attempt, copy] of COPIES_IN_TURN.entries()) {
		// Whoever has read the other copy, or has bought the link, mends this one.
		if (attempt >= 2) await row.pause(MEND_FROM_MS, MEND_TO_MS);
		const there = await row.lookSafely([...allOf(copy), ...alike], ...decoysOf(copy));
		if (!there) {
			unreadable.add(copy);
			continue;
		}
		const told = allOf(copy).map((entry) => there.has(entry));
		for (const other of unreadable) {
			if (other === copy) continue;
			const wrong = allOf(other).filter((_, index) => !told[index]);
			await row.remove([...decoysOf(other), ...wrong]);
		}
		return new Map(
			links.map((link) => {
				const facts = factsOf(row, copy, link, receipt);
				const state: KeyState = {
					link,
					paid: there.has(facts.paid),
					marked: there.has(facts.mark),
					same: there.has(facts.same),
					standsIn: !there.has(facts.same) && facts.others.some((entry) => there.has(entry)),
					sending: there.has(row.names.sending(link)),
				};
				return [link, { state, isOver: there.has(facts.over) }];
			}),
		);
	}
	return undefined;
}

/**
 * What looks that were broken off may have left of a link that has just been bought, and of those
 * that can't have been bought yet. Only who has bought it knows that it is wrong.
 */
export function wrongEntries(
	row: ReceiptRow,
	{ chain, had: { link } }: { chain: string; had: Pick<KeyState, 'link'> },
	receipt: string,
): string[] {
	const { key, anew } = keyPlaces(receipt);
	let n = 0;
	while (linkName(chain, n) !== link) n++;
	const untouched = [linkName(chain, n + 1), linkName(chain, n - (n % LINKS_AT_ONCE)) + DECOY];
	// Beside a key's first link nothing was bought for the same wish.
	if (link === key) untouched.push(anew, linkName(anew, 1), anew + DECOY);
	return COPIES.flatMap((copy) => [
		factsOf(row, copy, link, receipt).over,
		...untouched.flatMap((one) => entriesOf(row, copy, one, receipt)),
	]);
}
