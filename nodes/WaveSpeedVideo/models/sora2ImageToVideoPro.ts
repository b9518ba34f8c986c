import { z } from 'zod';
import { durationField } from '../fields/duration';
import { promptField } from '../fields/prompt';
import { oneOf, oneOfNumbers, text } from './checks';
import type { VideoModel } from './model';
import { priceOf, toOption } from './prices';
import type { PricedChoice } from './prices';
import { DURATIONS, durationOptions, ifUnavailableOption, stabilityNotice } from './sora2';

const RESOLUTIONS: PricedChoice[] = [
	{ value: '720p', label: '720p', usdPerSecond: 0.3 },
	{ value: '1080p', label: '1080p', usdPerSecond: 0.5 },
];

/** https://wavespeed.ai/docs/docs-api/openai/openai-sora-2-image-to-video-pro, read 2026-11-20. */
export const sora2ImageToVideoPro: VideoModel = {
	id: 'openai/sora-2/image-to-video-pro',
	name: 'Sora 2 Pro',
	inputs: z
		.object({
			prompt: text('Prompt'),
			resolution: oneOf(
				'Resolution',
				RESOLUTIONS.map(({ value }) => value),
			),
			duration: oneOfNumbers('Duration', DURATIONS, 'seconds'),
		})
		.strict(),
	parameters: { prompt: 'prompt', resolution: 'resolution', duration: 'duration' },
	media: ['image'],
	fields: [
		stabilityNotice,
		promptField(
			'How the picture comes to life: motion, action, camera, and the sound to hear',
			'e.g. The camera pushes in slowly while steam rises from the cup, quiet café noise',
		),
		{
			displayName: 'Resolution',
			name: 'resolution',
			type: 'options',
			options: RESOLUTIONS.map(toOption),
			default: '720p',
			description: 'The picture decides whether the video is portrait or landscape',
		},
		durationField(durationOptions, 4),
	],
	options: [ifUnavailableOption],
	price: ({ resolution, duration }) => priceOf(RESOLUTIONS, resolution, duration),
};
