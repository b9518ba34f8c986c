import type { Host } from '../base/host';
import { ParameterError } from '../base/parameterError';
import { PICTURE, VIDEO } from '../media/in/mediaFile';
import { checkMediaFile, checkMediaUrl, checkPictureText } from '../media/in/mediaInput';
import type { Checked, Media } from '../media/in/mediaInput';
import type { MediaInput, VideoModel } from '../models/model';

/** What an item asks for, as read from its parameters and not yet checked by the model. */
export interface ItemRequest {
	model: VideoModel;
	inputs: Record<string, unknown>;
	/** By the name of the model's input. */
	media: Partial<Record<MediaInput, Checked<Media>>>;
}

/** How an operation reads an item. @throws ParameterError for a parameter that is not allowed */
export type ReadItem = (host: Host, itemIndex: number) => Promise<ItemRequest>;

/** Reads one item's parameters by the model's own list. An option that isn't set isn't sent. */
export async function readItem(
	host: Host,
	models: readonly VideoModel[],
	itemIndex: number,
	needs = { media: true },
): Promise<ItemRequest> {
	const parameter = (name: string): unknown => host.parameter(name, itemIndex, '');
	const chosen = models.length > 1 ? parameter('model') : models[0]?.id;
	const model = models.find(({ id }) => id === chosen);
	if (!model) throw new ParameterError(`Model "${String(chosen)}" is not known to this operation`);

	const inputs: Record<string, unknown> = {};
	for (const [input, name] of Object.entries(model.parameters)) {
		const value = parameter(name);
		if (value !== '' || !name.startsWith('options.')) inputs[input] = value;
	}
	const media: ItemRequest['media'] = {};
	if (!needs.media) return { model, inputs, media };
	if (model.media.includes('image')) media.image = await readPicture(host, itemIndex, parameter);
	if (model.media.includes('last_image')) {
		const [field, url] = [parameter('options.lastImageField'), parameter('options.lastImageUrl')];
		if (field) media.last_image = await checkMediaFile(host, itemIndex, field, PICTURE);
		else if (url) media.last_image = checkMediaUrl(url, 'Last Image URL', host.ownHostName);
	}
	if (model.media.includes('video')) {
		media.video =
			parameter('videoSource') === 'url'
				? checkMediaUrl(parameter('videoUrl'), 'Video URL', host.ownHostName)
				: await checkMediaFile(host, itemIndex, parameter('videoBinaryField'), VIDEO);
	}
	return { model, inputs, media };
}

async function readPicture(
	host: Host,
	itemIndex: number,
	parameter: (name: string) => unknown,
): Promise<Checked<Media>> {
	switch (parameter('imageSource')) {
		case 'url':
			return checkMediaUrl(parameter('imageUrl'), 'Image URL', host.ownHostName);
		case 'base64':
			return await checkPictureText(host, parameter('imageData'));
		default:
			return await checkMediaFile(host, itemIndex, parameter('imageBinaryField'), PICTURE);
	}
}
