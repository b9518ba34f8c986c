import { same } from '../../base/canonical';
import { LedgerEntries } from './ledgerEntries';
import { failedBefore, findPurchase, firstKey } from './ledgerSearch';
import type { Lineage } from './lineage';
import type { Order, Purchase } from './purchase';
import { isUndelivered, predictionsOf } from './purchase';

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
	| 'paidElsewhere'
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
	put(
		facts: Wanted & { key: string; order: Order } & Pick<Purchase, 'receipt' | 'paidElsewhere'>,
		change: Change,
	): void;
	/** Changes the state of a purchase that is on record. */
	update(key: string, change: Change): void;
	/** Forgets what was certainly not submitted, back to what was known before. */
	restore(key: string, before: Purchase | undefined): void;
	/** Handed on by this execution. */
	markDelivered(keys: Iterable<string>): void;
	/** What the executions that this one retries have handed on is to be handed on again. */
	takeBack(): void;
	all(): Purchase[];
	/** All purchases for the item of one place. */
	at(place: string): Purchase[];
	/** Keys of the receipts that purchases have. */
	readonly receipts: ReadonlySet<string>;
	/** Ids of all predictions whose submission is known: none of them is a lost one. */
	predictionIds(): Set<string>;
	/** Whether a prediction is a purchase's, of this execution or of another of this process. */
	hasPrediction(id: string): boolean;
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
	const entries = new LedgerEntries(store, submittedIds);

	return {
		underWay: entries.underWay,
		get: (key) => entries.newest(key),
		at: (place) => entries.at(place),
		receipts: entries.index.receipts,
		keyFor: firstKey,
		find(wanted) {
			const { place, intent } = wanted;
			const found = findPurchase(entries, wanted, executionId);
			if (!found || firstKey(found) === firstKey(wanted)) return found;
			const earlierKeys = [...(found.earlierKeys ?? []), firstKey(found)].slice(-KEPT_KEYS);
			return entries.keep({ ...found, place, intent, earlierKeys, revision: found.revision + 1 });
		},
		put({ key, place, intent, ordered, order, receipt, paidElsewhere, earlierError }, change) {
			const before = entries.newest(key);
			const elsewhere = failedBefore(entries, earlierError ?? {});
			const earlierKeys = [...(before?.earlierKeys ?? []), ...elsewhere];
			entries.keep({
				...change,
				key,
				place,
				intent,
				ordered,
				order,
				receipt: receipt ?? before?.receipt,
				paidElsewhere,
				revision: (before?.revision ?? 0) + 1,
				earlier: refundsOf(before),
				...(earlierKeys.length > 0 ? { earlierKeys: earlierKeys.slice(-KEPT_KEYS) } : {}),
			});
		},
		update(key, change) {
			const before = entries.newest(key);
			if (!before) throw new Error(`No purchase ${key} on record`);
			entries.keep({ ...change, ...lasting(before), revision: before.revision + 1 });
		},
		restore(key, before) {
			if (before) {
				entries.keep({ ...before, revision: (entries.newest(key)?.revision ?? 0) + 1 });
				return;
			}
			const made = entries.newest(key);
			if (made) entries.drop(made);
		},
		markDelivered(keys) {
			for (const key of keys) {
				const purchase = entries.newest(key);
				if (purchase && isUndelivered(purchase)) {
					const revision = purchase.revision + 1;
					entries.keep({ ...purchase, delivered: true, executionId, revision });
				}
			}
		},
		takeBack() {
			for (const one of entries.all()) {
				if (one.delivered !== true || one.executionId === executionId) continue;
				entries.keep({ ...one, delivered: false, revision: one.revision + 1 });
			}
		},
		all: () => entries.all(),
		hasPrediction: (id) => submittedIds.has(id),
		predictionIds: () => new Set([...submittedIds, ...entries.all().flatMap(predictionsOf)]),
	};
}

/** A loop may take one purchase up many times. */
const KEPT_KEYS = 20;

/** What a change of its state doesn't change. */
function lasting({
	key,
	place,
	intent,
	ordered,
	order,
	receipt,
	paidElsewhere,
	earlier,
	earlierKeys,
	delivered,
}: Purchase) {
	const asked = { key, place, intent, ordered, order, receipt, paidElsewhere };
	return { ...asked, earlier, earlierKeys, delivered };
}

/** What earlier tries have paid and WaveSpeed is returning. */
function refundsOf(before: Purchase | undefined): Purchase['earlier'] {
	if (before?.state !== 'failed' || before.failure.spent === 'no' || before.paidElsewhere) {
		return before?.earlier;
	}
	const { order, failure, failedAt, earlier = [] } = before;
	const refund = { predictionId: failure.predictionId, price: order.price, failedAt };
	return [...earlier.filter((one) => !same(one, refund)), refund];
}
