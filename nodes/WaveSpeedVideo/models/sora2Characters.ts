import { z } from 'zod';
import { text } from './checks';
import { VIDEO } from './media';
import type { VideoModel } from './model';
import { advice, page, stabilityNotice } from './sora2';

/**
 * Makes a character that videos can show, from a clip of 2 to 4 seconds. Its output is an object
 * with the id, not a URL.
 */
export const sora2Characters: VideoModel = {
	family: 'sora-2-characters',
	id: 'openai/sora-2/characters',
	name: 'Sora 2 Characters',
	page: page('characters'),
	priceSource: { kind: 'page', ...page('characters') },
	advice,
	notice: stabilityNotice,
	inputs: z.object({ name: text('Name') }).strict(),
	parameters: { name: 'characterName' },
	media: [VIDEO],
	fields: [
		{
			displayName: 'Name',
			name: 'characterName',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. Captain Paper',
			description: 'Name of the character that the clip of 2 to 4 seconds shows',
		},
	],
	price: () => 0.001,
};
