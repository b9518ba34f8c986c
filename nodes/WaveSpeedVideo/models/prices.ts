import type { INodePropertyOptions } from 'n8n-workflow';
import type { PriceSource } from './model';

/** A frame size or resolution, with its price in USD per second of requested duration. */
export interface PricedChoice {
	value: string;
	label: string;
	/** Undefined where no table tells it. */
	usdPerSecond?: number;
}

/** A choice as the panel lists it, price included: the money is in view before it is spent. */
export function toOption(source: PriceSource): (choice: PricedChoice) => INodePropertyOptions {
	// A price that is not WaveSpeed's own word is a hint of the size.
	const about = source.kind === 'page' ? '' : 'About ';
	return ({ value, label, usdPerSecond }) => ({
		name: label,
		value,
		description:
			usdPerSecond === undefined
				? 'WaveSpeed tells the price when it is asked'
				: `${about}$${usdPerSecond.toFixed(2)} per second of video`,
	});
}

/** Rate × duration in USD, whole cents. */
export function usd(perSecond: number, durationSeconds: unknown): number {
	return Math.round(perSecond * Number(durationSeconds) * 100) / 100;
}

/** Price in USD by the chosen size or resolution; undefined where the table does not tell. */
export function priceOf(
	choices: readonly PricedChoice[],
	chosen: unknown,
	durationSeconds: unknown,
): number | undefined {
	const rate = choices.find((choice) => choice.value === chosen)?.usdPerSecond;
	return rate === undefined ? undefined : usd(rate, durationSeconds);
}
