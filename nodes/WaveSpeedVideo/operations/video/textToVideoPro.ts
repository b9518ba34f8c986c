import { sora2TextToVideoPro } from '../../models/sora2TextToVideoPro';
import { generateOperation } from '../modelOperation';

export const textToVideoPro = generateOperation(
	{
		name: 'Text to Video Pro (Sora 2)',
		value: 'textToVideoPro',
		action: 'Generate video from text with Sora 2 Pro',
		description:
			'Generate a video from a prompt with OpenAI Sora 2 Pro, wait for it, and output it as a binary file',
	},
	{ parameter: 'proModel', models: [sora2TextToVideoPro], preset: sora2TextToVideoPro },
);
