import type { WaveSpeedClient } from '../api/client';
import type { Runtime } from '../base/runtime';
import { placeMedia } from '../models/media';
import type { ModelInputs } from '../models/model';
import type { Plan } from './plan';

/** Where prices come from. `auto`: live where money is limited, otherwise the table. */
export type PriceSource = 'auto' | 'live' | 'table';

export interface Pricing {
	source: PriceSource;
	/** Whether a budget or a balance decides on the prices. */
	limited: boolean;
}

/** Stands in the price request for a file that is not uploaded yet. */
const ANY_FILE = 'https://example.com/file';

/** Live prices asked for at the same time. */
const AT_ONCE = 5;

/**
 * For one answer, and for all of them where money is limited and where it is not, in milliseconds.
 * A price is told within a second; an endpoint that is silent must not hold up a run.
 */
const ANSWER_MS = 10_000;
const ALL_MS = { limited: 30_000, unlimited: 10_000 };

/** Inputs that WaveSpeed's prices don't go by, as far as a model's formula is not known. */
const FREE = /(^|_)(prompt|seed)$/;

interface PriceRequest {
	modelId: string;
	inputs: ModelInputs;
	/** Requests with the same key have the same price. */
	key: string;
	/** What the price depends on and the request can't tell. */
	blindTo: string[];
}

/**
 * What a price is asked with: the inputs, with what WaveSpeed takes for the ones that are not sent,
 * or a default of 15 s at 1080p would be priced as nothing.
 */
export function priceRequest({ model, inputs, media }: Pick<Plan, 'model' | 'inputs' | 'media'>) {
	const places: Record<string, string> = {};
	const notUploaded = new Set<string>();
	// An estimate has no media, but inputs without a required one may be priced too low.
	for (const { input, required } of model.media) {
		if (!required || media[input]) continue;
		places[input] = ANY_FILE;
		notUploaded.add(input);
	}
	for (const [place, medium] of Object.entries(media)) {
		places[place] = medium.kind === 'url' ? medium.url : ANY_FILE;
		if (medium.kind === 'file') notUploaded.add(place.split('.')[0] ?? place);
	}
	const sent: ModelInputs = { ...model.defaults, ...inputs, ...placeMedia(places) };
	const { pricedBy } = model;
	const counts = (name: string) => (pricedBy ? pricedBy.includes(name) : !FREE.test(name));
	const priced = Object.entries(sent).filter(([name]) => counts(name));
	const request: PriceRequest = {
		modelId: model.id,
		inputs: sent,
		key: JSON.stringify([model.id, priced.sort(([a], [b]) => (a < b ? -1 : 1))]),
		blindTo: [
			...(pricedBy ?? []).filter((name) => sent[name] === undefined || notUploaded.has(name)),
			...(model.measured ?? []).filter((name) => notUploaded.has(name)),
		],
	};
	return request;
}

/**
 * Sets the plans' prices: the table's, or the API's where the user wants it live or where the table
 * doesn't tell. Free. A live price that can't be had is no price where money is limited; without a
 * limit the table's stands in.
 *
 * @returns when all prices are there, or when their time is over
 */
export async function pricePlans(
	plans: Plan[],
	{ source, limited }: Pricing,
	client: Pick<WaveSpeedClient, 'getPrice'>,
	runtime: Pick<Runtime, 'now'>,
): Promise<void> {
	const live = source === 'live' || (source === 'auto' && limited);
	const asked = plans.filter(({ price }) => live || price === undefined);
	const requests = new Map<string, { request: PriceRequest; plans: Plan[] }>();
	for (const plan of asked) {
		const request = priceRequest(plan);
		const same = requests.get(request.key) ?? { request, plans: [] };
		same.plans.push(plan);
		requests.set(request.key, same);
	}
	const until = runtime.now() + (limited ? ALL_MS.limited : ALL_MS.unlimited);
	const waiting = [...requests.values()];
	const ask = async () => {
		for (let next = waiting.shift(); next; next = waiting.shift()) {
			const price = await askOnce(next.request, until - runtime.now(), client);
			for (const plan of next.plans) {
				const believed = isSlip(price, plan) ? undefined : price;
				setPrice(plan, believed, next.request.blindTo, live && limited);
			}
		}
	};
	await Promise.all(Array.from({ length: AT_ONCE }, ask));
}

async function askOnce(
	{ modelId, inputs }: PriceRequest,
	leftMs: number,
	client: Pick<WaveSpeedClient, 'getPrice'>,
): Promise<number | undefined> {
	if (leftMs <= 0) return undefined;
	const answer = await client.getPrice(modelId, inputs, Math.min(leftMs, ANSWER_MS));
	return answer.kind === 'ok' && answer.value >= 0 ? answer.value : undefined;
}

/** A price of nothing for what costs something by the table is a slip, and no budget may go by it. */
const isSlip = (price: number | undefined, { price: ofTable = 0 }: Plan) =>
	price === 0 && ofTable > 0;

function setPrice(
	plan: Plan,
	price: number | undefined,
	blindTo: string[],
	mustBeLive: boolean,
): void {
	plan.price = price ?? (mustBeLive ? undefined : plan.price);
	plan.priceBlindTo = price !== undefined && blindTo.length > 0 ? blindTo : undefined;
}
