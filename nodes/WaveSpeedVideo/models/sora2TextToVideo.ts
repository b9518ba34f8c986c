import { sora2TextModel } from './sora2Text';

/** https://wavespeed.ai/docs/docs-api/openai/openai-sora-2-text-to-video, read 2026-11-20. */
export const sora2TextToVideo = sora2TextModel(
	{ id: 'openai/sora-2/text-to-video', name: 'Sora 2' },
	[
		{ value: '720*1280', label: '720 × 1280 (Portrait)', usdPerSecond: 0.1 },
		{ value: '1280*720', label: '1280 × 720 (Landscape)', usdPerSecond: 0.1 },
	],
);
