import { z } from 'zod';
import { promptField, TEXT_PROMPT } from '../fields/prompt';
import { text } from './checks';
import { references } from './media';
import type { VideoModel } from './model';
import { priceOf } from './prices';
import { resolutionField } from './resolution';
import type { Seedance } from './seedance';
import {
	aspectRatio,
	aspectRatioField,
	identity,
	orderedOf,
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

function textToVideo(member: Seedance): VideoModel {
	const { resolutions, references: most, priceSource } = member;
	const resolution = resolutionField(resolutions, priceSource);
	const more = switches(member);
	return {
		...identity(member, 'text-to-video'),
		inputs: z
			.object({
				prompt: text('Prompt'),
				aspect_ratio: aspectRatio,
				resolution: resolutionOf(member),
				duration: secondsOf(member),
				...more.inputs,
			})
			.strict(),
		parameters: {
			prompt: 'prompt',
			aspect_ratio: 'aspectRatio',
			resolution: resolution.name,
			duration: 'duration',
			...more.parameters,
		},
		media: [
			references('picture', most.picture),
			references('video', most.video),
			references('sound', most.sound),
		],
		fields: [promptField(TEXT_PROMPT), aspectRatioField, resolution, secondsField(member)],
		ordered: orderedOf,
		options: more.options,
		// Reference videos change the price by a rule that is not published.
		price: (inputs, media = {}) =>
			media.reference_videos === undefined
				? priceOf(resolutions, inputs.resolution, inputs.duration)
				: undefined,
	};
}

export const seedance2TextToVideo = textToVideo(seedance2);
export const seedance2FastTextToVideo = textToVideo(seedance2Fast);
export const seedance2MiniTextToVideo = textToVideo(seedance2Mini);
export const seedance25TextToVideo = textToVideo(seedance25);
export const seedance25TurboTextToVideo = textToVideo(seedance25Turbo);
