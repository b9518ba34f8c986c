import fc from 'fast-check';

import type { Failure, Spent } from '../../../nodes/WaveSpeedVideo/api/failure';
import type { Host } from '../../../nodes/WaveSpeedVideo/base/host';
import { openLedger } from '../../../nodes/WaveSpeedVideo/generation/acquire/ledger';
import { expensesOf } from '../../../nodes/WaveSpeedVideo/items/expenses';
import type { Expense } from '../../../nodes/WaveSpeedVideo/items/budget';
import type { PayOnce } from '../../../nodes/WaveSpeedVideo/generation/acquire/receipts/payOnce';
import { Budget, committedUsd } from '../../../nodes/WaveSpeedVideo/items/budget';
import type { RunOptions } from '../../../nodes/WaveSpeedVideo/items/runOptions';
import { readRunOptions } from '../../../nodes/WaveSpeedVideo/items/runOptions';
import type { Plan } from '../../../nodes/WaveSpeedVideo/items/plan';

/** What a run may cost: limits by expression, several items' limits, retries, refunds. */
const hostWith = (options: Array<Record<string, unknown>>) =>
	({
		items: options.map(() => ({ json: {} })),
		parameter: (name: string, itemIndex: number) =>
			['waitOptions', 'costOptions'].includes(name) ? options[itemIndex] : {},
	}) as unknown as Host;

const plan = (
	itemIndex: number,
	price: number | undefined,
	blind?: string[],
	{ ordered = 'own', ...more }: { ordered?: string; payOnce?: PayOnce; wish?: string } = {},
) => {
	const { payOnce, wish } = more;
	const wanted = { ordered };
	return { itemIndex, price, priceBlindTo: blind, wanted, wish, options: { payOnce } } as Plan;
};

const options = (maxCost: number | undefined): RunOptions => ({
	maxConcurrent: 100,
	maxCost,
	checkBalance: false,
	priceSource: 'auto',
	lost: { buyAgain: false, adopt: [] },
	unfinished: 'hint',
});

const poor = { getBalance: () => Promise.resolve({ kind: 'ok' as const, value: 0 }) };
const refusalOf = async (budget: Budget): Promise<Failure | undefined> => await budget.check(poor);

describe('Max Cost per Run', () => {
	it.each([undefined, null, '', 'ten', NaN, -1, {}])(
		'that is set but gives %j is an error, never no limit',
		(maxCost) => {
			expect(() => readRunOptions(hostWith([{ maxCost }]))).toThrow(/Max Cost per Run/);
			// On whichever item it is.
			expect(() => readRunOptions(hostWith([{ maxCost: 5 }, { maxCost }]))).toThrow(/Max Cost/);
		},
	);

	it('is no limit when the option is not there', () => {
		expect(readRunOptions(hostWith([{}])).maxCost).toBeUndefined();
	});

	it('is the lowest of the items’, whichever item has it', () => {
		expect(readRunOptions(hostWith([{}, { maxCost: 3 }, { maxCost: '2' }])).maxCost).toBe(2);
		expect(readRunOptions(hostWith([{ maxCost: 0 }, { maxCost: 9 }])).maxCost).toBe(0);
	});

	it('goes with the other strictest options', () => {
		const read = readRunOptions(
			hostWith([
				{ maxConcurrent: 5, priceSource: 'table' },
				{ checkBalance: true, maxConcurrent: 2, priceSource: 'live' },
			]),
		);
		expect(read).toMatchObject({ maxConcurrent: 2, checkBalance: true, priceSource: 'live' });
	});

	it.each([undefined, null, '', 'yes', 'True', 1, {}])(
		'goes with no Check Balance First that gives %j: it is an error, never off',
		(checkBalance) => {
			expect(() => readRunOptions(hostWith([{}, { checkBalance }]))).toThrow(/Check Balance First/);
		},
	);

	it('goes with no price source that does not exist', () => {
		expect(() => readRunOptions(hostWith([{ priceSource: 'guess' }]))).toThrow(/Price Source/);
	});
});

describe('A price', () => {
	it('that is not known is above every limit', async () => {
		const failure = await refusalOf(new Budget([plan(0, undefined)], options(1e9)));
		expect(failure?.code).toBe('price_unknown');
	});

	it('that was blind to an input is above every limit, and the input is named', async () => {
		const failure = await refusalOf(new Budget([plan(0, 0.1, ['audio'])], options(1e9)));
		expect(failure).toMatchObject({
			code: 'price_unknown',
			message: expect.stringContaining('audio'),
		});
	});

	it('of earlier tries that nobody knows is above every limit', async () => {
		const failure = await refusalOf(
			new Budget([plan(0, 1)], options(1e9), committedUsd([{ usd: undefined, spent: 'maybe' }])),
		);
		expect(failure?.code).toBe('price_unknown');
	});
});

it('Of a try that failed without a price the money is out, above every limit, until it is seen back', () => {
	const ledger = openLedger({}, '1');
	const wanted = { key: '0:0/a', place: '0:0', intent: 'a', ordered: 'a' };
	const order = { model: 'a/b', inputs: {}, media: {} };
	const failure: Failure = {
		code: 'generation_failed',
		message: 'it failed',
		spent: 'refunded',
		lasting: false,
		advice: '',
		predictionId: 'first',
	};
	const facts = { submittedAt: 1, executionId: '1' };
	ledger.put({ ...wanted, order }, { state: 'failed', failure, failedAt: 1, ...facts });
	// Tried again, now that its price is known.
	const body = { prompt: 'a' };
	ledger.put({ ...wanted, order: { ...order, price: 1 } }, { state: 'submitting', body, ...facts });
	expect(committedUsd(expensesOf(ledger.all(), 2))).toBe(Infinity);
	expect(committedUsd(expensesOf(ledger.all(), 2, new Set(['first'])))).toBe(1);
});

describe('Money that is out', () => {
	it.each<[Spent, boolean, number]>([
		['no', false, 0],
		['yes', false, 1.2],
		['maybe', false, 1.2],
		['still_running', false, 1.2],
		['refunded', false, 1.2],
		['refunded', true, 0],
	])('when %s (refund seen: %s) is $%s', (spent, refundSeen, usd) => {
		expect(committedUsd([{ usd: 1.2, spent, refundSeen }])).toBe(usd);
	});

	it('is named where it is what goes beyond the limit', async () => {
		const failure = await refusalOf(new Budget([plan(0, 1.2)], options(2), 1.2));
		expect(failure).toMatchObject({
			code: 'over_budget',
			message: expect.stringMatching(/1 item is \$1\.20, and \$1\.20 of earlier tries.*\$2\.00/),
		});
	});

	it('is still out when a substitute is bought for what is to be returned', () => {
		const [first, second] = [plan(0, 1.2), plan(0, 0.9, undefined, { ordered: 'other' })];
		const allows = (limit: number, spent: Spent) =>
			new Budget([first], options(limit)).replace(first, second, { spent });
		expect(allows(1.2, 'no')).toBe(true);
		expect(allows(2, 'refunded')).toBe(false);
		expect(allows(2.1, 'refunded')).toBe(true);
	});
});

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
