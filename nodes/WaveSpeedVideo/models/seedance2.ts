import type { INodeProperties } from 'n8n-workflow';
import { intBetween, oneOf } from './checks';
import { toOption } from './prices';
import type { PricedChoice } from './prices';

/**
 * What the Seedance 2.0 models share. Parameters: the model pages, read 2026-11-20:
 * https://wavespeed.ai/docs/docs-api/bytedance/bytedance-seedance-2.0-text-to-video
 * Rates: from published examples ($1.20 for 5 s at 720p, $0.60 for 5 s at 480p, $5.40 for 15 s at
 * 1080p; April 2026). Set Price Source to Live for today's price.
 */
export const RESOLUTIONS: PricedChoice[] = [
	{ value: '480p', label: '480p', usdPerSecond: 0.12 },
	{ value: '720p', label: '720p', usdPerSecond: 0.24 },
	{ value: '1080p', label: '1080p', usdPerSecond: 0.36 },
];

export const ASPECT_RATIOS = ['16:9', '9:16', '4:3', '3:4', '1:1', '21:9'] as const;

const SECONDS = { min: 4, max: 15 };

export const resolution = oneOf(
	'Resolution',
	RESOLUTIONS.map(({ value }) => value),
);
export const aspectRatio = oneOf('Aspect Ratio', ASPECT_RATIOS);
export const duration = intBetween('Duration', SECONDS.min, SECONDS.max, 'seconds');

export const resolutionField: INodeProperties = {
	displayName: 'Resolution',
	name: 'resolution',
	type: 'options',
	options: RESOLUTIONS.map(toOption),
	default: '720p',
	description: 'Height of the video. The price grows with it.',
};

export const aspectRatioField: INodeProperties = {
	displayName: 'Aspect Ratio',
	name: 'aspectRatio',
	type: 'options',
	options: ASPECT_RATIOS.map((ratio) => ({ name: ratio, value: ratio })),
	default: '16:9',
	description: 'Width to height of the video',
};

export const secondsField: INodeProperties = {
	displayName: 'Duration',
	name: 'duration',
	type: 'number',
	typeOptions: { minValue: SECONDS.min, maxValue: SECONDS.max, numberPrecision: 0 },
	default: 5,
	hint: `In seconds, ${SECONDS.min} to ${SECONDS.max}`,
	description: 'Length of the video. The price grows with it.',
};
