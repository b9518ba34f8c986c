import { readLedger } from './ledgerFormat';
import type { Lineage } from './lineage';
import { openLineage } from './lineage';
import type { Purchase } from './purchase';
import { onRecord, predictionsOf } from './purchase';
import { tag } from './purchaseIndex';

/**
 * The purchases of this execution, each in its newest copy: what other retries of the lineage have
 * done meanwhile in this process counts.
 */
export class LedgerEntries {
	private readonly purchases: Record<string, Purchase>;
	private readonly lineage: Lineage;

	/**
	 * @param store the node's execution context
	 * @param submittedIds what other executions have submitted too; this one adds its own
	 */
	constructor(
		store: Record<string, unknown>,
		readonly submittedIds: Set<string>,
	) {
		const { lineage, purchases } = readLedger(store);
		this.purchases = purchases;
		this.lineage = openLineage(lineage);
		this.all().forEach((purchase) => this.note(purchase));
	}

	get underWay(): Lineage['underWay'] {
		return this.lineage.underWay;
	}

	get index(): Lineage['index'] {
		return this.lineage.index;
	}

	newest(key: string): Purchase | undefined {
		const { purchases, lineage } = this;
		// An item may name any key: `__proto__` is none of ours.
		const isOurs = Object.prototype.hasOwnProperty.call(purchases, key);
		const [mine, theirs] = [isOurs ? purchases[key] : undefined, lineage.purchases.get(key)];
		if (theirs && !(mine && mine.revision >= theirs.revision)) return this.note(theirs);
		const isNotSold = mine?.state === 'submitting' && mine.submittedAt === lineage.notSold.get(key);
		if (isNotSold) delete purchases[key];
		return isNotSold ? undefined : mine;
	}

	all(): Purchase[] {
		const keys = new Set([...Object.keys(this.purchases), ...this.lineage.purchases.keys()]);
		return this.of(keys);
	}

	of(keys: Iterable<string>): Purchase[] {
		return [...keys].flatMap((key) => this.newest(key) ?? []);
	}

	/** All purchases for the item of one place. */
	at(place: string): Purchase[] {
		return this.of(this.index.keysOf(tag.at(place))).filter((one) => one.place === place);
	}

	keep(made: Purchase): Purchase {
		const purchase = onRecord(made);
		this.lineage.purchases.set(purchase.key, purchase);
		return this.note(purchase);
	}

	/** Forgets a purchase that was certainly not accepted. */
	drop(purchase: Purchase): void {
		const { key, submittedAt } = purchase;
		// Others of the lineage may have a copy by now.
		this.lineage.notSold.set(key, submittedAt);
		delete this.purchases[key];
		this.lineage.purchases.delete(key);
		this.index.forget(purchase);
	}

	private note(purchase: Purchase): Purchase {
		this.purchases[purchase.key] = purchase;
		this.index.note(purchase);
		for (const id of predictionsOf(purchase)) this.submittedIds.add(id);
		return purchase;
	}
}
