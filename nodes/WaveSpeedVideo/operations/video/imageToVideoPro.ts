import { pictureFields } from '../../fields/picture';
import type { IExecuteFunctions } from 'n8n-workflow';
import { checkPictureFile, checkPictureText, checkPictureUrl } from '../../media/picture';
import type { Checked, Picture } from '../../media/picture';
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
		const image = await readPicture(ctx, itemIndex);
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

async function readPicture(ctx: IExecuteFunctions, itemIndex: number): Promise<Checked<Picture>> {
	const parameter = (name: string) => ctx.getNodeParameter(name, itemIndex);
	switch (parameter('imageSource')) {
		case 'url':
			return checkPictureUrl(parameter('imageUrl'), ownHost(ctx));
		case 'base64':
			return await checkPictureText(ctx, parameter('imageData'));
		default:
			return await checkPictureFile(ctx, itemIndex, parameter('imageBinaryField'));
	}
}

function ownHost(ctx: IExecuteFunctions): string | undefined {
	try {
		return new URL(ctx.getInstanceBaseUrl()).hostname;
	} catch {
		return undefined;
	}
}
