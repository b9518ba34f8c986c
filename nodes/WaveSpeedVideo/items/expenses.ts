import type { Purchase } from '../generation/acquire/purchase';
import { moneyOf } from '../generation/acquire/purchase';
import type { Expense } from './budget';

/** WaveSpeed returns the price of a failed generation within 3 hours (refund policy). */
const REFUND_MS = 3 * 3600 * 1000;

/**
 * What earlier tries of a run have sent out for its purchases.
 *
 * @param now milliseconds since 1970
 */
export function expensesOf(purchases: Purchase[], now: number): Expense[] {
	const isBack = (failedAt: number) => now - failedAt > REFUND_MS;
	// What another execution has paid is no money of this run.
	const own = purchases.filter(({ paidElsewhere }) => !paidElsewhere);
	return own.flatMap((purchase): Expense[] => [
		{
			usd: purchase.order.price,
			spent: moneyOf(purchase).spent,
			refundSeen: purchase.state === 'failed' && isBack(purchase.failedAt),
		},
		...(purchase.earlier ?? []).map(
			({ price, failedAt }): Expense => ({
				usd: price,
				spent: 'refunded',
				refundSeen: isBack(failedAt),
			}),
		),
	]);
}
