import { z } from 'zod';
import { promptField } from '../fields/prompt';
import { text } from './checks';
import type { VideoModel } from './model';
import { priceOf } from './prices';
import {
	aspectRatio,
	aspectRatioField,
	duration,
	RESOLUTIONS,
	resolution,
	resolutionField,
	secondsField,
} from './seedance2';

/** https://wavespeed.ai/docs/docs-api/bytedance/bytedance-seedance-2.0-image-to-video, read 2026-11-20. */
export const seedance2ImageToVideo: VideoModel = {
	id: 'bytedance/seedance-2.0/image-to-video',
	name: 'Seedance 2.0',
	inputs: z
		.object({
			prompt: text('Prompt'),
			aspect_ratio: aspectRatio.optional(),
			resolution,
			duration,
		})
		.strict(),
	parameters: {
		prompt: 'prompt',
		aspect_ratio: 'options.aspectRatio',
		resolution: 'resolution',
		duration: 'duration',
	},
	media: ['image', 'last_image'],
	fields: [
		promptField(
			'How the picture comes to life: motion, action, camera, and the sound to hear',
			'e.g. The camera pushes in slowly while steam rises from the cup, quiet café noise',
		),
		resolutionField,
		secondsField,
	],
	options: [
		{
			...aspectRatioField,
			description: 'Width to height of the video. Without this option the picture decides.',
		},
	],
	price: (inputs) => priceOf(RESOLUTIONS, inputs.resolution, inputs.duration),
};
