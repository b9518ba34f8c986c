import { z } from 'zod';
import { EXTEND_PROMPT, promptField } from '../fields/prompt';
import { text } from './checks';
import { LAST_IMAGE, VIDEO } from './media';
import type { VideoModel } from './model';
import { priceOf } from './prices';
import { resolutionField } from './resolution';
import type { Seedance } from './seedance';
import {
	identity,
	resolutionOf,
	secondsField,
	secondsOf,
	seedance2,
	seedance25,
	seedance2Fast,
	seedance2Mini,
	switches,
} from './seedance';

/**
 * Continues a video: one file with the old and the new part comes back, billed by the length of the
 * new one.
 */
function extendVideo(member: Seedance): VideoModel {
	const { resolutions, priceSource, isVersion2 } = member;
	const resolution = resolutionField(resolutions, priceSource);
	const more = switches(member);
	return {
		...identity(member, 'video-extend'),
		inputs: z
			.object({
				prompt: text('Prompt'),
				resolution: resolutionOf(member),
				duration: secondsOf(member),
				...more.inputs,
			})
			.strict(),
		parameters: {
			prompt: 'prompt',
			resolution: resolution.name,
			duration: 'duration',
			...more.parameters,
		},
		// Of 2.5, one page has a last image and the other has none.
		media: isVersion2 ? [VIDEO, LAST_IMAGE] : [VIDEO],
		fields: [
			promptField(EXTEND_PROMPT),
			resolution,
			secondsField(member, 'Length of the new part, which is what is paid'),
		],
		options: more.options,
		// The old part stays, with its sound, if it has one.
		ordered: ({ duration, resolution: chosen, generate_audio: sound = true }) => ({
			minSeconds: Number(duration),
			resolution: String(chosen),
			...(sound === true ? { sound } : {}),
		}),
		price: (inputs) => priceOf(resolutions, inputs.resolution, inputs.duration),
	};
}

/** Without the rates of a list: the price is asked for. */
const unpriced = (member: Seedance): Seedance => ({
	...member,
	priceSource: { kind: 'live' },
	resolutions: member.resolutions.map((one) => ({ ...one, usdPerSecond: undefined })),
});

/** The page of the standard model has no 4k. */
const upTo1080p = { resolutions: seedance2.resolutions.slice(0, 3) };

export const seedance2ExtendVideo = extendVideo({ ...seedance2, ...upTo1080p });
export const seedance2FastExtendVideo = extendVideo(seedance2Fast);
/** Of the 2.0 models only its page has 4k. */
export const seedance2MiniExtendVideo = extendVideo(
	unpriced({ ...seedance2Mini, resolutions: seedance2.resolutions }),
);
/** Of its rates only the one at 480p is published. */
export const seedance25ExtendVideo = extendVideo(unpriced(seedance25));
