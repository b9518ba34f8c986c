import type { FastifyRequest } from 'fastify';
import { Refusal, success } from '../answer';
import { isVisible, wirePrediction } from '../predictions';
import type { Prediction } from '../predictions';
import type { Route } from '../route';
import type { Service } from '../service';
import { validated } from '../validation';

interface ListQuery {
	page: number;
	page_size: number;
	model?: string;
	status?: string;
	created_after?: string;
	created_before?: string;
	include_inputs?: boolean;
}

// WaveSpeed docs, "Predictions": POST with paging and filters.
const listSchema = {
	type: 'object',
	properties: {
		page: { type: 'integer', minimum: 1, default: 1 },
		page_size: { type: 'integer', minimum: 1, maximum: 100, default: 20 },
		model: { type: 'string' },
		status: { type: 'string' },
		created_after: { type: 'string', format: 'date-time' },
		created_before: { type: 'string', format: 'date-time' },
		include_inputs: { type: 'boolean' },
	},
};

const deleteSchema = {
	type: 'object',
	properties: { ids: { type: 'array', minItems: 1, items: { type: 'string' } } },
	required: ['ids'],
};

function matches(prediction: Prediction, query: ListQuery): boolean {
	const { model, status, created_after: after, created_before: before } = query;
	if (model && prediction.model !== model) return false;
	if (status && prediction.status !== status) return false;
	if (after && prediction.createdAt < Date.parse(after)) return false;
	return !before || prediction.createdAt <= Date.parse(before);
}

/** Both forms of the result, which the documents disagree about. */
export function resultRoutes({ predictions, urls }: Service): Route[] {
	const predictionOf = (request: FastifyRequest) =>
		predictions.find((request.params as { id: string }).id);
	return ['/api/v3/predictions/:id/result', '/api/v3/predictions/:id'].map((url) => ({
		method: 'GET',
		url,
		operation: 'poll',
		predictionOf,
		handle(request) {
			const prediction = predictionOf(request);
			if (!prediction || !isVisible(prediction)) throw new Refusal(404, 'Prediction not found');
			return success(wirePrediction(prediction, urls.api));
		},
	}));
}

export function listRoute({ predictions, urls, settings }: Service): Route {
	return {
		method: 'POST',
		url: '/api/v3/predictions',
		operation: 'list',
		handle(request) {
			const query = validated<ListQuery>(request, listSchema, request.body);
			const { page, page_size: pageSize } = query;
			const withInputs =
				settings.listInputs === 'always' ||
				(settings.listInputs === 'whenAsked' && query.include_inputs === true);
			const items = predictions.all
				.filter((prediction) => isVisible(prediction) && matches(prediction, query))
				.reverse()
				.slice((page - 1) * pageSize, page * pageSize)
				.map((prediction) => ({
					...wirePrediction(prediction, urls.api),
					...(withInputs ? { inputs: prediction.inputs } : {}),
				}));
			return success({ page, items });
		},
	};
}

export function deleteRoute({ predictions }: Service): Route {
	return {
		method: 'POST',
		url: '/api/v3/predictions/delete',
		operation: 'delete',
		handle(request) {
			const { ids } = validated<{ ids: string[] }>(request, deleteSchema, request.body);
			return success({ deleted_count: predictions.delete(ids) });
		},
	};
}
