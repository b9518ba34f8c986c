import type { Purchase } from '../generation/acquire/purchase';
import { moneyOf } from '../generation/acquire/purchase';
import type { Expense } from './budget';

/** WaveSpeed returns the price of a failed generation within 3 hours (refund policy). */
const REFUND_MS = 3 * 3600 * 1000;

/**
 * What earlier tries of a run have sent out for its purchases.
 *
 * @param now milliseconds since 1970
 * @param seenBack predictions whose money the account's bill shows to be back
 */
export function expensesOf(
	purchases: readonly Purchase[],
	now: number,
	seenBack: ReadonlySet<string> = new Set(),
): Expense[] {
	const isBack = (failedAt: number, id = '') => seenBack.has(id) || now - failedAt > REFUND_MS;
	return purchases.flatMap((purchase): Expense[] => {
		const { spent, predictionId } = moneyOf(purchase);
		const own: Expense = {
			usd: purchase.order.price,
			spent,
			predictionId,
			refundSeen: purchase.state === 'failed' && isBack(purchase.failedAt, predictionId),
		};
		return [
			// What another execution has paid costs this run nothing.
			...(purchase.paidElsewhere ? [] : [own]),
			...(purchase.earlier ?? []).map(
				(one): Expense => ({
					usd: one.price,
					spent: 'refunded',
					predictionId: one.predictionId,
					refundSeen: isBack(one.failedAt, one.predictionId),
				}),
			),
		];
	});
}
