import type { Purchase } from './purchase';
import { isUndelivered } from './purchase';

/** What a purchase can be found by. */
export const tag = {
	at: (place: string) => `at ${place}`,
	/** Of an undelivered one: it means the same and orders the same. */
	same: (intent: string, ordered: string) => `same ${intent} ${ordered}`,
	/** Of an undelivered one: its prediction. */
	prediction: (id: unknown) => `prediction ${String(id)}`,
	/** Of one that failed: its prediction, which an item's error may name. */
	failed: (id: unknown) => `failed ${String(id)}`,
	/** Of an undelivered one: where it stood before a later run took it up (see Facts.earlierKeys). */
	was: (key: string) => `was ${key}`,
};

function tagsOf(purchase: Purchase): string[] {
	const { place, intent, ordered, earlierKeys = [] } = purchase;
	if (purchase.state === 'failed') {
		return [tag.at(place), tag.failed(purchase.failure.predictionId)];
	}
	if (!isUndelivered(purchase)) return [tag.at(place)];
	return [
		tag.at(place),
		tag.same(intent, ordered),
		...('prediction' in purchase ? [tag.prediction(purchase.prediction.id)] : []),
		...earlierKeys.map(tag.was),
	];
}

/** Finds purchases without a look at each: a loop over a thousand items makes many thousands. */
export class PurchaseIndex {
	private readonly keys = new Map<string, Set<string>>();
	private readonly tags = new Map<string, string[]>();
	/** Keys of the receipts that purchases have. */
	readonly receipts = new Set<string>();

	/** Keys of the purchases that had this tag when they were noted last, in order. */
	keysOf(wanted: string): ReadonlySet<string> {
		return this.keys.get(wanted) ?? new Set();
	}

	note(purchase: Purchase): void {
		const { key, receipt } = purchase;
		if (receipt !== undefined) this.receipts.add(receipt);
		const [before, tags] = [this.tags.get(key) ?? [], tagsOf(purchase)];
		this.tags.set(key, tags);
		for (const one of before) if (!tags.includes(one)) this.drop(one, key);
		for (const one of tags) {
			const keys = this.keys.get(one) ?? new Set();
			this.keys.set(one, keys.add(key));
		}
	}

	forget({ key, receipt }: Purchase): void {
		if (receipt !== undefined) this.receipts.delete(receipt);
		for (const one of this.tags.get(key) ?? []) this.drop(one, key);
		this.tags.delete(key);
	}

	private drop(one: string, key: string): void {
		const keys = this.keys.get(one);
		keys?.delete(key);
		if (keys?.size === 0) this.keys.delete(one);
	}
}
