import { z } from 'zod';
import { cleanText } from '../base/text';

/** One line of the account's bill. */
export interface BillingEntry {
	kind: 'deduct' | 'refund';
	/** USD, positive for both kinds. */
	usd: number;
	/** ISO time, as the service gave it. */
	createdAt: string;
	/** Empty where the line is of no generation. */
	predictionId: string;
	model: string;
	/** Name of the API key; empty where the service does not say. */
	keyName: string;
}

export interface BillingPage {
	entries: BillingEntry[];
	hasMore: boolean;
}

/** Which lines to list; times in milliseconds since 1970. */
export interface BillingFilter {
	/** From 1. */
	page: number;
	from: number;
	to: number;
	model?: string;
}

/** Lines per page, the most that the API gives (WaveSpeed's command line: 1 to 100). */
const BILLING_PAGE = 100;

const entrySchema = z.object({
	billing_type: z.enum(['deduct', 'refund']),
	price: z.number(),
	created_at: z.string().nullish(),
	access_key_name: z.string().nullish(),
	prediction: z.object({ uuid: z.string().nullish(), model_uuid: z.string().nullish() }).nullish(),
});

const pageSchema = z.object({ items: z.array(z.unknown()), has_more: z.boolean().nullish() });

/** The request's body. */
export function billingQuery({ page, from, to, model }: BillingFilter): object {
	return {
		page,
		page_size: BILLING_PAGE,
		start_time: new Date(from).toISOString(),
		end_time: new Date(to).toISOString(),
		...(model ? { model_uuid: model } : {}),
	};
}

/** A page of the bill; lines that move no money of a generation (top-ups) are left out. */
export function readBillings(data: unknown): BillingPage | undefined {
	const parsed = pageSchema.safeParse(data);
	if (!parsed.success) return undefined;
	const entries = parsed.data.items.flatMap((item): BillingEntry[] => {
		const line = entrySchema.safeParse(item);
		if (!line.success) return [];
		const { billing_type: kind, price, created_at, prediction, access_key_name } = line.data;
		return [
			{
				kind,
				usd: Math.abs(price),
				createdAt: created_at ?? '',
				predictionId: prediction?.uuid ?? '',
				model: prediction?.model_uuid ?? '',
				keyName: cleanText(access_key_name ?? '', 100),
			},
		];
	});
	return { entries, hasMore: parsed.data.has_more === true };
}
