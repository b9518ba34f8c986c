import type { INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { durationField } from '../fields/duration';
import { promptField } from '../fields/prompt';
import { oneOf, oneOfNumbers, text } from './checks';
import type { VideoModel } from './model';
import { priceOf, toOption } from './prices';
import type { PricedChoice } from './prices';
import { characters, charactersOption, DURATIONS, durationOptions, stabilityNotice } from './sora2';

/** A Sora 2 model that takes a prompt and a size. */
export function sora2TextModel(
	facts: Pick<VideoModel, 'id' | 'name'>,
	sizes: PricedChoice[],
	options: INodeProperties[] = [],
): VideoModel {
	return {
		...facts,
		inputs: z
			.object({
				prompt: text('Prompt'),
				size: oneOf(
					'Size',
					sizes.map(({ value }) => value),
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
				options: sizes.map(toOption),
				default: '720*1280',
				description: 'Width × height of the video in pixels',
			},
			durationField(durationOptions, 4),
		],
		options: [charactersOption, ...options],
		price: ({ size, duration }) => priceOf(sizes, size, duration),
	};
}
