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
	/** As the catalogue names it; an open list. */
	type: string;
	schema: InputSchema;
	/** How WaveSpeed works out the price (JSONata), as the catalogue publishes it of some models. */
	formula?: string;
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
const urls = (kind: 'image' | 'video' | 'audio', maxItems: number, description: string) => ({
	type: 'array',
	items: url(description),
	maxItems,
	'x-ui-component': 'uploaders',
	'x-ui-component-props': { accept: `${kind}/*` },
});
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

/** Pixels of a resolution by its name. */
const shortSide = (resolution: unknown): number =>
	resolution === '4k' ? 2160 : Number.parseInt(String(resolution), 10);

/** 16:9 at this height, standing when the picture stands. */
function wideFrame(resolution: unknown, portrait: boolean): Frame {
	const short = shortSide(resolution);
	const long = Math.round((short * 16) / 9 / 2) * 2;
	return portrait ? { width: short, height: long } : { width: long, height: short };
}

/** The resolution is the short side; the ratio gives the other. */
function ratioFrame(inputs: Inputs): Frame {
	const short = shortSide(inputs['resolution']);
	const [across = 16, down = 9] = String(inputs['aspect_ratio']).split(':').map(Number);
	const side = (part: number) => Math.round((short * part) / Math.min(across, down) / 2) * 2;
	return { width: side(across), height: side(down) };
}

/** What the members of the Seedance family differ in, as their pages have it. */
interface Seedance {
	/** Beginning and end of their ids. */
	ids: [string, string?];
	/** Per second, by resolution. */
	rates: Record<string, number>;
	longest: number;
	/** 2.0: web search, and a ratio beside a picture. */
	second: boolean;
	extends?: Record<string, number>;
}

const times = (least: number, ...resolutions: Array<'480p' | '720p' | '1080p' | '4k'>) =>
	Object.fromEntries(
		resolutions.map((one) => [one, least * { '480p': 1, '720p': 2, '1080p': 5, '4k': 10 }[one]]),
	);

const SEEDANCE: Seedance[] = [
	{
		ids: ['bytedance/seedance-2.0/'],
		rates: times(0.12, '480p', '720p', '1080p', '4k'),
		longest: 15,
		second: true,
		extends: times(0.12, '480p', '720p', '1080p'),
	},
	{
		ids: ['bytedance/seedance-2.0-fast/'],
		rates: times(0.1, '480p', '720p', '1080p'),
		longest: 15,
		second: true,
		extends: times(0.1, '480p', '720p', '1080p'),
	},
	{
		ids: ['bytedance/seedance-2.0-mini/'],
		rates: times(0.06, '480p', '720p', '1080p'),
		longest: 15,
		second: true,
		extends: times(0.06, '480p', '720p', '1080p', '4k'),
	},
	{
		ids: ['bytedance/seedance-2.5/'],
		rates: times(0.18, '480p', '720p', '1080p', '4k'),
		longest: 30,
		second: false,
		extends: times(0.18, '480p', '720p', '1080p', '4k'),
	},
	{
		ids: ['bytedance/seedance-2.5/', '-turbo'],
		rates: { '720p': 0.2, '1080p': 0.22 },
		longest: 30,
		second: false,
	},
];

/** The three models of one member: from text, from a picture, and of a video. */
function seedance({
	ids: [start, end = ''],
	rates,
	longest,
	second,
	extends: more,
}: Seedance): Model[] {
	const duration = { type: 'integer', minimum: 4, maximum: longest, default: 5 };
	const flags = {
		generate_audio: { type: 'boolean', default: true },
		...(second ? { enable_web_search: { type: 'boolean', default: false } } : {}),
	};
	const resolution = (list: Record<string, number>) => choice('string', Object.keys(list), '720p');
	const most = second ? { image: 9, video: 3, audio: 3 } : { image: 50, video: 50, audio: 50 };
	const models: Model[] = [
		{
			id: `${start}text-to-video${end}`,
			type: 'text-to-video',
			schema: schema(
				{
					prompt,
					aspect_ratio: choice('string', ratios, '16:9'),
					resolution: resolution(rates),
					duration,
					reference_images: urls('image', most.image, 'Pictures to follow.'),
					reference_videos: urls('video', most.video, 'Videos to follow, 15 seconds in all.'),
					reference_audios: urls('audio', most.audio, 'Sounds to follow, 15 seconds in all.'),
					...flags,
				},
				['prompt'],
			),
			price: perSecond('resolution', rates),
			frame: ratioFrame,
		},
		{
			id: `${start}image-to-video${end}`,
			type: 'image-to-video',
			schema: schema(
				{
					image,
					last_image: image,
					prompt,
					...(second ? { aspect_ratio: choice('string', ratios) } : {}),
					resolution: resolution(rates),
					duration,
					...flags,
				},
				['image', 'prompt'],
			),
			price: perSecond('resolution', rates),
			frame: (inputs, portrait) =>
				inputs['aspect_ratio'] === undefined
					? wideFrame(inputs['resolution'], portrait)
					: ratioFrame(inputs),
		},
	];
	if (more) {
		models.push({
			id: `${start}video-extend`,
			type: 'video-extend',
			schema: schema(
				{
					video: url('The video to continue.'),
					...(second ? { last_image: image } : {}),
					prompt,
					resolution: resolution(more),
					duration,
					...flags,
				},
				['video', 'prompt'],
			),
			price: perSecond('resolution', more),
			frame: (inputs) => wideFrame(inputs['resolution'], true),
		});
	}
	return models;
}

/**
 * The models that the simulator serves, written down from their pages and not from the node's code:
 * tests compare both. Prices of Seedance: tables that quote its pages (2.0 mini: half of standard). How a frame is chosen where no size is asked for is
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
	...SEEDANCE.flatMap(seedance),
	{
		// Its price goes by the length of the sound, which WaveSpeed measures at its address.
		id: 'wavespeed-ai/infinitetalk',
		type: 'digital-human',
		formula:
			'{"total_price": $max([5, $get_duration_v3(audio)]) * (resolution = "720p" ? 60000 : 30000)}',
		schema: schema(
			{
				image: {
					...image,
					'x-ui-component': 'uploader',
					'x-ui-component-props': { accept: 'image/*' },
				},
				audio: {
					...url('The speech.'),
					'x-ui-component': 'uploader',
					'x-ui-component-props': { accept: 'audio/*' },
				},
				prompt: { type: 'string' },
				resolution: choice('string', ['480p', '720p'], '480p'),
				seed: { type: 'integer', default: -1 },
				enable_sync_mode: { type: 'boolean', default: false, disabled: true },
				webhook: { type: 'string' },
			},
			['image', 'audio'],
		),
		price: (inputs) =>
			(inputs['resolution'] === '720p' ? 0.06 : 0.03) * (inputs['audio'] === undefined ? 5 : 10),
		frame: (inputs, portrait) => wideFrame(inputs['resolution'], portrait),
	},
	{
		id: 'wavespeed-ai/ultimate-video-upscaler',
		type: 'upscaler',
		schema: schema(
			{
				video: url('The video to enlarge.'),
				target_resolution: choice('string', ['720p', '1080p', '2k', '4k'], '1080p'),
			},
			['video'],
		),
		price: (inputs) =>
			({ '720p': 0.1, '1080p': 0.15, '2k': 0.25, '4k': 0.4 })[
				String(inputs['target_resolution'])
			] ?? NaN,
		frame: () => wideFrame('720p', false),
	},
];
