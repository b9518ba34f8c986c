import { same } from '../../base/canonical';
import { readLedger } from './ledgerFormat';
import type { Lineage } from './lineage';
import { openLineage } from './lineage';
import type { Order, Purchase } from './purchase';
import { onRecord, isUndelivered, standsAsFailed } from './purchase';
import { tag } from './purchaseIndex';

/** What an item asks for, when it looks for itself in the ledger. */
export interface Wanted {
	/** Run and item, e.g. `0:3`. */
	place: string;
	intent: string;
	/** Hash of the order as evaluated now. */
	ordered: string;
	/** The error that the item carries, if an error output looped it back to the node. */
	earlierError?: { predictionId?: unknown; purchase?: unknown };
}

/** A change to a purchase: its new state with that state's facts, and what else changes. */
type Change = Purchase extends infer P ? (P extends Purchase ? StateOf<P> : never) : never;
type StateOf<P extends Purchase> = Omit<
	P,
	| 'key'
	| 'order'
	| 'intent'
	| 'ordered'
	| 'place'
	| 'receipt'
	| 'earlierKeys'
	| 'revision'
	| 'earlier'
	| 'delivered'
>;

export interface Ledger {
	/**
	 * The purchase that is this item's already. In the same place: by intent, whatever its expressions
	 * give now, or by equal inputs, however they are written now. From another run of this execution:
	 * only what was not handed on, with equal intent and equal inputs, or named by the item's own error.
	 */
	find(wanted: Wanted): Purchase | undefined;
	get(key: string): Purchase | undefined;
	/** The key under which the item's purchase is, or will be, kept. */
	keyFor(wanted: Pick<Wanted, 'place' | 'intent'>): string;
	/** Writes a purchase down anew: what it orders is frozen from now on. */
	put(facts: Wanted & { key: string; order: Order; receipt?: string }, change: Change): void;
	/** Changes the state of a purchase that is on record. */
	update(key: string, change: Change): void;
	/** Forgets what was certainly not submitted, back to what was known before. */
	restore(key: string, before: Purchase | undefined): void;
	markDelivered(keys: Iterable<string>): void;
	all(): Purchase[];
	/** All purchases for the item of one place. */
	at(place: string): Purchase[];
	/** Keys of the receipts that purchases have. */
	readonly receipts: ReadonlySet<string>;
	/** Ids of all predictions whose submission is known: none of them is a lost one. */
	predictionIds(): Set<string>;
	/** Submissions of this lineage that this process is making now. */
	readonly underWay: Lineage['underWay'];
}

/**
 * The ledger of this execution.
 *
 * @param store the node's execution context: n8n keeps it with the execution, through Retry On Fail
 * and retries of an errored execution (docs/engine-facts.md). Plain JSON, visible to whoever may see
 * the execution: no secrets in it.
 * @param executionId of the present execution; a retry from the editor has a new one
 * @param submittedIds what other executions have submitted too; this one adds its own
 */
export function openLedger(
	store: Record<string, unknown>,
	executionId: string,
	submittedIds = new Set<string>(),
): Ledger {
	const { lineage, purchases } = readLedger(store);
	const { purchases: shared, index, notSold, underWay } = openLineage(lineage);

	const note = (purchase: Purchase): Purchase => {
		purchases[purchase.key] = purchase;
		index.note(purchase);
		return purchase;
	};
	const newest = (key: string): Purchase | undefined => {
		// An item may name any key: `__proto__` is none of ours.
		const isOurs = Object.prototype.hasOwnProperty.call(purchases, key);
		const [mine, theirs] = [isOurs ? purchases[key] : undefined, shared.get(key)];
		if (theirs && !(mine && mine.revision >= theirs.revision)) return note(theirs);
		const isNotSold = mine?.state === 'submitting' && mine.submittedAt === notSold.get(key);
		if (isNotSold) delete purchases[key];
		return isNotSold ? undefined : mine;
	};
	const keep = (made: Purchase): Purchase => {
		const purchase = onRecord(made);
		shared.set(purchase.key, purchase);
		if (purchase.state === 'submitted') submittedIds.add(purchase.prediction.id);
		return note(purchase);
	};
	const all = () =>
		[...new Set([...Object.keys(purchases), ...shared.keys()])].flatMap((key) => newest(key) ?? []);
	all().forEach(note);

	const isOpen = (purchase: Purchase) =>
		purchase.state === 'failed' && !standsAsFailed(purchase, executionId);
	const of = (keys: Iterable<string>) => [...keys].flatMap((key) => newest(key) ?? []);
	const at = (place: string) =>
		of(index.keysOf(tag.at(place))).filter((one) => one.place === place);

	const inPlace = (wanted: Wanted): Purchase[] => {
		const { place, intent, ordered } = wanted;
		const here = at(place);
		const ofOlderFormat = here.filter((one) => one.intent === '');
		return [
			...of([firstKey(wanted)]),
			...here.filter((one) => one.intent === intent),
			// Where parameters were rewritten and give the same, the same was meant.
			...here.filter((one) => ordered !== '' && one.ordered === ordered),
			...(ofOlderFormat.length === 1 ? ofOlderFormat : []),
		];
	};

	/** From another run, or from another retry that got further than this one. */
	const fromElsewhere = (wanted: Wanted): Purchase | undefined => {
		const { place, intent, ordered, earlierError } = wanted;
		const isFree = (one: Purchase) => isUndelivered(one) && runOf(one.place) !== runOf(place);
		const first = (keys: Iterable<string>): Purchase | undefined => {
			for (const key of keys) {
				const one = newest(key);
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
	};

	/** Where the item stood when it failed, as its error says: another retry may look for it there. */
	const failedBefore = ({ predictionId, purchase }: NonNullable<Wanted['earlierError']>) =>
		of([
			...(typeof purchase === 'string' ? [purchase] : []),
			...(predictionId === undefined ? [] : index.keysOf(tag.failed(predictionId))),
		]).flatMap((one) => [...(one.earlierKeys ?? []), one.key, firstKey(one)]);

	return {
		underWay,
		get: newest,
		at,
		receipts: index.receipts,
		keyFor: firstKey,
		find(wanted) {
			const { place, intent } = wanted;
			const here = inPlace(wanted);
			const found = here.find((purchase) => !isOpen(purchase)) ?? fromElsewhere(wanted) ?? here[0];
			if (!found || firstKey(found) === firstKey(wanted)) return found;
			const earlierKeys = [...(found.earlierKeys ?? []), firstKey(found)].slice(-KEPT_KEYS);
			return keep({ ...found, place, intent, earlierKeys, revision: found.revision + 1 });
		},
		put({ key, place, intent, ordered, order, receipt, earlierError }, change) {
			const before = newest(key);
			const earlierKeys = [...(before?.earlierKeys ?? []), ...failedBefore(earlierError ?? {})];
			keep({
				...change,
				key,
				place,
				intent,
				ordered,
				order,
				receipt: receipt ?? before?.receipt,
				revision: (before?.revision ?? 0) + 1,
				earlier: refundsOf(before),
				...(earlierKeys.length > 0 ? { earlierKeys: earlierKeys.slice(-KEPT_KEYS) } : {}),
			});
		},
		update(key, change) {
			const before = newest(key);
			if (!before) throw new Error(`No purchase ${key} on record`);
			const { place, intent, ordered, order, receipt, earlier, earlierKeys, delivered } = before;
			const facts = {
				key,
				place,
				intent,
				ordered,
				order,
				receipt,
				earlier,
				earlierKeys,
				delivered,
			};
			keep({ ...change, ...facts, revision: before.revision + 1 });
		},
		restore(key, before) {
			if (before) {
				keep({ ...before, revision: (newest(key)?.revision ?? 0) + 1 });
				return;
			}
			const made = newest(key);
			if (!made) return;
			// Others of the lineage may have a copy by now.
			notSold.set(key, made.submittedAt);
			delete purchases[key];
			shared.delete(key);
			index.forget(made);
		},
		markDelivered(keys) {
			for (const key of keys) {
				const purchase = newest(key);
				if (purchase && isUndelivered(purchase)) {
					keep({ ...purchase, delivered: true, revision: purchase.revision + 1 });
				}
			}
		},
		all,
		predictionIds: () =>
			new Set([
				...submittedIds,
				...all().flatMap((purchase) => [
					...('prediction' in purchase ? [purchase.prediction.id] : []),
					...(purchase.state === 'failed' ? (purchase.failure.predictionId ?? []) : []),
					...(purchase.earlier ?? []).flatMap(({ predictionId }) => predictionId ?? []),
				]),
			]),
	};
}

/** A loop may take one purchase up many times. */
const KEPT_KEYS = 20;

const runOf = (place: string) => place.split(':')[0];
/** The key of a purchase that is new at a place. */
const firstKey = ({ place, intent }: Pick<Wanted, 'place' | 'intent'>) => `${place}/${intent}`;

/** What earlier tries have paid and WaveSpeed is returning. */
function refundsOf(before: Purchase | undefined): Purchase['earlier'] {
	if (before?.state !== 'failed' || before.failure.spent === 'no') return before?.earlier;
	const { order, failure, failedAt, earlier = [] } = before;
	const refund = { predictionId: failure.predictionId, price: order.price ?? 0, failedAt };
	return [...earlier.filter((one) => !same(one, refund)), refund];
}
