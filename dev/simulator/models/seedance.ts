import { ratioFrame, wideFrame } from './frames';
import { choice, image, perSecond, prompt, schema, url, urls } from './inputs';
import type { Model } from './model';

const ratios = ['16:9', '9:16', '4:3', '3:4', '1:1', '21:9'];

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

const members: Seedance[] = [
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

/** Prices: tables that quote its pages (2.0 mini: half of standard). */
export const seedanceModels: Model[] = members.flatMap(seedance);
