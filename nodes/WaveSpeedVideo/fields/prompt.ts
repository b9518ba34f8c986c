import type { INodeProperties } from 'n8n-workflow';

/** The prompt; every model words differently what belongs into it. */
export function promptField(description: string, placeholder: string): INodeProperties {
	return {
		displayName: 'Prompt',
		name: 'prompt',
		type: 'string',
		typeOptions: { rows: 4 },
		required: true,
		default: '',
		placeholder,
		description,
	};
}
