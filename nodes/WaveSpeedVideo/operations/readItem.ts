import type { IExecuteFunctions } from 'n8n-workflow';
import { checkPictureFile, checkPictureText, checkPictureUrl } from '../media/picture';
import type { Checked, Picture } from '../media/picture';
import type { PictureInput, VideoModel } from '../models/model';

/** What an item asks for, as read from its parameters and not yet checked by the model. */
export interface ItemRequest {
	model: VideoModel;
	inputs: Record<string, unknown>;
	/** By the name of the model's input. */
	pictures: Partial<Record<PictureInput, Checked<Picture>>>;
}

/** Reads one item's parameters by the model's own list. An option that isn't set isn't sent. */
export async function readItem(
	ctx: IExecuteFunctions,
	models: readonly VideoModel[],
	itemIndex: number,
): Promise<ItemRequest> {
	const parameter = (name: string): unknown => ctx.getNodeParameter(name, itemIndex, '');
	const chosen = models.length > 1 ? parameter('model') : models[0]?.id;
	const model = models.find(({ id }) => id === chosen);
	if (!model) throw new TypeError(`Model "${String(chosen)}" is not known to this operation`);

	const inputs: Record<string, unknown> = {};
	for (const [input, name] of Object.entries(model.parameters)) {
		const value = parameter(name);
		if (value !== '' || !name.startsWith('options.')) inputs[input] = value;
	}
	const pictures: ItemRequest['pictures'] = {};
	if (model.pictures.includes('image')) {
		pictures.image = await readPicture(ctx, itemIndex, parameter);
	}
	if (model.pictures.includes('last_image')) {
		const [field, url] = [parameter('options.lastImageField'), parameter('options.lastImageUrl')];
		if (field) pictures.last_image = await checkPictureFile(ctx, itemIndex, field);
		else if (url) pictures.last_image = checkPictureUrl(url, ownHost(ctx));
	}
	return { model, inputs, pictures };
}

async function readPicture(
	ctx: IExecuteFunctions,
	itemIndex: number,
	parameter: (name: string) => unknown,
): Promise<Checked<Picture>> {
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
