import type { INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import type { OrderedVideo } from '../base/video';
import { modelOption } from '../fields/optionGroups';
import { promptField, TEXT_PROMPT } from '../fields/prompt';
import { oneOf, text } from './checks';
import type { VideoModel } from './model';
import { priceOf, toOption } from './prices';
import type { PricedChoice } from './prices';
import {
	advice,
	characters,
	charactersOption,
	duration,
	lengthAndSound,
	page,
	secondsField,
	stabilityNotice,
} from './sora2';

/** "1280*720" as pixels. */
function sizeOf(size: unknown): OrderedVideo['size'] {
	const [width = 0, height = 0] = String(size).split('*').map(Number);
	return width > 0 && height > 0 ? { width, height } : undefined;
}

/**
 * A Sora 2 model that takes a prompt and a size.
 *
 * @param sizeName the size's parameter: lists with other values have other names
 */
export function sora2TextModel(
	model: string,
	facts: Pick<VideoModel, 'family' | 'name'>,
	sizeName: string,
	sizes: PricedChoice[],
	options: INodeProperties[] = [],
): VideoModel {
	const priceSource = { kind: 'page' as const, ...page(model) };
	return {
		...facts,
		id: `openai/sora-2/${model}`,
		page: page(model),
		priceSource,
		advice,
		inputs: z
			.object({
				prompt: text('Prompt'),
				size: oneOf(
					'Size',
					sizes.map(({ value }) => value),
				),
				duration,
				characters,
			})
			.strict(),
		parameters: {
			prompt: 'prompt',
			size: sizeName,
			duration: 'duration',
			characters: modelOption('characters'),
		},
		media: [],
		notice: stabilityNotice,
		fields: [
			promptField(TEXT_PROMPT),
			{
				displayName: 'Size',
				name: sizeName,
				type: 'options',
				options: sizes.map(toOption(priceSource)),
				default: '720*1280',
				description: 'Width × height of the video in pixels',
			},
			secondsField,
		],
		options: [charactersOption, ...options],
		ordered: ({ size, duration: seconds }) => ({ ...lengthAndSound(seconds), size: sizeOf(size) }),
		price: ({ size, duration: seconds }) => priceOf(sizes, size, seconds),
	};
}
