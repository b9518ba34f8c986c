import type { WaveSpeedClient } from '../api/client';
import type { Failure, Spent } from '../api/failure';
import { dollars, roundUsd } from '../base/money';
import { counted } from '../base/text';
import type { RunOptions } from './runOptions';
import type { Plan } from './plan';
import { PlannedCost, withoutShared } from './plannedCost';

/** Money that an earlier try of the run has sent out. */
export interface Expense {
	/** USD; undefined when nobody knows. */
	usd: number | undefined;
	spent: Spent;
	/** Whether the money of a failed generation was seen to be back. */
	refundSeen?: boolean;
	predictionId?: string;
}

/**
 * USD that earlier tries have out: what is paid or may be, and refunds that are only promised (they
 * take up to 3 hours, and a try after another would go far beyond a limit meanwhile). Infinity when
 * a price among them is not known.
 */
export function committedUsd(expenses: Iterable<Expense>): number {
	let sum = 0;
	for (const { usd, spent, refundSeen = false } of expenses) {
		if (spent === 'no' || (spent === 'refunded' && refundSeen)) continue;
		if (usd === undefined) return Infinity;
		sum += usd;
	}
	return roundUsd(sum);
}

/** What a run may cost, and what it has planned so far. */
export class Budget {
	/** One for each video that is to be bought. */
	private readonly fresh: readonly Plan[];
	private readonly cost: PlannedCost;

	/**
	 * @param plans of the items that are to be bought; those on record are paid already
	 * @param committed what earlier tries have out, in USD (`committedUsd`)
	 */
	constructor(
		plans: readonly Plan[],
		private readonly options: RunOptions,
		private readonly committed = 0,
	) {
		this.fresh = withoutShared(plans);
		this.cost = new PlannedCost(plans);
	}

	/** Checks the whole batch before anything is submitted. */
	async check(client: Pick<WaveSpeedClient, 'getBalance'>): Promise<Failure | undefined> {
		const { maxCost, checkBalance } = this.options;
		if (this.fresh.length === 0 || (maxCost === undefined && !checkBalance)) return undefined;
		const unknown = this.unknownPrice();
		if (unknown) return unknown;
		if (maxCost !== undefined) {
			const over = this.overBudget(maxCost);
			if (over) return over;
		}
		return checkBalance ? await this.checkBalance(client) : undefined;
	}

	private unknownPrice(): Failure | undefined {
		const { length: count } = this.fresh;
		const blind = this.fresh.filter(({ priceBlindTo }) => priceBlindTo);
		const unknown = this.fresh.filter(({ price }) => price === undefined).length;
		if (unknown > 0) {
			return refusal(
				'price_unknown',
				`The price of ${share(unknown, count)} is not known`,
				'WaveSpeed did not tell it. Try again, set Price Source to Table to go by published prices, or run without Max Cost per Run and Check Balance First.',
			);
		}
		if (blind.length === 0) return undefined;
		const inputs = [...new Set(blind.flatMap(({ priceBlindTo = [] }) => priceBlindTo))];
		return refusal(
			'price_unknown',
			`The price of ${share(blind.length, count)} depends on what WaveSpeed could not see: ${inputs.join(', ')}`,
			'Set these inputs; give media as URLs (the operation Upload of the resource File makes them), so that WaveSpeed can measure them. Or run without Max Cost per Run and Check Balance First.',
		);
	}

	private overBudget(maxCost: number): Failure | undefined {
		const { committed } = this;
		if (committed === Infinity) {
			return refusal(
				'price_unknown',
				'The price of what earlier tries have bought is not known',
				'Run without Max Cost per Run, or start a new execution.',
			);
		}
		const total = roundUsd(this.cost.total + committed);
		if (total <= maxCost) return undefined;
		const earlier =
			committed > 0
				? `, and ${dollars(committed)} of earlier tries is out (paid, or not yet returned)`
				: '';
		const { length: count } = this.fresh;
		return refusal(
			'over_budget',
			`The estimated cost of ${counted(count, 'item')} is ${dollars(this.cost.total)}${earlier}, above Max Cost per Run of ${dollars(maxCost)}`,
			'Raise Max Cost per Run, or run fewer, shorter or smaller videos.',
		);
	}

	private async checkBalance(
		client: Pick<WaveSpeedClient, 'getBalance'>,
	): Promise<Failure | undefined> {
		const balance = await client.getBalance();
		if (balance.kind === 'refused') return balance.failure;
		if (balance.kind === 'transient') {
			return refusal(
				'unreachable',
				`The balance could not be read: ${balance.reason}`,
				'Try again, or switch Check Balance First off.',
			);
		}
		if (balance.value >= this.cost.total) return undefined;
		const { length: count } = this.fresh;
		return refusal(
			'insufficient_balance',
			`The balance of ${dollars(balance.value)} is below the estimated cost of ${dollars(this.cost.total)} for ${counted(count, 'item')}`,
			'Top up at https://wavespeed.ai/billing, then run again.',
		);
	}

	/**
	 * Buys another model's video in place of an item's, when the budget allows it.
	 *
	 * @param failure what the item's own has come to: what is still to be returned is out
	 */
	replace(plan: Plan, substitute: Plan, failure: Pick<Failure, 'spent' | 'predictionId'>): boolean {
		const { maxCost = Infinity } = this.options;
		const isPriced = substitute.price !== undefined && !substitute.priceBlindTo;
		if (this.options.maxCost !== undefined && !isPriced) return false;
		const isAllowed = (usd: number) => roundUsd(usd + this.committed) <= maxCost;
		return this.cost.replace(plan, substitute, failure, isAllowed);
	}
}

/** "2 of 3 items", or "1 item" where there is no other. */
function share(some: number, all: number): string {
	return all === 1 ? counted(1, 'item') : `${some} of ${counted(all, 'item')}`;
}

function refusal(code: Failure['code'], message: string, advice: string): Failure {
	return { code, message, spent: 'no', lasting: false, advice };
}
