import type { IDataObject, INodeProperties } from 'n8n-workflow';
import type { BillingEntry } from '../../api/billing';
import { ParameterError } from '../../base/parameterError';
import { shown } from '../../base/shown';
import { showFor } from '../../fields/display';
import { eachItem } from '../../items/eachItem';
import type { ItemResult } from '../../items/results';
import type { Session } from '../../items/session';
import type { Operation } from '../operation';
import { readFailure } from '../predictionId';
import type { UsageBy } from './usage';
import { sumUsage } from './usage';

const DAY_MS = 24 * 3600 * 1000;
const DEFAULT_DAYS = 7;

/** An end to a bill that never ends. */
const MAX_PAGES = 500;

const fields: INodeProperties[] = [
	{
		displayName: 'Split By',
		name: 'usageBy',
		type: 'options',
		options: [
			{ name: 'Model', value: 'model', description: 'One item per model' },
			{ name: 'Nothing', value: 'total', description: 'One item with the sum' },
			{ name: 'Prediction', value: 'prediction', description: 'One item per prediction' },
		],
		default: 'total',
		description: 'What to sum up',
	},
	{
		displayName: 'Filters',
		name: 'usageFilters',
		type: 'collection',
		placeholder: 'Add filter',
		default: {},
		options: [
			{
				displayName: 'After',
				name: 'after',
				type: 'dateTime',
				default: '',
				description: 'Only what was billed at this time or later; without it the last 7 days',
			},
			{
				displayName: 'Before',
				name: 'before',
				type: 'dateTime',
				default: '',
				description: 'Only what was billed before this time; without it until now',
			},
			{
				displayName: 'Model',
				name: 'model',
				type: 'string',
				default: '',
				placeholder: 'e.g. bytedance/seedance-2.0/text-to-video',
				description: 'Only what this model cost, by its ID',
			},
		],
	},
];

/** What was really billed, beside the estimates that the other operations give. */
export const getUsage: Operation = {
	resource: 'account',
	option: {
		name: 'Get Usage',
		value: 'getUsage',
		action: 'Get account usage',
		description:
			'Get what WaveSpeed has really billed and returned, in all, per model or prediction',
	},
	fields: (place) => showFor(place, fields),
	run: async (host) => await eachItem(host, readUsage),
};

function time(value: unknown, label: string, fallback: number): number {
	if (value === undefined || value === null || value === '') return fallback;
	const ms = Date.parse(String(value));
	if (Number.isNaN(ms))
		throw new ParameterError(`${label} must be a time (given: ${shown(value)})`);
	return ms;
}

async function readUsage(session: Session, itemIndex: number): Promise<ItemResult> {
	const { host, client, runtime } = session;
	const given = host.parameter('usageFilters', itemIndex, {}) as Record<string, unknown>;
	const to = time(given.before, 'Before', runtime.now());
	const from = time(given.after, 'After', to - DEFAULT_DAYS * DAY_MS);
	if (from >= to) throw new ParameterError('After must be earlier than Before');
	const model = typeof given.model === 'string' ? given.model.trim() : '';
	const by = host.parameter('usageBy', itemIndex, 'total') as UsageBy;

	const entries: BillingEntry[] = [];
	for (let page = 1; ; page++) {
		runtime.checkStop();
		const answer = await client.searchBillings({ page, from, to, model });
		if (answer.kind !== 'ok') return { kind: 'failed', failure: readFailure(answer) };
		entries.push(...answer.value.entries);
		if (!answer.value.hasMore) break;
		if (page === MAX_PAGES) {
			throw new ParameterError('The bill has too many lines', 'Set After and Before closer.');
		}
	}
	const period = { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
	const items = sumUsage(entries, by).map((usage) => ({
		json: { ...usage, currency: 'USD', ...period } as IDataObject,
		pairedItem: { item: itemIndex },
	}));
	return { kind: 'items', items };
}
