import { sora2ImageToVideoPro } from '../../models/sora2ImageToVideoPro';
import { generateOperation } from '../modelOperation';

export const imageToVideoPro = generateOperation(
	{
		name: 'Image to Video Pro',
		value: 'imageToVideoPro',
		action: 'Generate a video from an image with sora 2 pro',
		description:
			'Animate a picture with OpenAI Sora 2 Pro, wait for the video, and output it as a binary file',
	},
	[sora2ImageToVideoPro],
);
