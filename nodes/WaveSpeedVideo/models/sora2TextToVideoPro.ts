import { ifUnavailableOption } from './sora2';
import { sora2TextModel } from './sora2Text';

export const sora2TextToVideoPro = sora2TextModel(
	'text-to-video-pro',
	{ family: 'sora-2-pro', name: 'Sora 2 Pro' },
	'size',
	[
		{ value: '720*1280', label: '720 × 1280 (Portrait)', usdPerSecond: 0.3 },
		{ value: '1280*720', label: '1280 × 720 (Landscape)', usdPerSecond: 0.3 },
		{ value: '1024*1792', label: '1024 × 1792 (Portrait)', usdPerSecond: 0.5 },
		{ value: '1792*1024', label: '1792 × 1024 (Landscape)', usdPerSecond: 0.5 },
		{ value: '1080*1920', label: '1080 × 1920 (Portrait)', usdPerSecond: 0.7 },
		{ value: '1920*1080', label: '1920 × 1080 (Landscape)', usdPerSecond: 0.7 },
	],
	[ifUnavailableOption],
);
