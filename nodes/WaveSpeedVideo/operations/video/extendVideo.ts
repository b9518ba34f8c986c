import {
	seedance25ExtendVideo,
	seedance2ExtendVideo,
	seedance2FastExtendVideo,
	seedance2MiniExtendVideo,
} from '../../models/seedanceModels';
import { generateOperation } from '../modelOperation';

export const extendVideo = generateOperation(
	{
		name: 'Extend Video',
		value: 'extendVideo',
		action: 'Extend video',
		description:
			'Continue a video with Seedance: one file with the old and the new part, paid by the length of the new one',
	},
	{
		parameter: 'extendModel',
		models: [
			seedance2ExtendVideo,
			seedance2FastExtendVideo,
			seedance2MiniExtendVideo,
			seedance25ExtendVideo,
		],
		preset: seedance2ExtendVideo,
	},
);
