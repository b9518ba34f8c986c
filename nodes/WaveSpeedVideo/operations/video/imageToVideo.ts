import { seedance2ImageToVideo } from '../../models/seedance2ImageToVideo';
import { sora2ImageToVideo } from '../../models/sora2ImageToVideo';
import { generateOperation } from '../modelOperation';

export const imageToVideo = generateOperation(
	{
		name: 'Image to Video',
		value: 'imageToVideo',
		action: 'Generate a video from an image',
		description:
			'Animate a picture with Seedance 2.0 or Sora 2, wait for the video, and output it as a binary file',
	},
	[seedance2ImageToVideo, sora2ImageToVideo],
);
