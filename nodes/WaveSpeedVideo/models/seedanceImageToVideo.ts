import { z } from 'zod';
import { modelOption } from '../fields/optionGroups';
import { IMAGE_PROMPT, promptField } from '../fields/prompt';
import { text } from './checks';
import { IMAGE, LAST_IMAGE } from './media';
import type { VideoModel } from './model';
import { priceOf } from './prices';
import { resolutionField } from './resolution';
import type { Seedance } from './seedance';
import {
	aspectRatio,
	aspectRatioField,
	identity,
	resolutionOf,
	secondsField,
	secondsOf,
	seedance2,
	seedance25,
	seedance25Turbo,
	seedance2Fast,
	seedance2Mini,
	switches,
} from './seedance';

function imageToVideo(member: Seedance): VideoModel {
	const { resolutions, priceSource, isVersion2 } = member;
	const resolution = resolutionField(resolutions, priceSource);
	const more = switches(member);
	return {
		...identity(member, 'image-to-video'),
		inputs: z
			.object({
				prompt: text('Prompt'),
				// 2.5 has no such input: the picture decides.
				...(isVersion2 ? { aspect_ratio: aspectRatio.optional() } : {}),
				resolution: resolutionOf(member),
				duration: secondsOf(member),
				...more.inputs,
			})
			.strict(),
		parameters: {
			prompt: 'prompt',
			...(isVersion2 ? { aspect_ratio: modelOption('aspectRatio') } : {}),
			resolution: resolution.name,
			duration: 'duration',
			...more.parameters,
		},
		media: [IMAGE, LAST_IMAGE],
		fields: [promptField(IMAGE_PROMPT), resolution, secondsField(member)],
		options: [...more.options, ...(isVersion2 ? [ratioOption] : [])],
		price: (inputs) => priceOf(resolutions, inputs.resolution, inputs.duration),
	};
}

const ratioOption = {
	...aspectRatioField,
	description: 'Width to height of the video. Without this option the picture decides.',
};

export const seedance2ImageToVideo = imageToVideo(seedance2);
export const seedance2FastImageToVideo = imageToVideo(seedance2Fast);
export const seedance2MiniImageToVideo = imageToVideo(seedance2Mini);
export const seedance25ImageToVideo = imageToVideo(seedance25);
export const seedance25TurboImageToVideo = imageToVideo(seedance25Turbo);
