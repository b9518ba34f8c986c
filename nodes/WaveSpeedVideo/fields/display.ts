import type { IDisplayOptions, INodeProperties } from 'n8n-workflow';

/** Shows fields only for one operation of one resource, beside conditions of their own. */
export function showFor(
	resource: string,
	operation: string,
	fields: INodeProperties[],
): INodeProperties[] {
	const place: IDisplayOptions['show'] = { resource: [resource], operation: [operation] };
	return fields.map((field) => ({
		...field,
		displayOptions: {
			...field.displayOptions,
			show: { ...place, ...field.displayOptions?.show },
		},
	}));
}
