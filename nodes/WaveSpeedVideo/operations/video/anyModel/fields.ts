import type { INodeProperties } from 'n8n-workflow';
import { MODEL_GROUPS } from './groups';

/** Which of the account's models. */
export const chooseModel: INodeProperties[] = [
	{
		displayName: 'Model Type',
		name: 'modelType',
		type: 'options',
		noDataExpression: true,
		options: MODEL_GROUPS,
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
];

/** What the model describes itself, but for its main text. */
export const modelInputs: INodeProperties = {
	displayName: 'Inputs',
	name: 'modelInputs',
	type: 'resourceMapper',
	noDataExpression: true,
	default: { mappingMode: 'defineBelow', value: null },
	required: true,
	description:
		'The other inputs of the model, as WaveSpeed describes them. Only what you set is sent. A picture, video or sound is the name of a binary field of the item, which is uploaded, or a public URL.',
	typeOptions: {
		loadOptionsDependsOn: ['customModel.value'],
		resourceMapper: {
			resourceMapperMethod: 'getModelInputs',
			mode: 'add',
			fieldWords: { singular: 'input', plural: 'inputs' },
			addAllFields: false,
			supportAutoMap: false,
			noFieldsError: 'WaveSpeed describes no other inputs of this model',
		},
	},
};

/**
 * The main text of whatever model is chosen. A field of its own, because n8n's mapper has only short
 * ones; named as in the other operations, so that a text stays when operation or model is changed.
 */
export const mainTextField: INodeProperties = {
	displayName: 'Prompt',
	name: 'prompt',
	type: 'string',
	typeOptions: { rows: 4 },
	default: '',
	placeholder: 'e.g. A paper boat drifts down a rainy street at dusk, slow tracking shot',
	hint: "The model's main text: its prompt, or the text, script or lyrics. Leave empty for a model that takes none.",
	description: 'The prompt, text, script or lyrics that the model works from',
	builderHint: {
		propertyHint:
			'Fills the input prompt, or else text, script or lyrics of the chosen model; every other input stands in modelInputs.',
	},
};

/** Room for the other long texts of a model, e.g. a negative prompt or captions. */
export const longTexts: INodeProperties = {
	displayName: 'More Long Texts',
	name: 'longTexts',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	placeholder: 'Add Text',
	default: {},
	description:
		'Room to write for other texts of the model, such as a negative prompt, in place of the short field under Inputs',
	options: [
		{
			displayName: 'Text',
			name: 'texts',
			values: [
				{
					displayName: 'Input Name or ID',
					name: 'input',
					type: 'options',
					typeOptions: {
						loadOptionsMethod: 'getLongTexts',
						loadOptionsDependsOn: ['customModel.value'],
					},
					default: '',
					description:
						'The input of the model that the text is for. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
				},
				{
					displayName: 'Text',
					name: 'text',
					type: 'string',
					typeOptions: { rows: 6 },
					default: '',
				},
			],
		},
	],
};
