import type { BillingEntry } from '../../api/billing';
import type { UsageStats } from '../../api/usageStats';
import { roundUsd } from '../../base/money';

/** What a sum is made for. */
export type UsageBy = 'total' | 'day' | 'key' | 'model' | 'prediction';

/** What was really billed, in USD. */
export interface Usage {
	/** UTC, YYYY-MM-DD. */
	date?: string;
	/** Name of the API key. */
	key?: string;
	model?: string;
	predictionId?: string;
	/** Money out, without what came back. */
	charged: number;
	refunded: number;
	/** What it cost in the end. */
	net: number;
	generations: number;
}

type Facts = Pick<Usage, 'date' | 'key' | 'model' | 'predictionId'>;

/** Which sum a line belongs to, and what that sum is of. */
const PARTS: Record<UsageBy, (line: BillingEntry) => [string, Facts]> = {
	total: () => ['', {}],
	day: ({ createdAt }) => [createdAt.slice(0, 10), { date: createdAt.slice(0, 10) }],
	key: ({ keyName }) => [keyName, { key: keyName || 'unknown' }],
	model: ({ model }) => [model, { model }],
	prediction: ({ predictionId, model }) => [predictionId, { model, predictionId }],
};

/** Sums a bill, in the order of the lines. */
export function sumUsage(entries: readonly BillingEntry[], by: UsageBy): Usage[] {
	const sums = new Map<string, Facts & { charged: number; refunded: number; ids: Set<string> }>();
	const start = (facts: Facts) => ({ ...facts, charged: 0, refunded: 0, ids: new Set<string>() });
	if (by === 'total') sums.set('', start({}));
	for (const entry of entries) {
		const [part, facts] = PARTS[by](entry);
		const sum = sums.get(part) ?? start(facts);
		sums.set(part, sum);
		if (entry.kind === 'deduct') sum.charged += entry.usd;
		else sum.refunded += entry.usd;
		if (entry.predictionId) sum.ids.add(entry.predictionId);
	}
	return [...sums.values()].map(({ ids, charged, refunded, ...facts }) => ({
		...facts,
		charged: roundUsd(charged),
		refunded: roundUsd(refunded),
		net: roundUsd(charged - refunded),
		generations: ids.size,
	}));
}

/** What the account's statistics say of the same: requests, and those that succeeded. */
export function countsOf(usage: Usage, by: UsageBy, stats: UsageStats): Record<string, number> {
	switch (by) {
		case 'total':
			return {
				requests: stats.requests,
				succeeded: stats.succeeded,
				reportedCost: roundUsd(stats.cost),
			};
		case 'model':
			return { requests: stats.byModel.get(usage.model ?? '') ?? 0 };
		case 'day':
			return { requests: stats.byDay.get(usage.date ?? '') ?? 0 };
		default:
			return {};
	}
}
