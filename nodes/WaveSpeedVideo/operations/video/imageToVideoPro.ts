import { pictureFields } from '../../fields/picture';
import { checkPictureFile, checkPictureUrl } from '../../media/picture';
import { sora2ImageToVideoPro } from '../../models/sora2ImageToVideoPro';
import type { GenerateOperation } from '../operation';

export const imageToVideoPro: GenerateOperation = {
	resource: 'video',
	option: {
		name: 'Image to Video Pro',
		value: 'imageToVideoPro',
		action: 'Generate a video from an image with sora 2 pro',
		description:
			'Animate a picture with OpenAI Sora 2 Pro, wait for the video, and output it as a binary file',
	},
	model: sora2ImageToVideoPro,
	fields: pictureFields,
	async read(ctx, itemIndex) {
		const source = ctx.getNodeParameter('imageSource', itemIndex);
		const image =
			source === 'url'
				? checkPictureUrl(ctx.getNodeParameter('imageUrl', itemIndex))
				: await checkPictureFile(
						ctx,
						itemIndex,
						ctx.getNodeParameter('imageBinaryField', itemIndex),
					);
		return {
			inputs: {
				prompt: ctx.getNodeParameter('prompt', itemIndex),
				resolution: ctx.getNodeParameter('resolution', itemIndex),
				duration: ctx.getNodeParameter('duration', itemIndex),
			},
			pictures: { image },
		};
	},
};
