import type { Frame } from './media/videos';

/** A model's inputs as the catalogue publishes them (JSON Schema). */
export type InputSchema = {
	type: 'object';
	properties: Record<string, Record<string, unknown>>;
	required: string[];
	'x-order-properties': string[];
};

/** Inputs after the schema has filled in defaults and dropped what it does not know. */
export type Inputs = Record<string, unknown>;

export interface Model {
	id: string;
	type: 'text-to-video' | 'image-to-video' | 'video-to-text';
	schema: InputSchema;
	/** USD for these inputs; the values in them are of the schema's. */
	price(inputs: Inputs): number;
	/** The video's frame; `portrait` tells how the given picture stands. Undefined: no video. */
	frame?(inputs: Inputs, portrait: boolean): Frame;
}

const text = (description: string) => ({ type: 'string', minLength: 1, description });
const choice = <T>(type: 'string' | 'integer', values: T[], defaultValue?: T) => ({
	type,
	enum: values,
	...(defaultValue === undefined ? {} : { default: defaultValue }),
});
const url = (description: string) => ({ type: 'string', pattern: '^https?://', description });

const prompt = text('The positive prompt for the generation.');
const image = url('The image for generating the output.');
const soraDuration = choice('integer', [4, 8, 12, 16, 20], 4);
const seedanceDuration = { type: 'integer', minimum: 4, maximum: 15, default: 5 };
const urls = (description: string) => ({ type: 'array', items: url(description) });
const characters = { type: 'array', items: { type: 'string', pattern: '^char_[A-Za-z0-9_-]+$' } };
const ratios = ['16:9', '9:16', '4:3', '3:4', '1:1', '21:9'];

function schema(properties: InputSchema['properties'], required: string[]): InputSchema {
	return { type: 'object', properties, required, 'x-order-properties': Object.keys(properties) };
}

/** Price per second from a table, by the value of one input. */
function perSecond(key: string, rates: Record<string, number>): Model['price'] {
	return (inputs) => (rates[String(inputs[key])] ?? NaN) * Number(inputs['duration']);
}

/** `1280*720` as a frame. */
function sizeFrame(inputs: Inputs): Frame {
	const [width = 0, height = 0] = String(inputs['size']).split('*').map(Number);
	return { width, height };
}

/** 16:9 at this height, standing when the picture stands. */
function wideFrame(resolution: unknown, portrait: boolean): Frame {
	const short = Number.parseInt(String(resolution), 10);
	const long = Math.round((short * 16) / 9 / 2) * 2;
	return portrait ? { width: short, height: long } : { width: long, height: short };
}

/** The resolution is the short side; the ratio gives the other. */
function ratioFrame(inputs: Inputs): Frame {
	const short = Number.parseInt(String(inputs['resolution']), 10);
	const [across = 16, down = 9] = String(inputs['aspect_ratio']).split(':').map(Number);
	const side = (part: number) => Math.round((short * part) / Math.min(across, down) / 2) * 2;
	return { width: side(across), height: side(down) };
}

const seedanceRates = { '480p': 0.12, '720p': 0.24, '1080p': 0.36 };
const seedanceResolution = choice('string', Object.keys(seedanceRates), '720p');

/**
 * The models that the simulator serves. Parameters and prices: the WaveSpeed model pages of Sora 2
 * Pro; WaveSpeed API docs of the other models. How a frame is chosen where no size is asked for is
 * not documented: here it lies or stands as the picture does.
 */
export const models: Model[] = [
	{
		id: 'openai/sora-2/text-to-video-pro',
		type: 'text-to-video',
		schema: schema(
			{
				prompt,
				size: choice(
					'string',
					['720*1280', '1280*720', '1024*1792', '1792*1024', '1920*1080', '1080*1920'],
					'720*1280',
				),
				duration: soraDuration,
				characters,
			},
			['prompt'],
		),
		price: perSecond('size', {
			'720*1280': 0.3,
			'1280*720': 0.3,
			'1024*1792': 0.5,
			'1792*1024': 0.5,
			'1080*1920': 0.7,
			'1920*1080': 0.7,
		}),
		frame: sizeFrame,
	},
	{
		id: 'openai/sora-2/image-to-video-pro',
		type: 'image-to-video',
		schema: schema(
			{
				image,
				prompt,
				resolution: choice('string', ['720p', '1080p'], '720p'),
				duration: soraDuration,
			},
			['image', 'prompt'],
		),
		price: perSecond('resolution', { '720p': 0.3, '1080p': 0.5 }),
		frame: (inputs, portrait) => wideFrame(inputs['resolution'], portrait),
	},
	{
		id: 'openai/sora-2/text-to-video',
		type: 'text-to-video',
		schema: schema(
			{
				prompt,
				size: choice('string', ['720*1280', '1280*720'], '720*1280'),
				duration: soraDuration,
				characters,
			},
			['prompt'],
		),
		price: (inputs) => 0.1 * Number(inputs['duration']),
		frame: sizeFrame,
	},
	{
		id: 'openai/sora-2/image-to-video',
		type: 'image-to-video',
		schema: schema({ image, prompt, duration: soraDuration }, ['image', 'prompt']),
		price: (inputs) => 0.1 * Number(inputs['duration']),
		frame: (_inputs, portrait) => wideFrame('720p', portrait),
	},
	{
		id: 'openai/sora-2/characters',
		type: 'video-to-text',
		schema: schema({ video: url('A clip of 2 to 4 seconds.'), name: text('Its name.') }, [
			'video',
			'name',
		]),
		price: () => 0.001,
	},
	{
		id: 'bytedance/seedance-2.0/text-to-video',
		type: 'text-to-video',
		schema: schema(
			{
				prompt,
				aspect_ratio: choice('string', ratios, '16:9'),
				resolution: seedanceResolution,
				duration: seedanceDuration,
				reference_images: urls('Pictures to follow.'),
				reference_videos: urls('Videos to follow, 15 seconds in all.'),
				reference_audios: urls('Sounds to follow, 15 seconds in all.'),
			},
			['prompt'],
		),
		price: perSecond('resolution', seedanceRates),
		frame: ratioFrame,
	},
	{
		id: 'bytedance/seedance-2.0/image-to-video',
		type: 'image-to-video',
		schema: schema(
			{
				image,
				last_image: image,
				prompt,
				aspect_ratio: choice('string', ratios),
				resolution: seedanceResolution,
				duration: seedanceDuration,
			},
			['image', 'prompt'],
		),
		price: perSecond('resolution', seedanceRates),
		frame: (inputs, portrait) =>
			inputs['aspect_ratio'] === undefined
				? wideFrame(inputs['resolution'], portrait)
				: ratioFrame(inputs),
	},
];
