import { wideFrame } from './frames';
import { choice, image, schema, url } from './inputs';
import type { Model } from './model';

const PRESETS = [
	...['simple', 'plain', 'glass', 'whisper', 'glide2', 'fusion', 'glide', 'terminal'],
	...['handwritten', 'backdrop', 'backdrop2', 'beans', 'corpo', 'boo', 'shadeplay', 'casper'],
	...['capri', 'lowkey', 'vinta', 'diego', 'ali', 'slay', 'kitty', 'hustle', 'karl', 'sprout'],
	...['flex', 'mint', 'rizz', 'vegas'],
];

/** Models that work on a video, a picture or a sound. */
export const finishingModels: Model[] = [
	{
		// https://wavespeed.ai/models/veed/subtitles/llms.txt. The page shows $0.10 per run; whether a
		// longer video costs more is not told. Presets beyond these are cut off in the copy read.
		id: 'veed/subtitles',
		type: 'video-to-video',
		schema: schema(
			{
				video: {
					...url('Input video URL.'),
					'x-ui-component': 'uploader',
					'x-ui-component-props': { accept: 'video/*' },
				},
				target_resolution: choice('string', ['480p', '720p', '1080p'], '720p'),
				preset: choice('string', PRESETS, 'simple'),
				language: { type: 'string' },
				srt_content: { type: 'string', 'x-ui-component': 'textarea' },
				srt_file_url: { type: 'string' },
			},
			['video'],
		),
		price: () => 0.1,
		frame: (inputs) => wideFrame(inputs['target_resolution'], true),
	},
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
