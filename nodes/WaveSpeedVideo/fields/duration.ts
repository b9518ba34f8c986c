import type { INodeProperties } from 'n8n-workflow';

/**
 * Length of the video in seconds: a number for all models, so that a switch of the model keeps it
 * and never shows it in red. The model's own check names what is allowed.
 */
export function durationField(
	seconds: { min: number; max: number; only?: readonly number[] },
	defaultSeconds: number,
	what = 'Length of the video',
): INodeProperties {
	const { min, max, only } = seconds;
	return {
		displayName: 'Duration (Seconds)',
		name: 'duration',
		type: 'number',
		typeOptions: { minValue: min, maxValue: max, numberPrecision: 0 },
		default: defaultSeconds,
		hint: only
			? `${only.slice(0, -1).join(', ')} or ${String(only[only.length - 1])}`
			: `${min} to ${max}`,
		description: `${what}. The price grows with it.`,
	};
}
