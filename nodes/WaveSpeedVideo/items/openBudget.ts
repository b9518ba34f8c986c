import type { Failure } from '../api/failure';
import type { Purchase } from '../generation/acquire/purchase';
import { Budget, committedUsd } from './budget';
import { expensesOf } from './expenses';
import type { Plan } from './plan';
import { seenRefunds } from './refunds';
import type { RunOptions } from './runOptions';
import type { Session } from './session';

/** The budget of a run. Before it refuses, the bill is asked for what was promised to come back. */
export async function openBudget(
	fresh: readonly Plan[],
	options: RunOptions,
	ofThisRun: readonly Purchase[],
	{ client, runtime }: Session,
): Promise<{ budget: Budget; refusal?: Failure }> {
	const expenses = expensesOf(ofThisRun, runtime.now());
	const committed = committedUsd(expenses);
	const budget = new Budget(fresh, options, committed);
	const refusal = await budget.check(client);
	const isOfEarlierTries = refusal?.code === 'over_budget' || committed === Infinity;
	if (!refusal || !isOfEarlierTries) return { budget, refusal };
	const since = Math.min(...ofThisRun.map(({ submittedAt }) => submittedAt));
	const seenBack = await seenRefunds(expenses, since, client, runtime);
	if (seenBack.size === 0) return { budget, refusal };
	const left = committedUsd(expensesOf(ofThisRun, runtime.now(), seenBack));
	const afterRefunds = new Budget(fresh, options, left);
	return { budget: afterRefunds, refusal: await afterRefunds.check(client) };
}
