import type { INodeProperties } from 'n8n-workflow';

export const priceSourceOption: INodeProperties = {
	displayName: 'Price Source',
	name: 'priceSource',
	type: 'options',
	options: [
		{
			name: 'Auto',
			value: 'auto',
			description:
				'Live where Max Cost per Run or Check Balance First limits the money, else Table',
		},
		{
			name: 'Live',
			value: 'live',
			description: 'Ask WaveSpeed for the price of each item (free), with discounts',
		},
		{
			name: 'Table',
			value: 'table',
			description: 'The published prices that this node knows; asks only where they do not tell',
		},
	],
	default: 'auto',
	description:
		'Where the estimated cost comes from. A live price that cannot be had is above every limit.',
};

/** What a run may cost. */
export const costOptions: INodeProperties[] = [
	{
		displayName: 'Check Balance First',
		name: 'checkBalance',
		type: 'boolean',
		default: false,
		description:
			"Whether to fail before the first submission when the account's balance is below the estimated cost of all items",
	},
	{
		displayName: 'Max Cost per Run',
		name: 'maxCost',
		type: 'number',
		typeOptions: { minValue: 0, numberPrecision: 2 },
		default: 10,
		hint: 'In USD',
		description:
			'Submit nothing when the estimated cost of all items of this run is higher. Videos that a retry takes up again are not counted twice.',
		builderHint: {
			propertyHint: 'Set it in workflows with a trigger other than the manual one.',
		},
	},
	priceSourceOption,
];
