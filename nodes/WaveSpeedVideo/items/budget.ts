import type { WaveSpeedClient } from '../api/client';
import type { Failure } from '../api/failure';
import type { RunOptions } from './itemOptions';
import type { Plan } from './plan';

/** Stands in the price request for a file that is not uploaded yet; it does not change a price. */
const ANY_FILE = 'https://example.com/file';

/** Live prices asked for at the same time. */
const AT_ONCE = 5;

/** Without the dust of floating point; some prices are below a cent. */
const round = (usd: number) => Math.round(usd * 1e6) / 1e6;

/** "$1.20"; with more digits where cents don't tell it all. */
function dollars(usd: number): string {
	const cents = usd.toFixed(2);
	return `$${Number(cents) === usd ? cents : String(usd)}`;
}

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
		// An estimate has no media, but inputs without a required one may be priced too low.
		const names = new Set([...model.media.slice(0, 1), ...Object.keys(media)]);
		const files = Object.fromEntries([...names].map((name) => [name, ANY_FILE]));
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

	/** @param fresh the items that are to be bought; those on record are paid already */
	constructor(
		private readonly fresh: readonly Plan[],
		private readonly options: RunOptions,
	) {
		this.planned = round(fresh.reduce((sum, { price }) => sum + (price ?? 0), 0));
	}

	/** Checks the whole batch before anything is submitted. */
	async check(client: Pick<WaveSpeedClient, 'getBalance'>): Promise<Failure | undefined> {
		const { maxCost, checkBalance } = this.options;
		const { length: count } = this.fresh;
		const unknown = this.fresh.filter(({ price }) => price === undefined).length;
		if (count === 0 || (maxCost === undefined && !checkBalance)) return undefined;
		if (unknown > 0) {
			return refusal(
				'price_unknown',
				`The price of ${unknown} of ${count} items is not known`,
				'WaveSpeed did not tell it. Try again, or run without Max Cost per Run and Check Balance First.',
			);
		}
		if (maxCost !== undefined && this.planned > maxCost) {
			return refusal(
				'over_budget',
				`The estimated cost of ${count} items is ${dollars(this.planned)}, above Max Cost per Run of ${dollars(maxCost)}`,
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
			`The balance of ${dollars(balance.value)} is below the estimated cost of ${dollars(this.planned)} for ${count} items`,
			'Top up at https://wavespeed.ai/billing, then run again.',
		);
	}

	/** Buys another model's video in place of an item's, when the budget allows it. */
	replace(plan: Plan, substitute: Plan): boolean {
		const counted = this.fresh.includes(plan) ? (plan.price ?? 0) : 0;
		const after = round(this.planned - counted + (substitute.price ?? 0));
		const { maxCost } = this.options;
		if (maxCost !== undefined && (substitute.price === undefined || after > maxCost)) return false;
		this.planned = after;
		return true;
	}
}

function refusal(code: Failure['code'], message: string, advice: string): Failure {
	return { code, message, spent: 'no', lasting: false, advice };
}
