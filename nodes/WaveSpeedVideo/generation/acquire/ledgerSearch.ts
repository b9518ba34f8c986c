import type { Wanted } from './ledger';
import type { LedgerEntries } from './ledgerEntries';
import type { Purchase } from './purchase';
import { isUndelivered, standsAsFailed } from './purchase';
import { tag } from './purchaseIndex';

const runOf = (place: string) => place.split(':')[0];

/** The key of a purchase that is new at a place. */
export const firstKey = ({ place, intent }: Pick<Wanted, 'place' | 'intent'>) =>
	`${place}/${intent}`;

function inPlace(entries: LedgerEntries, wanted: Wanted): Purchase[] {
	const { place, intent, ordered } = wanted;
	const here = entries.at(place);
	const ofOlderFormat = here.filter((one) => one.intent === '');
	return [
		...entries.of([firstKey(wanted)]),
		...here.filter((one) => one.intent === intent),
		// Where parameters were rewritten and give the same, the same was meant.
		...here.filter((one) => ordered !== '' && one.ordered === ordered),
		...(ofOlderFormat.length === 1 ? ofOlderFormat : []),
	];
}

/** From another run, or from another retry that got further than this one. */
function fromElsewhere(entries: LedgerEntries, wanted: Wanted): Purchase | undefined {
	const { index } = entries;
	const { place, intent, ordered, earlierError } = wanted;
	const isFree = (one: Purchase) => isUndelivered(one) && runOf(one.place) !== runOf(place);
	const first = (keys: Iterable<string>): Purchase | undefined => {
		for (const key of keys) {
			const one = entries.newest(key);
			if (one && isFree(one)) return one;
		}
		return undefined;
	};
	const { predictionId, purchase } = earlierError ?? {};
	return (
		first(typeof purchase === 'string' ? [purchase] : []) ??
		first(predictionId === undefined ? [] : index.keysOf(tag.prediction(predictionId))) ??
		first(index.keysOf(tag.was(firstKey(wanted)))) ??
		first(ordered === '' ? [] : index.keysOf(tag.same(intent, ordered)))
	);
}

/** The purchase that is an item's already (see Ledger.find). */
export function findPurchase(
	entries: LedgerEntries,
	wanted: Wanted,
	executionId: string,
): Purchase | undefined {
	const isOpen = (purchase: Purchase) =>
		purchase.state === 'failed' && !standsAsFailed(purchase, executionId);
	const here = inPlace(entries, wanted);
	return here.find((purchase) => !isOpen(purchase)) ?? fromElsewhere(entries, wanted) ?? here[0];
}

/** Where the item stood when it failed, as its error says: another retry may look for it there. */
export function failedBefore(
	entries: LedgerEntries,
	{ predictionId, purchase }: NonNullable<Wanted['earlierError']>,
): string[] {
	return entries
		.of([
			...(typeof purchase === 'string' ? [purchase] : []),
			...(predictionId === undefined ? [] : entries.index.keysOf(tag.failed(predictionId))),
		])
		.flatMap((one) => [...(one.earlierKeys ?? []), one.key, firstKey(one)]);
}
