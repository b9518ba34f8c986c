import type { Failure } from '../api/failure';
import { roundUsd } from '../base/money';
import type { Plan } from './plan';

/** Of one video: what it costs by each order that may make it, and the items that still ask for that. */
type Orders = ReadonlyMap<string, { usd: number; items: ReadonlySet<number> }>;

/**
 * Items whose group is the same are given one video together: those that share a Pay Once Key, whatever
 * model makes it in the end. With On Changed Inputs = Buy Anew each wish under a key is one.
 */
function groupOf({ itemIndex, options, wanted, wish }: Plan): string {
	const { payOnce } = options;
	if (!payOnce) return String(itemIndex);
	const asked = payOnce.changed === 'buyAnew' ? (wish ?? wanted.ordered) : '';
	return JSON.stringify([payOnce.key, asked]);
}

/** Of the orders that may make a video one is bought: at worst the dearest. */
const costOf = (orders: Orders): number =>
	Math.max(0, ...[...orders.values()].map(({ usd, items }) => (items.size > 0 ? usd : 0)));

const withOrder = (orders: Orders, { itemIndex, wanted, price = 0 }: Plan): Orders => {
	const items = new Set(orders.get(wanted.ordered)?.items).add(itemIndex);
	return new Map(orders).set(wanted.ordered, { usd: price, items });
};

/** The plans of which each buys a video: of those that share one, the first. */
export function withoutShared(plans: readonly Plan[]): Plan[] {
	const seen = new Set<string>();
	return plans.filter((plan) => {
		const name = JSON.stringify([groupOf(plan), plan.wanted.ordered]);
		const isFirst = !seen.has(name);
		seen.add(name);
		return isFirst;
	});
}

/** What a run plans to buy, in USD. */
export class PlannedCost {
	private readonly groups = new Map<string, Orders>();
	/** Of failed ones that WaveSpeed is to return: by prediction, or by item where none is known. */
	private readonly returning = new Map<string, number>();

	/** USD */
	total = 0;

	constructor(plans: readonly Plan[]) {
		for (const plan of plans) {
			this.set(groupOf(plan), withOrder(this.groups.get(groupOf(plan)) ?? new Map(), plan));
		}
	}

	/**
	 * Puts a substitute in the place of an item's failed order, if `isAllowed` by what all costs then.
	 *
	 * @returns whether it was
	 */
	replace(
		plan: Plan,
		substitute: Plan,
		{ spent, predictionId }: Pick<Failure, 'spent' | 'predictionId'>,
		isAllowed: (usd: number) => boolean,
	): boolean {
		const name = groupOf(plan);
		const before = this.groups.get(name) ?? new Map();
		const own = before.get(plan.wanted.ordered);
		const isPlanned = own?.items.has(plan.itemIndex) === true;
		const left = new Set(own?.items);
		left.delete(plan.itemIndex);
		const without = own
			? new Map(before).set(plan.wanted.ordered, { ...own, items: left })
			: before;
		const after = withOrder(without, substitute);
		const refund = predictionId ?? String(plan.itemIndex);
		const isOut = isPlanned && spent !== 'no' && !this.returning.has(refund);
		const out = isOut ? (plan.price ?? 0) : 0;
		if (!isAllowed(roundUsd(this.total - costOf(before) + costOf(after) + out))) return false;
		this.set(name, after);
		if (isOut) this.returning.set(refund, out);
		this.total = roundUsd(this.total + out);
		return true;
	}

	private set(name: string, orders: Orders): void {
		const before = costOf(this.groups.get(name) ?? new Map());
		this.groups.set(name, orders);
		this.total = roundUsd(this.total - before + costOf(orders));
	}
}
