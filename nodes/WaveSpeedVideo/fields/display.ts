import type { INodeProperties, NodeParameterValue } from 'n8n-workflow';

/** Parameter values under which a field is shown; all must hold. */
export type Place = Record<string, NodeParameterValue[]>;

/** Shows fields only in one place of the panel, beside conditions of their own. */
export function showFor(place: Place, fields: INodeProperties[]): INodeProperties[] {
	return fields.map((field) => ({
		...field,
		displayOptions: {
			...field.displayOptions,
			show: { ...place, ...field.displayOptions?.show },
		},
	}));
}
