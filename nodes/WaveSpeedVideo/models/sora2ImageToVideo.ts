import { z } from 'zod';
import { IMAGE_PROMPT, promptField } from '../fields/prompt';
import { text } from './checks';
import { IMAGE } from './media';
import type { VideoModel } from './model';
import { usd } from './prices';
import { advice, duration, lengthAndSound, page, secondsField, stabilityNotice } from './sora2';

const USD_PER_SECOND = 0.1;

/** It takes neither size nor resolution: the picture decides. */
export const sora2ImageToVideo: VideoModel = {
	family: 'sora-2',
	id: 'openai/sora-2/image-to-video',
	name: 'Sora 2',
	page: page('image-to-video'),
	priceSource: { kind: 'page', ...page('image-to-video') },
	advice,
	inputs: z.object({ prompt: text('Prompt'), duration }).strict(),
	parameters: { prompt: 'prompt', duration: 'duration' },
	media: [IMAGE],
	fixedFrame: true,
	notice: stabilityNotice,
	fields: [promptField(IMAGE_PROMPT), secondsField],
	ordered: ({ duration: seconds }) => lengthAndSound(seconds),
	price: ({ duration: seconds }) => usd(USD_PER_SECOND, seconds),
};
