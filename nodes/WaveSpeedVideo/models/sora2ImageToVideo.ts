import { z } from 'zod';
import { durationField } from '../fields/duration';
import { promptField } from '../fields/prompt';
import { oneOfNumbers, text } from './checks';
import type { VideoModel } from './model';
import { usd } from './prices';
import { DURATIONS, durationOptions, stabilityNotice } from './sora2';

const USD_PER_SECOND = 0.1;

/**
 * https://wavespeed.ai/docs/docs-api/openai/openai-sora-2-image-to-video, read 2026-11-20.
 * It takes neither size nor resolution: the picture decides.
 */
export const sora2ImageToVideo: VideoModel = {
	id: 'openai/sora-2/image-to-video',
	name: 'Sora 2',
	inputs: z
		.object({
			prompt: text('Prompt'),
			duration: oneOfNumbers('Duration', DURATIONS, 'seconds'),
		})
		.strict(),
	parameters: { prompt: 'prompt', duration: 'duration' },
	media: ['image'],
	fields: [
		stabilityNotice,
		promptField(
			'How the picture comes to life: motion, action, camera, and the sound to hear',
			'e.g. The camera pushes in slowly while steam rises from the cup, quiet café noise',
		),
		durationField(durationOptions, 4),
	],
	price: ({ duration }) => usd(USD_PER_SECOND, duration),
};
