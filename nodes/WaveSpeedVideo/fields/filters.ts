import type { INodeProperties } from 'n8n-workflow';

/** Which predictions are wanted: filters that a person adds one by one. */
export const filtersField = (options: INodeProperties[]): INodeProperties => ({
	displayName: 'Filters',
	name: 'filters',
	type: 'collection',
	placeholder: 'Add filter',
	default: {},
	options,
});
