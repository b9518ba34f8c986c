import { modelOption } from '../fields/optionGroups';
import type { ModelInputs } from './model';

/** What a medium must be; `file` is anything. */
export type MediaKind = 'picture' | 'video' | 'sound' | 'file';

/** An input of a model that takes media. */
export interface MediaInput {
	/** The model's input. */
	input: string;
	kind: MediaKind;
	/** In messages. */
	label: string;
	required: boolean;
	/** For a list: how many at most. */
	most?: number;
	/** For a list: the node parameter that names its media. */
	parameter?: string;
}

export const IMAGE: MediaInput = {
	input: 'image',
	kind: 'picture',
	label: 'Image',
	required: true,
};
export const LAST_IMAGE: MediaInput = {
	input: 'last_image',
	kind: 'picture',
	label: 'Last Image',
	required: false,
};
export const VIDEO: MediaInput = {
	input: 'video',
	kind: 'video',
	label: 'Video',
	required: true,
};

/** A list of media to follow, from one of the options. */
export function references(
	kind: 'picture' | 'video' | 'sound',
	most: number,
): MediaInput & { parameter: string } {
	const word = { picture: 'Images', video: 'Videos', sound: 'Audios' }[kind];
	return {
		input: `reference_${word.toLowerCase()}`,
		kind,
		label: `Reference ${word}`,
		required: false,
		most,
		parameter: modelOption(`reference${word}`),
	};
}

/** Where a medium of a list stands: `reference_images.0`. A single one stands under its input. */
export function placeInList(input: string, index: number): string {
	return `${input}.${index}`;
}

/** Media by their place, e.g. `image` or `reference_images.0`, as a request has them. */
export function placeMedia(media: Record<string, string>): ModelInputs {
	const placed: ModelInputs = {};
	for (const [place, url] of Object.entries(media)) {
		const [, list, index] = /^(.+)\.(\d+)$/.exec(place) ?? [];
		if (list === undefined) {
			placed[place] = url;
			continue;
		}
		const urls = (placed[list] ??= []) as string[];
		urls[Number(index)] = url;
	}
	return placed;
}
