import { sora2TextToVideoPro } from '../../models/sora2TextToVideoPro';
import type { GenerateOperation } from '../operation';

export const textToVideoPro: GenerateOperation = {
	resource: 'video',
	option: {
		name: 'Text to Video Pro',
		value: 'textToVideoPro',
		action: 'Generate a video from text with sora 2 pro',
		description:
			'Generate a video from a prompt with OpenAI Sora 2 Pro, wait for it, and output it as a binary file',
	},
	model: sora2TextToVideoPro,
	fields: [],
	read: (ctx, itemIndex) => ({
		inputs: {
			prompt: ctx.getNodeParameter('prompt', itemIndex),
			size: ctx.getNodeParameter('size', itemIndex),
			duration: ctx.getNodeParameter('duration', itemIndex),
			characters: ctx.getNodeParameter('options.characters', itemIndex, ''),
		},
	}),
};
