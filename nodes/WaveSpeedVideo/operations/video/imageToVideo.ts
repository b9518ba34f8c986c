import {
	seedance25ImageToVideo,
	seedance25TurboImageToVideo,
	seedance2FastImageToVideo,
	seedance2ImageToVideo,
	seedance2MiniImageToVideo,
} from '../../models/seedanceModels';
import { sora2ImageToVideo } from '../../models/sora2ImageToVideo';
import { generateOperation } from '../modelOperation';

export const imageToVideo = generateOperation(
	{
		name: 'Image to Video',
		value: 'imageToVideo',
		action: 'Generate video from image',
		description:
			'Animate a picture with Seedance or Sora 2, wait for the video, and output it as a binary file',
	},
	{
		parameter: 'model',
		models: [
			seedance2ImageToVideo,
			seedance2FastImageToVideo,
			seedance2MiniImageToVideo,
			seedance25ImageToVideo,
			seedance25TurboImageToVideo,
			sora2ImageToVideo,
		],
		preset: seedance2ImageToVideo,
	},
);
