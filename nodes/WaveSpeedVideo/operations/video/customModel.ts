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
import { downloadVideoField } from '../../fields/downloadVideo';
import { expectation } from '../../fields/expectation';
import { generateOptions } from '../../fields/optionGroups';
import { waitFields, whereWaitedFor } from '../../fields/wait';
import { accountModels } from '../../host/accountModels';
import { fromPanel } from '../../host/executeHost';
import { createRuntime } from '../../host/executionRuntime';
import { toVideoModel } from '../../models/customModel';
import { inputHint, isExpression, kindOfInput, plainLabel } from '../../models/schemaInputs';
import type { InputKind } from '../../models/schemaInputs';
import { makeVideos } from '../../items/makeVideos';
import type { Operation } from '../operation';
import type { ItemRequest } from '../../items/readItem';
import { readMediaList, readMediaValue } from '../../items/readMedia';

/** Models listed at a time. */
const PAGE = 100;

/** Groups of WaveSpeed's open list of types. */
const TYPES: Record<string, (type: string) => boolean> = {
	video: (type) =>
		/video$|^video-|motion|digital-human|lip/.test(type) && !/^video-to-(?!video)/.test(type),
	image: (type) => type.endsWith('-to-image') || type.includes('image-edit'),
	audio: (type) =>
		type.endsWith('-to-audio') || type.endsWith('-to-speech') || type.endsWith('-to-music'),
	text: (type) => type.endsWith('-to-text') || type === 'llm',
};

function isOfGroup(type: string, group: unknown): boolean {
	if (group === 'other') return !Object.values(TYPES).some((has) => has(type));
	const has = typeof group === 'string' && Object.hasOwn(TYPES, group) ? TYPES[group] : undefined;
	return has ? has(type) : true;
}

const fields: INodeProperties[] = [
	{
		displayName: 'Model Type',
		name: 'modelType',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'All', value: 'all', description: 'Every model of your account' },
			{ name: 'Audio', value: 'audio', description: 'Models that make sound, music or speech' },
			{ name: 'Image', value: 'image', description: 'Models that make pictures' },
			{ name: 'Other', value: 'other', description: 'Upscalers, training and whatever is new' },
			{ name: 'Text', value: 'text', description: 'Models that answer with text' },
			{ name: 'Video', value: 'video', description: 'Models that make or change videos' },
		],
		default: 'video',
		description: 'Which models the list shows. The search finds name, ID and type.',
	},
	{
		displayName: 'Model',
		name: 'customModel',
		type: 'resourceLocator',
		required: true,
		default: { mode: 'list', value: '' },
		description: 'Any model of your account, from the live list',
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
		description:
			'The inputs of the model, as WaveSpeed describes them. Only what you set is sent. A picture, video or sound is the name of a binary field of the item, which is uploaded, or a public URL.',
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

const LIMIT =
	'The option Max Cost per Run limits what a run may cost, by the prices of your account.';

export const customModel: Operation = {
	resource: 'video',
	option: {
		name: 'Custom Model',
		value: 'customModel',
		action: 'Run any model',
		description:
			'Run any model of your account (video, picture, sound, upscaler, captions, text), wait for it, and output its files',
	},
	fields: (place) =>
		showFor(place, [
			...fields,
			...waitFields,
			...showFor(whereWaitedFor, [downloadVideoField]),
			expectation(LIMIT),
			...generateOptions([]),
		]),
	run: async (host) => {
		// Asked for once an item is read, so that what is on record is followed up without the list.
		let models: Promise<LiveModel[]> | undefined;
		return await makeVideos(host, async (reading, itemIndex) => {
			const asked = askedOf(reading, itemIndex);
			models ??= accountModels(host, createRuntime(host));
			return await readCustom(reading, itemIndex, asked, await models);
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

async function readCustom(
	host: Host,
	itemIndex: number,
	{ id, mapped }: Asked,
	models: LiveModel[],
): Promise<ItemRequest> {
	const live = models.find((model) => model.id === String(id).trim());
	if (!live) {
		throw new ParameterError(`Model "${String(id)}" is not in the list of your account's models`);
	}
	const model = toVideoModel(live);
	const inputs = Object.fromEntries(
		Object.entries(mapped.value ?? {}).filter(
			([, value]) => value !== null && value !== undefined && value !== '',
		),
	);
	const media: ItemRequest['media'] = {};
	for (const wanted of model.media) {
		const { input, required, most } = wanted;
		const given = inputs[input];
		delete inputs[input];
		const found: ItemRequest['media'] =
			most !== undefined
				? await readMediaList(host, itemIndex, given, wanted)
				: given === undefined
					? {}
					: { [input]: await readMediaValue(host, itemIndex, given, wanted) };
		if (required && Object.keys(found).length === 0) {
			throw new ParameterError(
				`${input} is required: the name of a binary field of the item, or a public URL`,
			);
		}
		Object.assign(media, found);
	}
	return { model, inputs, media };
}

/** Searches the live list for the field Model. */
export async function searchModels(
	this: ILoadOptionsFunctions,
	filter = '',
	paginationToken = '0',
): Promise<INodeListSearchResult> {
	const wanted = filter.trim().toLowerCase();
	const host = fromPanel(this);
	const group = host.parameter('modelType', 0, 'all');
	const found = (await accountModels(host))
		.filter(({ type }) => isOfGroup(type, group))
		.filter(({ id, name, type }) => `${id} ${name} ${type}`.toLowerCase().includes(wanted))
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

const FIELD_TYPES: Record<InputKind['kind'], ResourceMapperField['type']> = {
	skip: 'string',
	medium: 'string',
	mediaList: 'string',
	loras: 'array',
	choice: 'options',
	suggestions: 'string',
	longText: 'string',
	text: 'string',
	seed: 'number',
	number: 'number',
	switch: 'boolean',
	list: 'array',
	json: 'object',
};

/** An input as a field. What comes from outside must not become an expression or HTML. */
function toField(input: LiveInput): ResourceMapperField[] {
	const decided = kindOfInput(input);
	const { name, title, required } = input;
	if (decided.kind === 'skip') return [];
	const preset = ['string', 'number', 'boolean'].includes(typeof input.default)
		? (input.default as string | number | boolean)
		: undefined;
	const hint = inputHint(input);
	const values =
		decided.kind === 'choice' ? decided.values.filter((one) => !isExpression(one)) : [];
	// An object that comes as a list is JSON of either form.
	const type =
		decided.kind === 'json' && input.type === 'array' ? 'array' : FIELD_TYPES[decided.kind];
	return [
		{
			id: name,
			displayName: `${plainLabel(title) || name}${hint ? ` (${hint})` : ''}`,
			required,
			display: true,
			defaultMatch: false,
			canBeUsedToMatch: false,
			type,
			...(decided.kind === 'choice'
				? { options: values.map((value) => ({ name: plainLabel(String(value)), value })) }
				: {}),
			// What is not required and not set is not sent: the API has the same defaults.
			...(required && preset !== undefined && !isExpression(preset)
				? { defaultValue: preset }
				: {}),
		},
	];
}

/** The chosen model's inputs for the field Inputs. */
export async function getModelInputs(this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
	const host = fromPanel(this);
	const id = host.locatorValue('customModel', 0);
	const model = (await accountModels(host)).find((one) => one.id === String(id).trim());
	return {
		fields: model?.inputs.flatMap(toField) ?? [],
		...(model ? {} : { emptyFieldsNotice: 'Choose a model of the list first' }),
	};
}
