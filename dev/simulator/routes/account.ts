import { success } from '../answer';
import type { Route } from '../route';
import type { Service } from '../service';
import { validated } from '../validation';

/** WaveSpeed docs, "Balance": USD. */
export function balanceRoute({ settings }: Service): Route {
	return {
		method: 'GET',
		url: '/api/v3/balance',
		operation: 'balance',
		handle: () => success({ balance: settings.balance }),
	};
}

/** WaveSpeed docs, "Verify webhooks". */
export function webhookSecretRoute({ settings }: Service): Route {
	return {
		method: 'GET',
		url: '/api/v3/webhook/secret',
		operation: 'webhookSecret',
		handle: () => success({ secret: settings.webhookSecret }),
	};
}

const billingsSchema = {
	type: 'object',
	properties: {
		page: { type: 'integer', minimum: 1, default: 1 },
		page_size: { type: 'integer', minimum: 1, maximum: 100, default: 20 },
		start_time: { type: 'string' },
		end_time: { type: 'string' },
		model_uuid: { type: 'string' },
	},
};

interface BillingsQuery {
	page: number;
	page_size: number;
	start_time?: string;
	end_time?: string;
	model_uuid?: string;
}

/** The bill, newest first, as WaveSpeed's command line reads it: prices are positive for both kinds. */
export function billingsRoute({ account }: Service): Route {
	return {
		method: 'POST',
		url: '/api/v3/billings/search',
		operation: 'billings',
		handle(request) {
			const query = validated<BillingsQuery>(request, billingsSchema, request.body);
			const { page, page_size: size, start_time: from, end_time: to, model_uuid: model } = query;
			const lines = account.billed
				.filter((one) => model === undefined || one.model === model)
				.filter(({ time }) => from === undefined || time >= Date.parse(from))
				.filter(({ time }) => to === undefined || time < Date.parse(to))
				.flatMap(({ id, model: used, cost, time, refunded }) =>
					(refunded ? ['deduct', 'refund'] : ['deduct']).map((kind) => ({
						uuid: `${kind}-${id}`,
						billing_type: kind,
						price: cost,
						created_at: new Date(time).toISOString(),
						prediction: { uuid: id, model_uuid: used },
					})),
				)
				.reverse();
			const items = lines.slice((page - 1) * size, page * size);
			return success({ page, has_more: page * size < lines.length, items });
		},
	};
}
