import { readBillings } from '../../../nodes/WaveSpeedVideo/api/billing';
import { sumUsage } from '../../../nodes/WaveSpeedVideo/operations/account/usage';

/** What was really billed. */
const line = (billing_type: string, price: number, uuid: string, model_uuid: string) => ({
	billing_type,
	price,
	created_at: '2026-11-20T12:00:00Z',
	prediction: { uuid, model_uuid },
});

const items = [
	line('deduct', 1.2, 'p1', 'a'),
	line('deduct', 0.1, 'p2', 'a'),
	line('refund', 1.2, 'p1', 'a'),
	line('deduct', 0.2, 'p3', 'b'),
	{ billing_type: 'topup', price: 100 },
	null,
];
const { entries } = readBillings({ items, has_more: false }) ?? { entries: [] };

describe('A bill', () => {
	it('is summed up to the cent, without top-ups', () => {
		expect(sumUsage(entries, 'total')).toEqual([
			{ charged: 1.5, refunded: 1.2, net: 0.3, generations: 3 },
		]);
	});

	it('is summed up per model and per prediction', () => {
		expect(sumUsage(entries, 'model')).toEqual([
			{ model: 'a', charged: 1.3, refunded: 1.2, net: 0.1, generations: 2 },
			{ model: 'b', charged: 0.2, refunded: 0, net: 0.2, generations: 1 },
		]);
		expect(sumUsage(entries, 'prediction')).toContainEqual({
			model: 'a',
			predictionId: 'p1',
			charged: 1.2,
			refunded: 1.2,
			net: 0,
			generations: 1,
		});
	});

	it('of nothing costs nothing', () => {
		expect(sumUsage([], 'total')).toEqual([{ charged: 0, refunded: 0, net: 0, generations: 0 }]);
		expect(sumUsage([], 'model')).toEqual([]);
	});

	it('that is none is not read', () => {
		expect(readBillings({ nothing: true })).toBeUndefined();
	});
});
