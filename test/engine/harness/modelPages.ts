import type { IDataObject } from 'n8n-workflow';

/**
 * What the models' pages at https://wavespeed.ai/docs/docs-api say of requests. The values stand
 * here as the pages have them, not as the node has them.
 */
const PICTURE = 'https://pictures.example/cat.png';
const SORA_SECONDS = [4, 8, 12, 16, 20];
const SEEDANCE_SECONDS = [4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];
const RATIOS = ['16:9', '9:16', '4:3', '3:4', '1:1', '21:9'];
/** The required fields. */
export const text = { prompt: 'A red ball' };
const image = { ...text, imageSource: 'url', imageUrl: PICTURE };

/** A list field or number: its values on the page, and such as the page does not have. */
export interface Choice {
	/** The node's parameter; one of the options with `options.` before it. */
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

const seconds: Choice = {
	parameter: 'duration',
	input: 'duration',
	values: SORA_SECONDS,
	beyond: [5, 24],
};
const seedanceSeconds = { ...seconds, values: SEEDANCE_SECONDS, beyond: [3, 16, 5.5] };
const seedanceResolution: Choice = {
	parameter: 'resolution',
	input: 'resolution',
	values: ['480p', '720p', '1080p'],
	beyond: ['4k'],
};
const characters = {
	options: { characters: 'char_a1, char_b2' },
	adds: { characters: ['char_a1', 'char_b2'] },
};

/** The models' pages, as far as requests go. */
export const MODEL_PAGES: ModelPage[] = [
	{
		model: 'openai/sora-2/text-to-video-pro',
		parameters: { operation: 'textToVideoPro', ...text },
		bare: { ...text, size: '720*1280', duration: 4 },
		choices: [
			seconds,
			{
				parameter: 'size',
				input: 'size',
				values: ['720*1280', '1280*720', '1024*1792', '1792*1024', '1080*1920', '1920*1080'],
				beyond: ['1024*1024'],
			},
		],
		others: [characters],
	},
	{
		model: 'openai/sora-2/image-to-video-pro',
		parameters: { operation: 'imageToVideoPro', ...image },
		bare: { ...text, image: PICTURE, resolution: '720p', duration: 4 },
		choices: [
			seconds,
			{
				parameter: 'resolution',
				input: 'resolution',
				values: ['720p', '1080p'],
				beyond: ['480p'],
			},
		],
		others: [],
	},
	{
		model: 'openai/sora-2/text-to-video',
		parameters: { operation: 'textToVideo', model: 'openai/sora-2/text-to-video', ...text },
		bare: { ...text, size: '720*1280', duration: 4 },
		choices: [
			seconds,
			{
				parameter: 'size',
				input: 'size',
				values: ['720*1280', '1280*720'],
				beyond: ['1920*1080'],
			},
		],
		others: [characters],
	},
	{
		model: 'openai/sora-2/image-to-video',
		parameters: { operation: 'imageToVideo', model: 'openai/sora-2/image-to-video', ...image },
		bare: { ...text, image: PICTURE, duration: 4 },
		choices: [seconds],
		others: [],
	},
	{
		model: 'bytedance/seedance-2.0/text-to-video',
		parameters: { operation: 'textToVideo', ...text },
		bare: { ...text, aspect_ratio: '16:9', resolution: '720p', duration: 5 },
		choices: [
			seedanceSeconds,
			seedanceResolution,
			{ parameter: 'aspectRatio', input: 'aspect_ratio', values: RATIOS, beyond: ['2:1'] },
		],
		others: [
			{
				options: { referenceImages: `${PICTURE}, https://pictures.example/dog.png` },
				adds: { reference_images: [PICTURE, 'https://pictures.example/dog.png'] },
			},
			{
				options: { referenceVideos: 'https://pictures.example/walk.mp4' },
				adds: { reference_videos: ['https://pictures.example/walk.mp4'] },
			},
			{
				options: { referenceAudios: 'https://pictures.example/song.mp3' },
				adds: { reference_audios: ['https://pictures.example/song.mp3'] },
			},
		],
	},
	{
		model: 'bytedance/seedance-2.0/image-to-video',
		parameters: { operation: 'imageToVideo', ...image },
		bare: { ...text, image: PICTURE, resolution: '720p', duration: 5 },
		choices: [
			seedanceSeconds,
			seedanceResolution,
			{
				parameter: 'options.aspectRatio',
				input: 'aspect_ratio',
				values: RATIOS,
				beyond: ['2:1', 'adaptive'],
			},
		],
		others: [
			{
				options: { lastImageUrl: 'https://pictures.example/last.png' },
				adds: { last_image: 'https://pictures.example/last.png' },
			},
		],
	},
];
