import {
	seedance25TextToVideo,
	seedance25TurboTextToVideo,
	seedance2FastTextToVideo,
	seedance2MiniTextToVideo,
	seedance2TextToVideo,
} from '../../models/seedanceModels';
import { sora2TextToVideo } from '../../models/sora2TextToVideo';
import { generateOperation } from '../modelOperation';

export const textToVideo = generateOperation(
	{
		name: 'Text to Video',
		value: 'textToVideo',
		action: 'Generate video from text',
		description:
			'Generate a video from a prompt with Seedance or Sora 2, wait for it, and output it as a binary file',
	},
	{
		parameter: 'model',
		models: [
			seedance2TextToVideo,
			seedance2FastTextToVideo,
			seedance2MiniTextToVideo,
			seedance25TextToVideo,
			seedance25TurboTextToVideo,
			sora2TextToVideo,
		],
		preset: seedance2TextToVideo,
	},
);
