import type { BillingEntry } from '../../../nodes/WaveSpeedVideo/api/billing';
import type { Expense } from '../../../nodes/WaveSpeedVideo/items/budget';
import { seenRefunds } from '../../../nodes/WaveSpeedVideo/items/refunds';

const NOW = Date.parse('2026-11-20T12:00:00Z');

const line = (kind: BillingEntry['kind'], predictionId: string, usd = 1.2): BillingEntry => ({
	kind,
	usd,
	predictionId,
	createdAt: '',
	model: '',
	keyName: '',
});

const promised = (predictionId: string): Expense => ({ usd: 1.2, spent: 'refunded', predictionId });

/** @param pages of the bill; `undefined` for one that can't be read */
function setUp(pages: Array<BillingEntry[] | undefined>) {
	const asked: number[] = [];
	const client = {
		searchBillings: async ({ page }: { page: number }) => {
			asked.push(page);
			const entries = pages[page - 1];
			return await Promise.resolve(
				entries
					? { kind: 'ok' as const, value: { entries, hasMore: page < pages.length } }
					: { kind: 'transient' as const, reason: 'HTTP 503' },
			);
		},
	};
	const seen = async (expenses: Expense[]) =>
		[...(await seenRefunds(expenses, NOW - 60_000, client, { now: () => NOW }))].sort();
	return { asked, seen };
}

describe('a refund', () => {
	it('is seen when the bill has as much back as was charged', async () => {
		const { seen } = setUp([
			[line('refund', 'a'), line('deduct', 'a'), line('deduct', 'b')],
			[line('refund', 'c', 0.6), line('deduct', 'c'), line('refund', 'd')],
		]);
		const expenses = ['a', 'b', 'c', 'd', 'e'].map(promised);
		// b: not back; c: half of it; d: its charge is not in sight; e: not on the bill.
		expect(await seen(expenses)).toEqual(['a']);
	});

	it('is not asked for where none is due', async () => {
		const { asked, seen } = setUp([[]]);
		const paid: Expense = { usd: 1.2, spent: 'yes', predictionId: 'a' };
		expect(await seen([paid, { ...promised('b'), refundSeen: true }])).toEqual([]);
		expect(asked).toEqual([]);
	});

	it('is not seen in a bill that can’t be read, and that is no failure', async () => {
		const { seen } = setUp([[line('deduct', 'a')], undefined]);
		expect(await seen([promised('a')])).toEqual([]);
	});

	it('is looked for on five pages at most', async () => {
		const { asked, seen } = setUp(Array.from({ length: 900 }, () => [line('deduct', 'x')]));
		expect(await seen([promised('a')])).toEqual([]);
		expect(asked).toEqual([1, 2, 3, 4, 5]);
	});
});
