import type { IDataObject, INodeProperties } from 'n8n-workflow';
import type { ListFilter } from '../../api/client';
import type { ListedPrediction } from '../../api/schemas';
import { PAGE_SIZE } from '../../api/client';
import { showFor } from '../../fields/display';
import { filtersField } from '../../fields/filters';
import { outputShapeFields } from '../../fields/outputShape';
import { shown } from '../../base/shown';
import { parseTime } from '../../base/time';
import { describePrediction, expiresAt } from '../../items/deliver';
import { eachItem } from '../../items/eachItem';
import type { Operation } from '../operation';
import { readFailure } from '../predictionId';
import type { ItemResult } from '../../items/results';
import { readOutputShape, shapeResult } from '../../items/outputShape';
import { describeInputs } from '../../items/shownInputs';
import type { Session } from '../../items/session';
import { ParameterError } from '../../base/parameterError';

/** An end to a list that never ends (7 days of an account). */
const MAX_PAGES = 1_000;

/** Full pages in a row that bring nothing new: the service ignores which page is asked for. */
const MAX_WITHOUT_NEWS = 2;

const fields: INodeProperties[] = [
	{
		displayName: 'Return All',
		name: 'returnAll',
		type: 'boolean',
		default: false,
		description: 'Whether to return all results or only up to a given limit',
	},
	{
		displayName: 'Limit',
		name: 'limit',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 50,
		description: 'Max number of results to return',
		displayOptions: { show: { returnAll: [false] } },
	},
	filtersField([
		{
			displayName: 'Created After',
			name: 'createdAfter',
			type: 'dateTime',
			default: '',
			description: 'Only predictions created at this time or later',
		},
		{
			displayName: 'Created Before',
			name: 'createdBefore',
			type: 'dateTime',
			default: '',
			description: 'Only predictions created before this time',
		},
		{
			displayName: 'Model',
			name: 'model',
			type: 'string',
			default: '',
			placeholder: 'e.g. bytedance/seedance-2.0/text-to-video',
			description: 'Only predictions of this model',
		},
		{
			displayName: 'Status',
			name: 'status',
			type: 'options',
			options: ['Completed', 'Created', 'Failed', 'Processing'].map((name) => ({
				name,
				value: name.toLowerCase(),
			})),
			default: 'completed',
			description: 'Only predictions with this status',
		},
	]),
];

export const getMany: Operation = {
	resource: 'video',
	option: {
		name: 'Get Many',
		value: 'getAll',
		action: 'Get many videos',
		description: 'List the predictions of the last 7 days, newest first, without downloading them',
	},
	fields: (place) => showFor(place, [...fields, ...outputShapeFields]),
	run: async (host) => await eachItem(host, list),
};

/** A time without a zone is one of the workflow's zone, as n8n's date picker means it. */
function time(value: unknown, label: string, zone: string): number | undefined {
	if (value === undefined || value === null || value === '') return undefined;
	const ms = parseTime(value instanceof Date ? value : String(value), zone);
	if (ms === undefined) {
		throw new ParameterError(`${label} must be a time (given: ${shown(value)})`);
	}
	return ms;
}

function readFilter({ host }: Session, itemIndex: number): ListFilter {
	const given = host.parameter('filters', itemIndex, {}) as Record<string, unknown>;
	return {
		model: given.model ? String(given.model).trim() : undefined,
		status: given.status ? String(given.status) : undefined,
		createdAfter: time(given.createdAfter, 'Created After', host.timezone),
		createdBefore: time(given.createdBefore, 'Created Before', host.timezone),
	};
}

/** A page, with inputs if the service gives them: the docs don't say so, and one may refuse to. */
async function readPage({ client }: Session, filter: ListFilter) {
	const answer = await client.listPredictions({ ...filter, includeInputs: true });
	const wishRefused = answer.kind === 'refused' && answer.failure.code === 'invalid_input';
	return wishRefused ? await client.listPredictions(filter) : answer;
}

async function list(session: Session, itemIndex: number): Promise<ItemResult> {
	const { host, runtime } = session;
	const all = host.parameter('returnAll', itemIndex, false) === true;
	const limit = all ? Infinity : Number(host.parameter('limit', itemIndex, 50));
	if (!(limit >= 1)) throw new ParameterError(`Limit must be at least 1 (given: ${shown(limit)})`);
	const filter = readFilter(session, itemIndex);

	// A prediction may move to the next page while pages are read.
	const found = new Map<string, ListedPrediction>();
	let withoutNews = 0;
	for (let page = 1; page <= MAX_PAGES && found.size < limit; page++) {
		runtime.checkStop();
		const answer = await readPage(session, { ...filter, page });
		if (answer.kind !== 'ok') return { kind: 'failed', failure: readFailure(answer) };
		const before = found.size;
		for (const one of answer.value.predictions) found.set(one.prediction.id, one);
		if (answer.value.length < PAGE_SIZE) break;
		withoutNews = found.size > before ? 0 : withoutNews + 1;
		if (withoutNews >= MAX_WITHOUT_NEWS) break;
	}
	const items = [...found.values()].slice(0, limit).map((one) => ({
		json: toJson(one, runtime.now()),
		pairedItem: { item: itemIndex },
	}));
	const listed: ItemResult = { kind: 'items', items };
	return shapeResult(listed, readOutputShape(host, itemIndex), host.items[itemIndex]);
}

function toJson({ prediction, inputs }: ListedPrediction, now: number): IDataObject {
	return {
		...describePrediction(prediction, now, {
			model: prediction.model,
			...(inputs ? describeInputs(inputs) : {}),
		}),
		expiresAt: expiresAt(prediction, now),
		// Not `error`: n8n takes a first item with such a key for a failure, and retries.
		...(prediction.error ? { errorMessage: prediction.error } : {}),
	};
}
