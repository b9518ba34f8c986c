import { Refusal, success } from '../answer';
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
						access_key_name: 'simulator',
						prediction: { uuid: id, model_uuid: used },
					})),
				)
				.reverse();
			const items = lines.slice((page - 1) * size, page * size);
			return success({ page, has_more: page * size < lines.length, items });
		},
	};
}

const time = { type: 'string', pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z$' };

const usageSchema = {
	type: 'object',
	properties: { start_time: time, end_time: time, model_uuid: { type: 'string', minLength: 1 } },
	required: ['start_time', 'end_time'],
};

/** How often models were used, as WaveSpeed's command line reads it; a refund lowers the cost. */
export function usageRoute({ account }: Service): Route {
	return {
		method: 'POST',
		url: '/api/v3/user/usage_stats',
		operation: 'usage',
		handle(request) {
			const query = validated<{ start_time: string; end_time: string; model_uuid?: string }>(
				request,
				usageSchema,
				request.body,
			);
			const [from, to] = [Date.parse(query.start_time), Date.parse(query.end_time)];
			if (!(from < to)) throw new Refusal(400, 'start_time must be before end_time');
			const used = account.billed
				.filter((one) => query.model_uuid === undefined || one.model === query.model_uuid)
				.filter((one) => one.time >= from && one.time < to);
			const cost = (some: typeof used) =>
				some.reduce((sum, one) => sum + (one.refunded ? 0 : one.cost), 0);
			const groups = (of: (one: (typeof used)[number]) => string) =>
				[...new Set(used.map(of))].map((name) => ({
					name,
					some: used.filter((one) => of(one) === name),
				}));
			return success({
				per_model_usage: groups(({ model }) => model).map(({ name, some }) => ({
					model_uuid: name,
					total_cost: cost(some),
					total_count: some.length,
				})),
				daily_usage: groups((one) => new Date(one.time).toISOString().slice(0, 10)).map(
					({ name, some }) => ({ date: name, amount: cost(some), count: some.length }),
				),
				summary: {
					total_cost: cost(used),
					total_requests: used.length,
					success_requests: used.filter(({ refunded }) => !refunded).length,
				},
			});
		},
	};
}
