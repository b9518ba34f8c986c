import type { INodeProperties } from 'n8n-workflow';

/** What an agent may choose from; the ID is always there. */
const FIELDS = [
	{ name: 'Created At', value: 'createdAt' },
	{ name: 'Estimated Cost', value: 'estimatedCost' },
	{ name: 'Expires At', value: 'expiresAt' },
	{ name: 'Inputs', value: 'inputs' },
	{ name: 'Model', value: 'model' },
	{ name: 'Outputs', value: 'outputs' },
	{ name: 'Prompt', value: 'prompt' },
	{ name: 'Requested Model', value: 'requestedModel' },
	{ name: 'Status', value: 'status' },
	{ name: 'Substitution', value: 'substitution' },
	{ name: 'Timings', value: 'timings' },
	{ name: 'URL', value: 'url' },
	{ name: 'Video', value: 'video' },
];

/**
 * How much of a prediction is output: n8n's Simplify, and for an agent's tool its finer choice of
 * three (n8n's UX guidelines, "Simplifying output fields").
 */
export const outputShapeFields: INodeProperties[] = [
	{
		displayName: 'Simplify',
		name: 'simplify',
		type: 'boolean',
		default: true,
		description: 'Whether to return a simplified version of the response instead of the raw data',
		displayOptions: { hide: { '@tool': [true] } },
	},
	{
		displayName: 'Output',
		name: 'output',
		type: 'options',
		options: [
			{ name: 'Simplified', value: 'simplified', description: 'The fields that are mostly used' },
			{ name: 'Raw', value: 'raw', description: 'All fields, with inputs and timings' },
			{ name: 'Selected Fields', value: 'fields', description: 'The ID and the fields you choose' },
		],
		default: 'simplified',
		description: 'What the agent gets to read',
		displayOptions: { show: { '@tool': [true] } },
	},
	{
		displayName: 'Fields',
		name: 'outputFields',
		type: 'multiOptions',
		options: FIELDS,
		default: ['status', 'url'],
		description: 'The fields to return beside the ID',
		displayOptions: { show: { '@tool': [true], output: ['fields'] } },
	},
];
