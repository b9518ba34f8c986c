import type { Prediction } from '../../../api/schemas';
import type { Order } from '../purchase';

/** What this process has bought, or taken up, under a key. */
export interface RecentPurchase {
	receipt: string;
	prediction: Prediction;
	order: Pick<Order, 'model' | 'inputs' | 'media'>;
	/** Milliseconds since 1970. */
	at: number;
}

/** WaveSpeed keeps a prediction so long (ms). */
const KEPT_MS = 7 * 24 * 3_600_000;

/** Each is a paid video. */
const MAX_RECENT = 2_000;

/** By the name of row and key. */
const recent = new Map<string, RecentPurchase>();

/** What this process has bought under keys, so that no list has to be asked for it. */
export const recentKeys = {
	get(name: string, now: number): RecentPurchase | undefined {
		const one = recent.get(name);
		if (!one || now - one.at <= KEPT_MS) return one;
		recent.delete(name);
		return undefined;
	},
	set(name: string, purchase: RecentPurchase): void {
		recent.set(name, purchase);
		const [oldest] = recent.keys();
		if (recent.size > MAX_RECENT && oldest !== undefined) recent.delete(oldest);
	},
	/** It failed. */
	drop(name: string, id: string): void {
		if (recent.get(name)?.prediction.id === id) recent.delete(name);
	},
};
