import { z } from 'zod';
import { durationField } from '../fields/duration';
import { promptField } from '../fields/prompt';
import { oneOf, oneOfNumbers, text } from './checks';
import type { VideoModel } from './model';
import { priceOf, toOption } from './prices';
import type { PricedChoice } from './prices';
import {
	characters,
	charactersOption,
	DURATIONS,
	durationOptions,
	ifUnavailableOption,
	stabilityNotice,
} from './sora2';

const SIZES: PricedChoice[] = [
	{ value: '720*1280', label: '720 × 1280 (Portrait)', usdPerSecond: 0.3 },
	{ value: '1280*720', label: '1280 × 720 (Landscape)', usdPerSecond: 0.3 },
	{ value: '1024*1792', label: '1024 × 1792 (Portrait)', usdPerSecond: 0.5 },
	{ value: '1792*1024', label: '1792 × 1024 (Landscape)', usdPerSecond: 0.5 },
	{ value: '1080*1920', label: '1080 × 1920 (Portrait)', usdPerSecond: 0.7 },
	{ value: '1920*1080', label: '1920 × 1080 (Landscape)', usdPerSecond: 0.7 },
];

/** https://wavespeed.ai/docs/docs-api/openai/openai-sora-2-text-to-video-pro, read 2026-11-20. */
export const sora2TextToVideoPro: VideoModel = {
	id: 'openai/sora-2/text-to-video-pro',
	name: 'Sora 2 Pro',
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
			description: 'Width × height of the video in pixels. Larger sizes cost more.',
		},
		durationField(durationOptions, 4),
	],
	options: [charactersOption, ifUnavailableOption],
	price: ({ size, duration }) => priceOf(SIZES, size, duration),
};
