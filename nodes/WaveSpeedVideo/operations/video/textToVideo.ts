import { seedance2TextToVideo } from '../../models/seedance2TextToVideo';
import { sora2TextToVideo } from '../../models/sora2TextToVideo';
import { generateOperation } from '../modelOperation';

export const textToVideo = generateOperation(
	{
		name: 'Text to Video',
		value: 'textToVideo',
		action: 'Generate a video from text',
		description:
			'Generate a video from a prompt with Seedance 2.0 or Sora 2, wait for it, and output it as a binary file',
	},
	[seedance2TextToVideo, sora2TextToVideo],
);
