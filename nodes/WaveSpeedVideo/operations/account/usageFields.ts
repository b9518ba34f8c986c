import type { INodeProperties } from 'n8n-workflow';

export const usageFields: INodeProperties[] = [
	{
		displayName: 'Split By',
		name: 'usageBy',
		type: 'options',
		options: [
			{ name: 'Day', value: 'day', description: 'One item per day (UTC)' },
			{
				name: 'Input Item',
				value: 'item',
				description:
					'For each input item, what its prediction was estimated to cost beside what was billed for it',
			},
			{ name: 'Key', value: 'key', description: 'One item per API key' },
			{ name: 'Model', value: 'model', description: 'One item per model' },
			{ name: 'Nothing', value: 'total', description: 'One item with the sum' },
			{ name: 'Prediction', value: 'prediction', description: 'One item per prediction' },
		],
		default: 'total',
		description: 'What to sum up',
	},
	{
		displayName: 'Prediction ID',
		name: 'usagePredictionId',
		type: 'string',
		required: true,
		default: '={{ $json.predictionId }}',
		description: 'The prediction of the item, as the operations that generate output it',
		displayOptions: { show: { usageBy: ['item'] } },
	},
	{
		displayName: 'Estimated Cost',
		name: 'usageEstimate',
		type: 'string',
		default: '={{ $json.estimatedCost }}',
		hint: 'In USD',
		description: 'What the prediction was estimated to cost, as the same operations output it',
		displayOptions: { show: { usageBy: ['item'] } },
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
				displayName: 'Key',
				name: 'key',
				type: 'string',
				default: '',
				placeholder: 'e.g. production',
				description: 'Only what this API key cost, by its name at WaveSpeed',
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
