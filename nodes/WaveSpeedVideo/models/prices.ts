import type { INodePropertyOptions } from 'n8n-workflow';

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

/** Rate × duration in USD, whole cents. */
export function usd(perSecond: number, durationSeconds: unknown): number {
	return Math.round(perSecond * Number(durationSeconds) * 100) / 100;
}

/** Price in USD by the chosen size or resolution. */
export function priceOf(
	choices: readonly PricedChoice[],
	chosen: unknown,
	durationSeconds: unknown,
): number {
	const rate = choices.find((choice) => choice.value === chosen)?.usdPerSecond;
	if (rate === undefined) throw new RangeError(`No price for ${String(chosen)}`);
	return usd(rate, durationSeconds);
}
