import { sizeFrame } from './frames';
import { prompt, schema } from './inputs';
import type { Model } from './model';

/** Models that make pictures. */
export const pictureModels: Model[] = [
	{
		// https://wavespeed.ai/models/bytedance/seedream-v4.5/llms.txt: $0.04 a picture; the bounds of
		// its size are of each side.
		id: 'bytedance/seedream-v4.5',
		type: 'text-to-image',
		schema: schema(
			{
				prompt,
				size: { type: 'string', default: '2048*2048', minimum: 64, maximum: 16_384 },
				enable_sync_mode: { type: 'boolean', default: false, disabled: true },
				enable_base64_output: { type: 'boolean', default: false, disabled: true },
			},
			['prompt'],
		),
		price: () => 0.04,
		makes: 'picture',
		frame: sizeFrame,
	},
];
