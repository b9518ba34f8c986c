import { Refusal, success } from '../answer';
import { models } from '../models';
import type { Model } from '../models';
import type { Route } from '../route';
import type { Service } from '../service';
import { priceInputs, validated } from '../validation';

const priceSchema = {
	type: 'object',
	properties: {
		model_id: { type: 'string' },
		// No properties named: the model's own schema looks into it.
		inputs: { type: 'object' },
	},
	required: ['model_id'],
};

/** One model as `GET /api/v3/models` lists it. */
function catalogueEntry(
	{ id, type, schema, formula }: Model,
	urls: Service['urls'],
	basePrice: number,
) {
	return {
		model_id: id,
		name: id,
		type,
		base_price: basePrice,
		...(formula === undefined ? {} : { formula }),
		api_schema: {
			api_schemas: [
				{
					type: 'model_run',
					method: 'POST',
					server: urls.api,
					api_path: `/api/v3/${id}`,
					request_schema: schema,
				},
			],
		},
	};
}

export function modelsRoute({ urls }: Service): Route {
	return {
		method: 'GET',
		url: '/api/v3/models',
		operation: 'models',
		handle: (request) =>
			success(
				models.map((model) =>
					catalogueEntry(model, urls, model.price(priceInputs(request, model, {}))),
				),
			),
	};
}

/** WaveSpeed API docs: the charge is `discounted_price`; partial inputs are no error. */
export function priceRoute(): Route {
	return {
		method: 'POST',
		url: '/api/v3/model/price',
		operation: 'price',
		handle(request) {
			const { model_id: id, inputs } = validated<{ model_id: string; inputs?: unknown }>(
				request,
				priceSchema,
				request.body,
			);
			const model = models.find((candidate) => candidate.id === id);
			if (!model) throw new Refusal(400, `model not found: ${id}`);
			const price = model.price(priceInputs(request, model, inputs));
			return success({
				model_id: id,
				price,
				discounted_price: price,
				discount_rate: 1,
				currency: 'USD',
			});
		},
	};
}
