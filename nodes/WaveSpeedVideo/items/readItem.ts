import type { Host } from '../base/host';
import { isOption, modelOption } from '../fields/optionGroups';
import { ParameterError } from '../base/parameterError';
import { checkMediaFile, checkMediaUrl, checkPictureText } from '../media/in/mediaInput';
import type { Checked, Media } from '../media/in/mediaInput';
import { PICTURE, VIDEO } from '../media/in/mediaFile';
import type { ModelChoice } from '../models/choice';
import { chosenModel } from '../models/choice';
import type { MediaInput } from '../models/media';
import type { VideoModel } from '../models/model';
import { readMediaList } from './readMedia';

/** What an item asks for, as read from its parameters and not yet checked by the model. */
export interface ItemRequest {
	model: VideoModel;
	inputs: Record<string, unknown>;
	/** By the place in the request, e.g. `image` or `reference_images.0`. */
	media: Record<string, Checked<Media>>;
}

/** How an operation reads an item. @throws ParameterError for a parameter that is not allowed */
export type ReadItem = (host: Host, itemIndex: number) => Promise<ItemRequest>;

/** What else is wanted of an item's parameters. */
export interface ReadNeeds {
	/** Gives the video of an earlier prediction. */
	earlierVideo?(predictionId: unknown): Promise<Checked<Media>>;
	/** For an estimate: what a required picture or video shows does not change the price. */
	onlyPrice?: boolean;
}

/** Reads one item's parameters by the model's own list. An option that isn't set isn't sent. */
export async function readItem(
	host: Host,
	choice: ModelChoice,
	itemIndex: number,
	needs: ReadNeeds = {},
): Promise<ItemRequest> {
	const parameter = (name: string): unknown => host.parameter(name, itemIndex, '');
	const model = chosenModel(choice, parameter(choice.parameter));
	const inputs: Record<string, unknown> = {};
	for (const [input, name] of Object.entries(model.parameters)) {
		const value = parameter(name);
		if (value !== '' || !isOption(name)) inputs[input] = value;
	}
	const media: ItemRequest['media'] = {};
	const from = { host, itemIndex, parameter, needs };
	const read = model.media.filter(({ required }) => !(needs.onlyPrice && required));
	for (const one of read) Object.assign(media, await readMedium(one, from));
	return { model, inputs, media };
}

interface From {
	host: Host;
	itemIndex: number;
	parameter(name: string): unknown;
	needs: ReadNeeds;
}

/** One of our models' media, from its own fields or option; none when an option is not set. */
async function readMedium(wanted: MediaInput, from: From): Promise<ItemRequest['media']> {
	const { host, itemIndex, parameter } = from;
	const { input, parameter: list } = wanted;
	if (list) return await readMediaList(host, itemIndex, parameter(list), wanted);
	switch (input) {
		case 'image':
			return { image: await readPicture(from) };
		case 'video':
			return { video: await readVideo(from) };
		default: {
			const field = parameter(modelOption('lastImageField'));
			const url = parameter(modelOption('lastImageUrl'));
			if (field) return { [input]: await checkMediaFile(host, itemIndex, field, PICTURE) };
			return url ? { [input]: checkMediaUrl(url, 'Last Image URL', host.ownHostName) } : {};
		}
	}
}

async function readPicture({ host, itemIndex, parameter }: From): Promise<Checked<Media>> {
	switch (parameter('imageSource')) {
		case 'url':
			return checkMediaUrl(parameter('imageUrl'), 'Image URL', host.ownHostName);
		case 'base64':
			return await checkPictureText(host, parameter('imageData'));
		default:
			return await checkMediaFile(host, itemIndex, parameter('imageBinaryField'), PICTURE);
	}
}

async function readVideo({ host, itemIndex, parameter, needs }: From): Promise<Checked<Media>> {
	switch (parameter('videoSource')) {
		case 'url':
			return checkMediaUrl(parameter('videoUrl'), 'Video URL', host.ownHostName);
		case 'prediction':
			if (!needs.earlierVideo)
				throw new ParameterError('Video Source = Prediction is not offered here');
			return await needs.earlierVideo(parameter('videoPredictionId'));
		default:
			return await checkMediaFile(host, itemIndex, parameter('videoBinaryField'), VIDEO);
	}
}
