import type { BillingEntry } from '../../api/billing';
import { roundUsd } from '../../base/money';

/** What a sum is made for. */
export type UsageBy = 'total' | 'model' | 'prediction';

/** What was really billed, in USD. */
export interface Usage {
	model?: string;
	predictionId?: string;
	/** Money out, without what came back. */
	charged: number;
	refunded: number;
	/** What it cost in the end. */
	net: number;
	generations: number;
}

/** Sums a bill: in all, per model or per prediction, in the order of the lines. */
export function sumUsage(entries: readonly BillingEntry[], by: UsageBy): Usage[] {
	const sums = new Map<string, Usage & { ids: Set<string> }>();
	const start = (facts: Partial<Usage>) => ({
		...facts,
		charged: 0,
		refunded: 0,
		net: 0,
		generations: 0,
		ids: new Set<string>(),
	});
	if (by === 'total') sums.set('', start({}));
	for (const { kind, usd, model, predictionId } of entries) {
		const key = by === 'total' ? '' : by === 'model' ? model : predictionId;
		const facts = by === 'model' ? { model } : { model, predictionId };
		const sum = sums.get(key) ?? start(facts);
		sums.set(key, sum);
		if (kind === 'deduct') sum.charged += usd;
		else sum.refunded += usd;
		if (predictionId) sum.ids.add(predictionId);
	}
	return [...sums.values()].map(({ ids, charged, refunded, ...facts }) => ({
		...facts,
		charged: roundUsd(charged),
		refunded: roundUsd(refunded),
		net: roundUsd(charged - refunded),
		generations: ids.size,
	}));
}
