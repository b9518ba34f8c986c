import { sora2ImageToVideoPro } from '../../models/sora2ImageToVideoPro';
import { generateOperation } from '../modelOperation';

export const imageToVideoPro = generateOperation(
	{
		name: 'Image to Video Pro (Sora 2)',
		value: 'imageToVideoPro',
		action: 'Generate video from image with Sora 2 Pro',
		description:
			'Animate a picture with OpenAI Sora 2 Pro, wait for the video, and output it as a binary file',
	},
	{ parameter: 'proModel', models: [sora2ImageToVideoPro], preset: sora2ImageToVideoPro },
);
