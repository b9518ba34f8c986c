import type { INodePropertyOptions } from 'n8n-workflow';

/**
 * What the two Sora 2 Pro models share. Durations and rates: the model pages' "Parameters" and
 * "Pricing" tables, read 2026-11-20:
 * https://wavespeed.ai/docs/docs-api/openai/openai-sora-2-text-to-video-pro
 * https://wavespeed.ai/docs/docs-api/openai/openai-sora-2-image-to-video-pro
 */
export const DURATIONS = [4, 8, 12, 16, 20] as const;

/** A frame size or resolution, with its price in USD per second of requested duration. */
export interface PricedChoice {
	value: string;
	label: string;
	usdPerSecond: number;
}

/** A choice as the panel lists it, price included: the money is in view before it is spent. */
export function toOption(choice: PricedChoice): INodePropertyOptions {
	return {
		name: choice.label,
		value: choice.value,
		description: `$${choice.usdPerSecond.toFixed(2)} per second of video`,
	};
}

export const durationOptions: INodePropertyOptions[] = DURATIONS.map((seconds) => ({
	name: `${seconds} Seconds`,
	value: seconds,
}));

/** Price in USD, whole cents. */
export function priceOf(
	choices: readonly PricedChoice[],
	chosen: unknown,
	durationSeconds: unknown,
): number {
	const rate = choices.find((choice) => choice.value === chosen)?.usdPerSecond;
	if (rate === undefined) throw new RangeError(`No price for ${String(chosen)}`);
	return Math.round(rate * Number(durationSeconds) * 100) / 100;
}
