import type {
	IDataObject,
	ILoadOptionsFunctions,
	INodeListSearchResult,
	INodeProperties,
	ResourceMapperField,
	ResourceMapperFields,
} from 'n8n-workflow';
import type { Host } from '../../base/host';
import { ParameterError } from '../../base/parameterError';
import type { LiveInput, LiveModel } from '../../api/liveModels';
import { showFor } from '../../fields/display';
import { optionsField } from '../../fields/options';
import { videoModels } from '../../host/accountModels';
import { fromPanel } from '../../host/executeHost';
import { createRuntime } from '../../host/executionRuntime';
import { toVideoModel } from '../../models/customModel';
import { makeVideos } from '../../items/makeVideos';
import type { Operation } from '../operation';
import type { ItemRequest } from '../../items/readItem';

/** Models listed at a time. */
const PAGE = 100;

const fields: INodeProperties[] = [
	{
		displayName: 'Model',
		name: 'customModel',
		type: 'resourceLocator',
		required: true,
		default: { mode: 'list', value: '' },
		description: 'Any video model of your account, from the live list',
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				typeOptions: { searchListMethod: 'searchModels', searchable: true },
			},
			{
				displayName: 'By ID',
				name: 'id',
				type: 'string',
				placeholder: 'e.g. bytedance/seedance-2.0/text-to-video',
			},
		],
	},
	{
		displayName: 'Inputs',
		name: 'modelInputs',
		type: 'resourceMapper',
		noDataExpression: true,
		default: { mappingMode: 'defineBelow', value: null },
		required: true,
		description: 'The inputs of the model, as WaveSpeed describes them. Only what you set is sent.',
		typeOptions: {
			loadOptionsDependsOn: ['customModel.value'],
			resourceMapper: {
				resourceMapperMethod: 'getModelInputs',
				mode: 'add',
				fieldWords: { singular: 'input', plural: 'inputs' },
				addAllFields: false,
				supportAutoMap: false,
				noFieldsError: 'WaveSpeed describes no inputs of this model',
			},
		},
	},
];

export const customModel: Operation = {
	resource: 'video',
	option: {
		name: 'Custom Model',
		value: 'customModel',
		action: 'Generate a video with any model',
		description:
			'Generate a video with any model of your account, wait for it, and output it as a binary file',
	},
	fields: (place) => showFor(place, [...fields, optionsField([])]),
	run: async (host) => {
		// Asked for once an item is read, so that what is on record is followed up without the list.
		let models: Promise<LiveModel[]> | undefined;
		return await makeVideos(host, async (reading, itemIndex) => {
			const asked = askedOf(reading, itemIndex);
			models ??= videoModels(host, createRuntime(host));
			return readCustom(asked, await models);
		});
	},
};

interface Asked {
	id: unknown;
	mapped: { value?: IDataObject };
}

function askedOf(host: Host, itemIndex: number): Asked {
	return {
		id: host.locatorValue('customModel', itemIndex),
		mapped: host.parameter('modelInputs', itemIndex, {}) as Asked['mapped'],
	};
}

function readCustom({ id, mapped }: Asked, models: LiveModel[]): ItemRequest {
	const live = models.find((model) => model.id === String(id).trim());
	if (!live) {
		throw new ParameterError(
			`Model "${String(id)}" is not in the list of your account's video models`,
		);
	}
	const set = Object.entries(mapped.value ?? {}).filter(
		([, value]) => value !== null && value !== undefined && value !== '',
	);
	return { model: toVideoModel(live), inputs: Object.fromEntries(set), media: {} };
}

/** Searches the live list for the field Model. */
export async function searchModels(
	this: ILoadOptionsFunctions,
	filter = '',
	paginationToken = '0',
): Promise<INodeListSearchResult> {
	const wanted = filter.trim().toLowerCase();
	const found = (await videoModels(fromPanel(this)))
		.filter(({ id, name }) => `${id} ${name}`.toLowerCase().includes(wanted))
		.sort((a, b) => a.id.localeCompare(b.id));
	const from = Number(paginationToken);
	const next = from + PAGE;
	return {
		results: found.slice(from, next).map(({ id, type, description }) => ({
			name: `${id} (${type})`,
			value: id,
			description,
			url: `https://wavespeed.ai/models/${id}`,
		})),
		paginationToken: next < found.length ? String(next) : undefined,
	};
}

const FIELD_TYPES: Record<LiveInput['type'], ResourceMapperField['type']> = {
	string: 'string',
	number: 'number',
	integer: 'number',
	boolean: 'boolean',
	array: 'array',
	object: 'object',
};

function toField(input: LiveInput): ResourceMapperField {
	const { name, title, type, required, enum: allowed } = input;
	const isChoice = allowed !== undefined && allowed.length > 0 && type !== 'array';
	const preset = ['string', 'number', 'boolean'].includes(typeof input.default)
		? (input.default as string | number | boolean)
		: undefined;
	return {
		id: name,
		displayName: title,
		required,
		display: true,
		defaultMatch: false,
		canBeUsedToMatch: false,
		type: isChoice ? 'options' : FIELD_TYPES[type],
		...(isChoice ? { options: allowed.map((value) => ({ name: String(value), value })) } : {}),
		// What is not required and not set is not sent: the API has the same defaults.
		...(required && preset !== undefined ? { defaultValue: preset } : {}),
	};
}

/** The chosen model's inputs for the field Inputs. */
export async function getModelInputs(this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
	const host = fromPanel(this);
	const id = host.locatorValue('customModel', 0);
	const model = (await videoModels(host)).find((one) => one.id === String(id).trim());
	return {
		fields: model?.inputs.map(toField) ?? [],
		...(model ? {} : { emptyFieldsNotice: 'Choose a model of the list first' }),
	};
}
