import { z } from 'zod';
import { IMAGE_PROMPT, promptField } from '../fields/prompt';
import { oneOf, text } from './checks';
import { IMAGE } from './media';
import type { PriceSource, VideoModel } from './model';
import { priceOf } from './prices';
import type { PricedChoice } from './prices';
import { resolutionField } from './resolution';
import {
	advice,
	duration,
	ifUnavailableOption,
	lengthAndSound,
	page,
	secondsField,
	stabilityNotice,
} from './sora2';

const RESOLUTIONS: PricedChoice[] = [
	{ value: '720p', label: '720p', usdPerSecond: 0.3 },
	{ value: '1080p', label: '1080p', usdPerSecond: 0.5 },
];

const priceSource: PriceSource = { kind: 'page', ...page('image-to-video-pro') };
const resolution = resolutionField(
	RESOLUTIONS,
	priceSource,
	'The picture decides whether the video is portrait or landscape',
);

export const sora2ImageToVideoPro: VideoModel = {
	family: 'sora-2-pro',
	id: 'openai/sora-2/image-to-video-pro',
	name: 'Sora 2 Pro',
	page: page('image-to-video-pro'),
	priceSource,
	advice,
	inputs: z
		.object({
			prompt: text('Prompt'),
			resolution: oneOf(
				'Resolution',
				RESOLUTIONS.map(({ value }) => value),
			),
			duration,
		})
		.strict(),
	parameters: { prompt: 'prompt', resolution: resolution.name, duration: 'duration' },
	media: [IMAGE],
	fixedFrame: true,
	notice: stabilityNotice,
	fields: [promptField(IMAGE_PROMPT), resolution, secondsField],
	options: [ifUnavailableOption],
	ordered: ({ resolution: chosen, duration: seconds }) => ({
		...lengthAndSound(seconds),
		resolution: String(chosen),
	}),
	price: ({ resolution: chosen, duration: seconds }) => priceOf(RESOLUTIONS, chosen, seconds),
};
