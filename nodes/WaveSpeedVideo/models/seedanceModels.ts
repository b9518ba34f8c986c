import type { INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { once } from '../base/once';
import { durationField } from '../fields/duration';
import { modelOption } from '../fields/optionGroups';
import type { PromptWords } from '../fields/prompt';
import { EXTEND_PROMPT, IMAGE_PROMPT, promptField, TEXT_PROMPT } from '../fields/prompt';
import { flag, intBetween, oneOf, text } from './checks';
import type { MediaInput } from './media';
import { IMAGE, LAST_IMAGE, references, VIDEO } from './media';
import type { VideoModel } from './model';
import { priceOf } from './prices';
import { resolutionField } from './resolution';
import type { Seedance } from './seedance';
import { seedance2, seedance25, seedance25Turbo, seedance2Fast, seedance2Mini } from './seedance';

/** What a model of the family makes a video of, and what it takes for that. */
interface Kind {
	/** In the model's id. */
	of: string;
	words: PromptWords;
	media: readonly MediaInput[];
	/** Width to height: of the form, of the options, or not to be chosen. */
	ratio?: 'field' | 'option';
	/** What the duration is, where it is not the video's but that of a part which is added. */
	duration?: string;
}

const SHORTEST = 4;
const ASPECT_RATIOS = ['16:9', '9:16', '4:3', '3:4', '1:1', '21:9'] as const;
const aspectRatio = oneOf('Aspect Ratio', ASPECT_RATIOS);

const aspectRatioField: INodeProperties = {
	displayName: 'Aspect Ratio',
	name: 'aspectRatio',
	type: 'options',
	options: ASPECT_RATIOS.map((ratio) => ({ name: ratio, value: ratio })),
	default: '9:16',
	description: 'Width to height of the video',
};

const ratioOption: INodeProperties = {
	...aspectRatioField,
	description: 'Width to height of the video. Without this option the picture decides.',
};

const audioOption: INodeProperties = {
	displayName: 'Generate Audio',
	name: 'generateAudio',
	type: 'boolean',
	default: true,
	description: 'Whether the video has sound. Without this option it has.',
};

const webSearchOption: INodeProperties = {
	displayName: 'Web Search',
	name: 'webSearch',
	type: 'boolean',
	default: false,
	description: 'Whether the model may look up on the web what the prompt speaks of',
};

/** A model of a member of the family. */
function seedance(member: Seedance, kind: Kind): VideoModel {
	const { family, name, ids, ending = '', page, priceSource, resolutions, isVersion2 } = member;
	const { words, media, ratio, duration } = kind;
	const of = `${kind.of}${ending}`;
	const resolution = resolutionField(resolutions, priceSource);
	const heights = resolutions.map(({ value }) => value);
	const inputs = once(() =>
		z
			.object({
				prompt: text('Prompt'),
				...(ratio === 'field' ? { aspect_ratio: aspectRatio } : {}),
				...(ratio === 'option' ? { aspect_ratio: aspectRatio.optional() } : {}),
				resolution: oneOf('Resolution', heights),
				duration: intBetween('Duration', SHORTEST, member.longest, 'seconds'),
				generate_audio: flag('Generate Audio').optional(),
				...(isVersion2 ? { enable_web_search: flag('Web Search').optional() } : {}),
			})
			.strict(),
	);
	return {
		family,
		name,
		id: `${ids}${of}`,
		page: page(of),
		priceSource,
		get inputs() {
			return inputs();
		},
		parameters: {
			prompt: 'prompt',
			...(ratio === 'field' ? { aspect_ratio: 'aspectRatio' } : {}),
			...(ratio === 'option' ? { aspect_ratio: modelOption('aspectRatio') } : {}),
			resolution: resolution.name,
			duration: 'duration',
			generate_audio: modelOption('generateAudio'),
			...(isVersion2 ? { enable_web_search: modelOption('webSearch') } : {}),
		},
		media,
		fields: [
			promptField(words),
			...(ratio === 'field' ? [aspectRatioField] : []),
			resolution,
			durationField({ min: SHORTEST, max: member.longest }, 5, duration),
		],
		options: [
			audioOption,
			...(isVersion2 ? [webSearchOption] : []),
			...(ratio === 'option' ? [ratioOption] : []),
		],
		ordered: (inputs) => {
			const { duration: seconds, aspect_ratio: shape, generate_audio: sound = true } = inputs;
			const added = duration !== undefined;
			return {
				[added ? 'minSeconds' : 'seconds']: Number(seconds),
				resolution: String(inputs.resolution),
				...(shape === undefined ? {} : { aspectRatio: String(shape) }),
				// The old part may have sound of its own.
				...(added && sound !== true ? {} : { sound: sound === true }),
			};
		},
		measured: ['reference_videos'],
		// Reference videos change the price by a rule that is not published.
		price: (inputs, given = {}) =>
			given.reference_videos === undefined
				? priceOf(resolutions, inputs.resolution, inputs.duration)
				: undefined,
	};
}

const textToVideo = (member: Seedance) =>
	seedance(member, {
		of: 'text-to-video',
		words: TEXT_PROMPT,
		media: [
			references('picture', member.references.picture),
			references('video', member.references.video),
			references('sound', member.references.sound),
		],
		ratio: 'field',
	});

const imageToVideo = (member: Seedance) =>
	seedance(member, {
		of: 'image-to-video',
		words: IMAGE_PROMPT,
		media: [IMAGE, LAST_IMAGE],
		// 2.5 has no such input: the picture decides.
		ratio: member.isVersion2 ? 'option' : undefined,
	});

/**
 * Continues a video: one file with the old and the new part comes back, billed by the length of the
 * new one.
 */
const extendVideo = (member: Seedance) =>
	seedance(member, {
		of: 'video-extend',
		words: EXTEND_PROMPT,
		// Of 2.5, one page has a last image and the other has none.
		media: member.isVersion2 ? [VIDEO, LAST_IMAGE] : [VIDEO],
		duration: 'Length of the new part, which is what is paid',
	});

/** Without the rates of a list: the price is asked for. */
const unpriced = (member: Seedance): Seedance => ({
	...member,
	priceSource: { kind: 'live' },
	resolutions: member.resolutions.map((one) => ({ ...one, usdPerSecond: undefined })),
});

/** The page of the standard model has no 4k. */
const upTo1080p = { resolutions: seedance2.resolutions.slice(0, 3) };

export const seedance2TextToVideo = textToVideo(seedance2);
export const seedance2FastTextToVideo = textToVideo(seedance2Fast);
export const seedance2MiniTextToVideo = textToVideo(seedance2Mini);
export const seedance25TextToVideo = textToVideo(seedance25);
export const seedance25TurboTextToVideo = textToVideo(seedance25Turbo);

export const seedance2ImageToVideo = imageToVideo(seedance2);
export const seedance2FastImageToVideo = imageToVideo(seedance2Fast);
export const seedance2MiniImageToVideo = imageToVideo(seedance2Mini);
export const seedance25ImageToVideo = imageToVideo(seedance25);
export const seedance25TurboImageToVideo = imageToVideo(seedance25Turbo);

export const seedance2ExtendVideo = extendVideo({ ...seedance2, ...upTo1080p });
export const seedance2FastExtendVideo = extendVideo(seedance2Fast);
/** Of the 2.0 models only its page has 4k. */
export const seedance2MiniExtendVideo = extendVideo(
	unpriced({ ...seedance2Mini, resolutions: seedance2.resolutions }),
);
/** Of its rates only the one at 480p is published. */
export const seedance25ExtendVideo = extendVideo(unpriced(seedance25));
