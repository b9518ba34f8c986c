import { sora2TextModel } from './sora2Text';

export const sora2TextToVideo = sora2TextModel(
	'text-to-video',
	{ family: 'sora-2', name: 'Sora 2' },
	'sizeTo720p',
	[
		{ value: '720*1280', label: '720 × 1280 (Portrait)', usdPerSecond: 0.1 },
		{ value: '1280*720', label: '1280 × 720 (Landscape)', usdPerSecond: 0.1 },
	],
);
