import type { WaveSpeedClient } from '../api/client';
import type { Failure } from '../generation/failure';
import type { Ledger } from '../generation/ledger';
import type { RunOptions } from './itemOptions';
import type { Plan } from './plan';

/** Stands in the price request for a file that is not uploaded yet; it does not change a price. */
const ANY_FILE = 'https://example.com/file';

/** Live prices asked for at the same time. */
const AT_ONCE = 5;

const round = (usd: number) => Math.round(usd * 100) / 100;

/**
 * Sets the plans' prices: from the table, and from the API where the table doesn't tell or the user
 * wants it live. Free.
 */
export async function pricePlans(
	plans: Plan[],
	live: boolean,
	client: Pick<WaveSpeedClient, 'getPrice'>,
): Promise<void> {
	const asked = plans.filter(({ price }) => live || price === undefined);
	const prices = new Map<string, Promise<number | undefined>>();
	const ask = async ({ model, inputs, media }: Plan) => {
		const files = Object.fromEntries(Object.keys(media).map((name) => [name, ANY_FILE]));
		const key = JSON.stringify([model.id, { ...inputs, prompt: '' }, files]);
		let price = prices.get(key);
		if (!price) {
			price = client
				.getPrice(model.id, { ...inputs, ...files })
				.then((answer) => (answer.kind === 'ok' ? answer.value : undefined));
			prices.set(key, price);
		}
		return await price;
	};
	for (let from = 0; from < asked.length; from += AT_ONCE) {
		const some = asked.slice(from, from + AT_ONCE);
		await Promise.all(some.map(async (plan) => (plan.price = (await ask(plan)) ?? plan.price)));
	}
}

/** What a run may cost, and what it has planned so far. */
export class Budget {
	private planned: number;
	private readonly unknown: number;
	private readonly count: number;

	/** @param ledger items on record are paid already and not counted again */
	constructor(
		plans: Plan[],
		ledger: Pick<Ledger, 'get'>,
		private readonly options: RunOptions,
	) {
		const fresh = plans.filter(({ key }) => {
			const entry = ledger.get(key);
			return entry === undefined || entry.state === 'failed';
		});
		this.count = fresh.length;
		this.unknown = fresh.filter(({ price }) => price === undefined).length;
		this.planned = round(fresh.reduce((sum, { price }) => sum + (price ?? 0), 0));
	}

	/** Checks the whole batch before anything is submitted. */
	async check(client: Pick<WaveSpeedClient, 'getBalance'>): Promise<Failure | undefined> {
		const { maxCost, checkBalance } = this.options;
		if (this.count === 0 || (maxCost === undefined && !checkBalance)) return undefined;
		if (this.unknown > 0) {
			return refusal(
				'price_unknown',
				`The price of ${this.unknown} of ${this.count} items is not known`,
				'WaveSpeed did not tell it. Try again, or run without Max Cost per Run and Check Balance First.',
			);
		}
		if (maxCost !== undefined && this.planned > maxCost) {
			return refusal(
				'over_budget',
				`The estimated cost of ${this.count} items is $${this.planned.toFixed(2)}, above Max Cost per Run of $${maxCost.toFixed(2)}`,
				'Raise Max Cost per Run, or run fewer, shorter or smaller videos.',
			);
		}
		if (!checkBalance) return undefined;
		const balance = await client.getBalance();
		if (balance.kind === 'refused') return balance.failure;
		if (balance.kind === 'transient') {
			return refusal(
				'unreachable',
				`The balance could not be read: ${balance.reason}`,
				'Try again, or switch Check Balance First off.',
			);
		}
		if (balance.value >= this.planned) return undefined;
		return refusal(
			'insufficient_balance',
			`The balance of $${balance.value.toFixed(2)} is below the estimated cost of $${this.planned.toFixed(2)} for ${this.count} items`,
			'Top up at https://wavespeed.ai/billing, then run again.',
		);
	}

	/** Takes an item's other price instead, when the budget allows it. */
	replace(price: number | undefined, by: number | undefined): boolean {
		const after = round(this.planned - (price ?? 0) + (by ?? 0));
		const { maxCost } = this.options;
		if (maxCost !== undefined && (by === undefined || after > maxCost)) return false;
		this.planned = after;
		return true;
	}
}

function refusal(code: Failure['code'], message: string, advice: string): Failure {
	return { code, message, spent: 'no', lasting: false, advice };
}
