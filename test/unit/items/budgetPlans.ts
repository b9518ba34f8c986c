import type { Failure } from '../../../nodes/WaveSpeedVideo/api/failure';
import type { PayOnce } from '../../../nodes/WaveSpeedVideo/generation/acquire/receipts/payOnce';
import { Budget } from '../../../nodes/WaveSpeedVideo/items/budget';
import type { RunOptions } from '../../../nodes/WaveSpeedVideo/items/runOptions';
import type { Plan } from '../../../nodes/WaveSpeedVideo/items/plan';

/** An item with its price in dollars; unknown without one. */
export const plan = (
	itemIndex: number,
	price: number | undefined,
	blind?: string[],
	{ ordered = 'own', ...more }: { ordered?: string; payOnce?: PayOnce; wish?: string } = {},
) => {
	const { payOnce, wish } = more;
	const wanted = { ordered };
	return { itemIndex, price, priceBlindTo: blind, wanted, wish, options: { payOnce } } as Plan;
};

/** What a run is told by its options: this Max Cost per Run, in dollars. */
export const options = (maxCost: number | undefined): RunOptions => ({
	maxConcurrent: 100,
	maxCost,
	checkBalance: false,
	priceSource: 'auto',
	lost: { buyAgain: false, adopt: [] },
	unfinished: 'hint',
});

const poor = { getBalance: () => Promise.resolve({ kind: 'ok' as const, value: 0 }) };
/** Why a budget refuses, if it does. */
export const refusalOf = async (budget: Budget): Promise<Failure | undefined> =>
	await budget.check(poor);
