import type { INodeProperties } from 'n8n-workflow';
import type { OrderedVideo } from '../base/video';
import { durationField } from '../fields/duration';
import { idList, oneOfNumbers } from './checks';

/**
 * What the Sora 2 models share. Durations: the "Parameters" tables of the model pages, read
 * 2026-11-20, e.g. https://wavespeed.ai/docs/docs-api/openai/openai-sora-2-text-to-video-pro
 */
const DURATIONS = [4, 8, 12, 16, 20] as const;

export const duration = oneOfNumbers('Duration', DURATIONS, 'seconds');

export const secondsField = durationField({ min: 4, max: 20, only: DURATIONS }, 4);

/** All make sound, and a video as long as was asked for (the pages' introductions and tables). */
export const lengthAndSound = (seconds: unknown): OrderedVideo => ({
	seconds: Number(seconds),
	sound: true,
});

/** The model's page, by the last part of its id; inputs and prices stand there. */
export const page = (model: string) => ({
	url: `https://wavespeed.ai/docs/docs-api/openai/openai-sora-2-${model}`,
	read: '2026-11-20',
});

export const advice =
	'The Sora 2 family is being discontinued: the operations Text to Video and Image to Video make videos with Seedance.';

export const characters = idList('Characters', /^char_[A-Za-z0-9_-]+$/, 'char_abc123');

export const charactersOption: INodeProperties = {
	displayName: 'Characters',
	name: 'characters',
	type: 'string',
	default: '',
	placeholder: 'e.g. char_abc, char_xyz',
	description:
		'Comma-separated list of the character IDs to show in the video, or an expression that gives an array',
};

/** What to know before buying: the notice of the model pages, and what happened since. */
export const stabilityNotice: INodeProperties = {
	displayName:
		'OpenAI shut Sora 2 down on 2026-09-24: WaveSpeed may answer with another model or not at all. <a href="https://wavespeed.ai/docs/docs-api/openai/openai-sora-2-text-to-video-pro" target="_blank">Its notice</a> recommends Seedance 2.0 (operations Text to Video and Image to Video).',
	name: 'stabilityNotice',
	type: 'notice',
	default: '',
};

/** For the Pro models: what stands in when they are gone. */
export const ifUnavailableOption: INodeProperties = {
	displayName: 'If Sora 2 Pro Is Unavailable',
	name: 'ifUnavailable',
	type: 'options',
	options: [
		{ name: 'Error', value: 'error', description: 'Fail the item' },
		{
			name: 'Use Seedance 2.0',
			value: 'seedance',
			description:
				'Submit the nearest request to Seedance 2.0; <code>substitution</code> in the output says what changed',
		},
	],
	default: 'error',
	description:
		'What to do when the model is gone, or fails for a reason that is neither your input nor moderation',
};
