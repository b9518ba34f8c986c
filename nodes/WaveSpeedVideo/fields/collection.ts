import type { INodeProperties } from 'n8n-workflow';

/** A list of options that a person adds one by one, in the order of the alphabet as n8n lists them. */
export function collection(
	name: string,
	displayName: string,
	options: INodeProperties[],
): INodeProperties {
	return {
		displayName,
		name,
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [...options].sort((a, b) => (a.displayName < b.displayName ? -1 : 1)),
	};
}
