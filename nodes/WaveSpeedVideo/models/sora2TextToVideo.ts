import { z } from 'zod';
import { durationField } from '../fields/duration';
import { promptField } from '../fields/prompt';
import { oneOf, oneOfNumbers, text } from './checks';
import type { VideoModel } from './model';
import { priceOf, toOption } from './prices';
import type { PricedChoice } from './prices';
import { characters, charactersOption, DURATIONS, durationOptions, stabilityNotice } from './sora2';

const SIZES: PricedChoice[] = [
	{ value: '720*1280', label: '720 × 1280 (Portrait)', usdPerSecond: 0.1 },
	{ value: '1280*720', label: '1280 × 720 (Landscape)', usdPerSecond: 0.1 },
];

/** https://wavespeed.ai/docs/docs-api/openai/openai-sora-2-text-to-video, read 2026-11-20. */
export const sora2TextToVideo: VideoModel = {
	id: 'openai/sora-2/text-to-video',
	name: 'Sora 2',
	inputs: z
		.object({
			prompt: text('Prompt'),
			size: oneOf(
				'Size',
				SIZES.map(({ value }) => value),
			),
			duration: oneOfNumbers('Duration', DURATIONS, 'seconds'),
			characters,
		})
		.strict(),
	parameters: {
		prompt: 'prompt',
		size: 'size',
		duration: 'duration',
		characters: 'options.characters',
	},
	media: [],
	fields: [
		stabilityNotice,
		promptField(
			'What the video shows: scene, action, camera, lighting, style, and the sound to hear',
			'e.g. A paper boat drifts down a rainy street at dusk, slow tracking shot, soft piano',
		),
		{
			displayName: 'Size',
			name: 'size',
			type: 'options',
			options: SIZES.map(toOption),
			default: '720*1280',
			description: 'Width × height of the video in pixels',
		},
		durationField(durationOptions, 4),
	],
	options: [charactersOption],
	price: ({ size, duration }) => priceOf(SIZES, size, duration),
};
