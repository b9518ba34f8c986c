import fc from 'fast-check';
import type { Spent } from '../../../nodes/WaveSpeedVideo/api/failure';
import type { Expense } from '../../../nodes/WaveSpeedVideo/items/budget';
import type { PayOnce } from '../../../nodes/WaveSpeedVideo/generation/acquire/receipts/payOnce';
import { Budget, committedUsd } from '../../../nodes/WaveSpeedVideo/items/budget';
import { options, plan, refusalOf } from './budgetPlans';

describe('Items that share a Pay Once Key', () => {
	const key = (changed: PayOnce['changed'], ordered: string, wish?: string) => ({
		payOnce: { key: 'row', changed },
		ordered,
		wish,
	});
	const sora = (item: number, changed: PayOnce['changed'] = 'refuse') =>
		plan(item, 1.2, undefined, key(changed, 'sora'));
	const seedance = (item: number, price: number, changed: PayOnce['changed'] = 'refuse') =>
		plan(item, price, undefined, key(changed, 'seedance', 'sora'));
	const nothing = { spent: 'no' } as const;

	it('count once, and so does what stands in for them', () => {
		for (const changed of ['refuse', 'buyAnew'] as const) {
			const [first, second] = [sora(0, changed), sora(1, changed)];
			const budget = new Budget([first, second], options(1.5));
			expect(budget.replace(first, seedance(0, 1.5, changed), nothing)).toBe(true);
			expect(budget.replace(second, seedance(1, 1.5, changed), nothing)).toBe(true);
		}
	});

	it('leave no room while one of them may still buy the dearer one', () => {
		const [first, second, other] = [sora(0), sora(1), plan(2, 0)];
		const budget = new Budget([first, second, other], options(1.2));
		expect(budget.replace(first, seedance(0, 0.5), nothing)).toBe(true);
		const dear = plan(2, 0.5, undefined, { ordered: 'other' });
		expect(budget.replace(other, dear, nothing)).toBe(false);
		expect(budget.replace(second, seedance(1, 0.5), nothing)).toBe(true);
		expect(budget.replace(other, dear, nothing)).toBe(true);
	});

	it('have one refund out for one prediction, and two for two', () => {
		const [one, two] = [sora(0), sora(1)];
		const refunded = (predictionId: string) => ({ spent: 'refunded', predictionId }) as const;
		const allows = (limit: number, second: string) => {
			const budget = new Budget([one, two], options(limit));
			const first = budget.replace(one, seedance(0, 0.5), refunded('a'));
			return first && budget.replace(two, seedance(1, 0.5), refunded(second));
		};
		expect(allows(1.7, 'a')).toBe(false);
		expect(allows(2.4, 'a')).toBe(true);
		expect(allows(2.4, 'b')).toBe(false);
		expect(allows(2.9, 'b')).toBe(true);
	});

	it('are two videos where each wish is bought anew', async () => {
		const wishes = [sora(0, 'buyAnew'), plan(1, 1.2, undefined, key('buyAnew', 'other'))];
		expect((await refusalOf(new Budget(wishes, options(2.3))))?.code).toBe('over_budget');
		expect(await refusalOf(new Budget(wishes, options(2.4)))).toBeUndefined();
	});
});

describe('Over retries, failures, refunds and substitutes', () => {
	const outcome = fc.constantFrom<Spent>('no', 'yes', 'refunded', 'maybe');
	const cents = fc.integer({ min: 0, max: 500 });
	const run = fc.record({
		prices: fc.array(cents, { minLength: 1, maxLength: 5 }),
		limit: fc.integer({ min: 0, max: 2500 }),
		tries: fc.array(
			fc.record({
				outcomes: fc.array(outcome, { minLength: 5, maxLength: 5 }),
				substitutes: fc.array(fc.option(cents, { nil: undefined }), {
					minLength: 5,
					maxLength: 5,
				}),
				refundsSeen: fc.boolean(),
			}),
			{ minLength: 1, maxLength: 6 },
		),
	});

	it('never more is out at a time than the limit', async () => {
		await fc.assert(
			fc.asyncProperty(run, async ({ prices, limit, tries }) => {
				const ledger: Expense[] = [];
				const done = new Set<number>();
				for (const { outcomes, substitutes, refundsSeen } of tries) {
					if (refundsSeen) for (const entry of ledger) entry.refundSeen = true;
					const fresh = prices
						.map((price, index) => plan(index, price / 100))
						.filter(({ itemIndex }) => !done.has(itemIndex));
					const budget = new Budget(fresh, options(limit / 100), committedUsd(ledger));
					if (await refusalOf(budget)) continue;
					for (const one of fresh) {
						const spent = outcomes[one.itemIndex] ?? 'yes';
						ledger.push({ usd: one.price, spent });
						if (spent === 'yes' || spent === 'maybe') {
							done.add(one.itemIndex);
							continue;
						}
						const usd = substitutes[one.itemIndex];
						if (usd === undefined) continue;
						const other = plan(one.itemIndex, usd / 100, undefined, { ordered: 'other' });
						if (!budget.replace(one, other, { spent })) continue;
						ledger.push({ usd: usd / 100, spent: 'yes' });
						done.add(one.itemIndex);
					}
					const out = committedUsd(ledger);
					expect(Math.round(out * 100)).toBeLessThanOrEqual(limit);
				}
			}),
		);
	});
});
