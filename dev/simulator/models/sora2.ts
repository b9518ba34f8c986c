import { sizeFrame, wideFrame } from './frames';
import { choice, image, perSecond, prompt, schema, text, url } from './inputs';
import type { Model } from './model';

const duration = choice('integer', [4, 8, 12, 16, 20], 4);
const characters = { type: 'array', items: { type: 'string', pattern: '^char_[A-Za-z0-9_-]+$' } };

export const sora2Models: Model[] = [
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
				duration,
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
				duration,
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
				duration,
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
		schema: schema({ image, prompt, duration }, ['image', 'prompt']),
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
		makes: 'character',
		price: () => 0.001,
	},
];
