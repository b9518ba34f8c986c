import type { Failure, Spent } from '../../../nodes/WaveSpeedVideo/api/failure';
import type { Host } from '../../../nodes/WaveSpeedVideo/base/host';
import { openLedger } from '../../../nodes/WaveSpeedVideo/generation/acquire/ledger';
import { expensesOf } from '../../../nodes/WaveSpeedVideo/items/expenses';
import { Budget, committedUsd } from '../../../nodes/WaveSpeedVideo/items/budget';
import { readRunOptions } from '../../../nodes/WaveSpeedVideo/items/runOptions';
import { options, plan, refusalOf } from './budgetPlans';

/** What a run may cost: limits by expression, several items' limits, retries, refunds. */
const hostWith = (options: Array<Record<string, unknown>>) =>
	({
		items: options.map(() => ({ json: {} })),
		parameter: (name: string, itemIndex: number) =>
			['waitOptions', 'costOptions'].includes(name) ? options[itemIndex] : {},
	}) as unknown as Host;

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
