import type { INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { promptField } from '../fields/prompt';
import { text, urlList } from './checks';
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

function referenceOption(displayName: string, name: string, what: string): INodeProperties {
	return {
		displayName,
		name,
		type: 'string',
		default: '',
		placeholder: 'e.g. https://example.com/a, https://example.com/b',
		description: `Comma-separated list of public URLs of ${what}, or an expression that gives an array`,
	};
}

/** https://wavespeed.ai/docs/docs-api/bytedance/bytedance-seedance-2.0-text-to-video, read 2026-11-20. */
export const seedance2TextToVideo: VideoModel = {
	id: 'bytedance/seedance-2.0/text-to-video',
	name: 'Seedance 2.0',
	inputs: z
		.object({
			prompt: text('Prompt'),
			aspect_ratio: aspectRatio,
			resolution,
			duration,
			reference_images: urlList('Reference Images'),
			reference_videos: urlList('Reference Videos'),
			reference_audios: urlList('Reference Audios'),
		})
		.strict(),
	parameters: {
		prompt: 'prompt',
		aspect_ratio: 'aspectRatio',
		resolution: 'resolution',
		duration: 'duration',
		reference_images: 'options.referenceImages',
		reference_videos: 'options.referenceVideos',
		reference_audios: 'options.referenceAudios',
	},
	media: [],
	fields: [
		promptField(
			'What the video shows: scene, action, camera, lighting, style, and the sound to hear',
			'e.g. A paper boat drifts down a rainy street at dusk, slow tracking shot, soft piano',
		),
		aspectRatioField,
		resolutionField,
		secondsField,
	],
	options: [
		referenceOption('Reference Audios', 'referenceAudios', 'sounds to follow, 15 seconds in all'),
		referenceOption('Reference Images', 'referenceImages', 'pictures to follow'),
		referenceOption('Reference Videos', 'referenceVideos', 'videos to follow, 15 seconds in all'),
	],
	// Reference videos change the price by a rule that is not published.
	price: (inputs) =>
		inputs.reference_videos === undefined
			? priceOf(RESOLUTIONS, inputs.resolution, inputs.duration)
			: undefined,
};
