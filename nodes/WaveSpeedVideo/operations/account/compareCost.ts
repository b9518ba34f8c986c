import type { BillingEntry } from '../../api/billing';
import { roundUsd } from '../../base/money';
import { sumUsage } from './usage';

/** Never null: in an expression, null is below every limit. */
const UNKNOWN = 'unknown';

/** A generation's estimate beside its bill; USD. */
export interface Compared {
	predictionId: string;
	model?: string;
	/** Whether the bill has a line of it. */
	billed: boolean;
	estimatedCost: number | typeof UNKNOWN;
	charged: number | typeof UNKNOWN;
	refunded: number | typeof UNKNOWN;
	net: number | typeof UNKNOWN;
	/** What it cost more than was estimated. */
	difference: number | typeof UNKNOWN;
}

/** @param estimate what a generation's output says as `estimatedCost` */
export function compareCost(
	entries: readonly BillingEntry[],
	predictionId: string,
	estimate: unknown,
): Compared {
	const isSaid = typeof estimate === 'number' || (typeof estimate === 'string' && estimate.trim());
	const number = isSaid ? Number(estimate) : NaN;
	const estimatedCost = Number.isFinite(number) ? number : UNKNOWN;
	const own = entries.filter((entry) => entry.predictionId === predictionId);
	const [usage] = sumUsage(own, 'prediction');
	if (!usage) {
		const none = {
			charged: UNKNOWN,
			refunded: UNKNOWN,
			net: UNKNOWN,
			difference: UNKNOWN,
		} as const;
		return { predictionId, billed: false, estimatedCost, ...none };
	}
	const { model, charged, refunded, net } = usage;
	const difference = estimatedCost === UNKNOWN ? UNKNOWN : roundUsd(net - estimatedCost);
	return { predictionId, model, billed: true, estimatedCost, charged, refunded, net, difference };
}

/** The sums of those of which both sides are known, and how many these are. */
export function compareSums(rows: readonly Compared[]) {
	const known = rows.flatMap(({ estimatedCost, net }) =>
		estimatedCost === UNKNOWN || net === UNKNOWN ? [] : [{ estimatedCost, net }],
	);
	const totalEstimated = roundUsd(known.reduce((sum, one) => sum + one.estimatedCost, 0));
	const totalNet = roundUsd(known.reduce((sum, one) => sum + one.net, 0));
	return {
		compared: known.length,
		totalEstimated,
		totalNet,
		totalDifference: roundUsd(totalNet - totalEstimated),
	};
}
