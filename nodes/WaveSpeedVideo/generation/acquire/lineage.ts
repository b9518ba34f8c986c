import { randomUUID } from 'crypto';
import type { Purchase } from './purchase';
import { PurchaseIndex } from './purchaseIndex';

/**
 * An execution and those that repeat it from its context: each retry gets a copy of what was known
 * when it failed, so that two retries of one failed execution would both buy what is missing. What
 * they do is kept here, once for all of them in this process.
 */
export interface Lineage {
	/** The newest copy of each purchase, by its key. */
	purchases: Map<string, Purchase>;
	index: PurchaseIndex;
	/** Submissions that were certainly not accepted: their time, by the purchase's key. */
	notSold: Map<string, number>;
	/** Submissions that are being made now, by the purchase's key. */
	underWay: Map<string, Promise<unknown>>;
}

/** Lineages kept, the latest used; each costs some kilobytes an item. */
const KEPT = 100;

const lineages = new Map<string, Lineage>();

/** @param id from newLineage, kept in the execution's context */
export function openLineage(id: string): Lineage {
	const lineage = lineages.get(id) ?? {
		purchases: new Map(),
		index: new PurchaseIndex(),
		notSold: new Map(),
		underWay: new Map(),
	};
	lineages.delete(id);
	lineages.set(id, lineage);
	for (const [oldest, { underWay }] of lineages) {
		if (lineages.size <= KEPT) break;
		if (underWay.size === 0) lineages.delete(oldest);
	}
	return lineage;
}

export const newLineage = (): string => randomUUID();
