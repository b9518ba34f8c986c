import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

/** Length of the video in seconds, as one of a model's allowed lengths. */
export function durationField(
	options: INodePropertyOptions[],
	defaultSeconds: number,
): INodeProperties {
	return {
		displayName: 'Duration',
		name: 'duration',
		type: 'options',
		options,
		default: defaultSeconds,
		description: 'Length of the video. The price grows with it.',
	};
}
