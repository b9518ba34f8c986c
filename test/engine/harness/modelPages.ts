import type { IDataObject } from 'n8n-workflow';

import { models } from '../../../dev/simulator/models';
import { type PageInput, valuesOf } from '../../unit/support/pageInput';

/**
 * Each model's requests: how the panel asks for an input (here), and which values its page has (the
 * simulator's entry, written down from the page and not from the node).
 */
const PICTURE = 'https://pictures.example/cat.png';
const CLIP = 'https://pictures.example/walk.mp4';

/** The required fields. */
export const text = { prompt: 'A red ball' };
const image = { ...text, imageSource: 'url', imageUrl: PICTURE };
const video = { ...text, videoSource: 'url', videoUrl: CLIP };

/** A list field or number: its values on the page, and such as the page does not have. */
export interface Choice {
	/** The node's parameter; one of the model's options with `modelOptions.` before it. */
	parameter: string;
	/** The model's input. */
	input: string;
	values: Array<string | number>;
	beyond: Array<string | number>;
}

export interface ModelPage {
	model: string;
	parameters: IDataObject;
	/** What a panel with only the required fields sends. */
	bare: IDataObject;
	choices: Choice[];
	/** Options that are no choices, and what they add to the request. */
	others: Array<{ options: IDataObject; adds: IDataObject }>;
}

/** A choice as the page has it. */
function choice(model: string, input: string, parameter: string, ...more: number[]): Choice {
	const properties = models.find(({ id }) => id === model)?.schema.properties;
	const page = (properties?.[input] ?? {}) as PageInput;
	const { enum: list, minimum = 0, maximum = 0 } = page;
	const beyond = list ? ['beyond'] : [minimum - 1, maximum + 1, minimum + 0.5];
	const values = valuesOf(page) as Choice['values'];
	return { parameter, input, values, beyond: [...beyond, ...more] };
}

const others = (...pairs: Array<[IDataObject, IDataObject]>) =>
	pairs.map(([options, adds]) => ({ options, adds }));

const CHARACTERS = others([
	{ characters: 'char_a1, char_b2' },
	{ characters: ['char_a1', 'char_b2'] },
]);
const LAST = others([
	{ lastImageUrl: 'https://pictures.example/last.png' },
	{ last_image: 'https://pictures.example/last.png' },
]);
const SILENT = others([{ generateAudio: false }, { generate_audio: false }]);
const WEB = others([{ webSearch: true }, { enable_web_search: true }]);
const REFERENCES = others(
	[
		{ referenceImages: `${PICTURE}, https://pictures.example/dog.png` },
		{ reference_images: [PICTURE, 'https://pictures.example/dog.png'] },
	],
	[{ referenceVideos: CLIP }, { reference_videos: [CLIP] }],
	[
		{ referenceAudios: 'https://pictures.example/song.mp3' },
		{ reference_audios: ['https://pictures.example/song.mp3'] },
	],
);

/** The models of one member of the Seedance family; `second` is version 2.0. */
function seedance(key: string, ids: [string, string?], resolution: string): ModelPage[] {
	const second = key.startsWith('seedance-2.0');
	const [start, end = ''] = ids;
	const [fromText, fromImage] = [`${start}text-to-video${end}`, `${start}image-to-video${end}`];
	const both = (model: string) => [
		choice(model, 'duration', 'duration'),
		choice(model, 'resolution', resolution),
	];
	const bare = { ...text, resolution: '720p', duration: 5 };
	return [
		{
			model: fromText,
			parameters: { operation: 'textToVideo', model: key, ...text },
			bare: { ...bare, aspect_ratio: '9:16' },
			choices: [...both(fromText), choice(fromText, 'aspect_ratio', 'aspectRatio')],
			others: [...REFERENCES, ...SILENT, ...(second ? WEB : [])],
		},
		{
			model: fromImage,
			parameters: { operation: 'imageToVideo', model: key, ...image },
			bare: { ...bare, image: PICTURE },
			choices: [
				...both(fromImage),
				...(second ? [choice(fromImage, 'aspect_ratio', 'modelOptions.aspectRatio')] : []),
			],
			others: [...LAST, ...SILENT, ...(second ? WEB : [])],
		},
	];
}

function extend(key: string, start: string, resolution: string): ModelPage {
	const model = `${start}video-extend`;
	const second = key.startsWith('seedance-2.0');
	return {
		model,
		parameters: { operation: 'extendVideo', extendModel: key, ...video },
		bare: { ...text, video: CLIP, resolution: '720p', duration: 5 },
		choices: [choice(model, 'duration', 'duration'), choice(model, 'resolution', resolution)],
		others: [...SILENT, ...(second ? [...LAST, ...WEB] : [])],
	};
}

const sora = (what: string) => `openai/sora-2/${what}`;
/** Between those that it has. */
const seconds = (what: string) => choice(sora(what), 'duration', 'duration', 5, 24);

/** The models' pages, as far as requests go. */
export const MODEL_PAGES: ModelPage[] = [
	{
		model: sora('text-to-video-pro'),
		parameters: { operation: 'textToVideoPro', ...text },
		bare: { ...text, size: '720*1280', duration: 4 },
		choices: [seconds('text-to-video-pro'), choice(sora('text-to-video-pro'), 'size', 'size')],
		others: CHARACTERS,
	},
	{
		model: sora('image-to-video-pro'),
		parameters: { operation: 'imageToVideoPro', ...image },
		bare: { ...text, image: PICTURE, resolution: '720p', duration: 4 },
		choices: [
			seconds('image-to-video-pro'),
			choice(sora('image-to-video-pro'), 'resolution', 'resolution'),
		],
		others: [],
	},
	{
		model: sora('text-to-video'),
		parameters: { operation: 'textToVideo', model: 'sora-2', ...text },
		bare: { ...text, size: '720*1280', duration: 4 },
		choices: [seconds('text-to-video'), choice(sora('text-to-video'), 'size', 'sizeTo720p')],
		others: CHARACTERS,
	},
	{
		model: sora('image-to-video'),
		parameters: { operation: 'imageToVideo', model: 'sora-2', ...image },
		bare: { ...text, image: PICTURE, duration: 4 },
		choices: [seconds('image-to-video')],
		others: [],
	},
	...seedance('seedance-2.0', ['bytedance/seedance-2.0/'], 'resolutionTo4k'),
	...seedance('seedance-2.0-fast', ['bytedance/seedance-2.0-fast/'], 'resolutionTo1080p'),
	...seedance('seedance-2.0-mini', ['bytedance/seedance-2.0-mini/'], 'resolutionTo1080p'),
	...seedance('seedance-2.5', ['bytedance/seedance-2.5/'], 'resolutionTo4k'),
	...seedance('seedance-2.5-turbo', ['bytedance/seedance-2.5/', '-turbo'], 'resolution'),
	extend('seedance-2.0', 'bytedance/seedance-2.0/', 'resolutionTo1080p'),
	extend('seedance-2.0-fast', 'bytedance/seedance-2.0-fast/', 'resolutionTo1080p'),
	extend('seedance-2.0-mini', 'bytedance/seedance-2.0-mini/', 'resolutionTo4k'),
	extend('seedance-2.5', 'bytedance/seedance-2.5/', 'resolutionTo4k'),
];
