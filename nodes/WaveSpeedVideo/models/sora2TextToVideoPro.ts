import { ifUnavailableOption } from './sora2';
import { sora2TextModel } from './sora2Text';

/** https://wavespeed.ai/docs/docs-api/openai/openai-sora-2-text-to-video-pro, read 2026-11-20. */
export const sora2TextToVideoPro = sora2TextModel(
	{ id: 'openai/sora-2/text-to-video-pro', name: 'Sora 2 Pro' },
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
