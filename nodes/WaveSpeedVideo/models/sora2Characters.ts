import { z } from 'zod';
import { text } from './checks';
import type { VideoModel } from './model';

/**
 * Makes a character that videos can show, from a clip of 2 to 4 seconds. Its output is an object
 * with the id, not a URL. https://wavespeed.ai/docs/docs-api/openai/openai-sora-2-characters,
 * read 2026-11-20.
 */
export const sora2Characters: VideoModel = {
	id: 'openai/sora-2/characters',
	name: 'Sora 2 Characters',
	inputs: z.object({ name: text('Name') }).strict(),
	parameters: { name: 'characterName' },
	media: ['video'],
	fields: [
		{
			displayName: 'Video Source',
			name: 'videoSource',
			type: 'options',
			options: [
				{
					name: 'Binary File',
					value: 'binary',
					description: 'A clip that a previous node put into the item; it is uploaded to WaveSpeed',
				},
				{
					name: 'URL',
					value: 'url',
					description: 'A public address that WaveSpeed downloads the clip from',
				},
			],
			default: 'binary',
			description: 'Where the clip that shows the character comes from',
		},
		{
			displayName: 'Input Data Field Name',
			name: 'videoBinaryField',
			type: 'string',
			required: true,
			default: 'data',
			placeholder: 'e.g. data',
			hint: 'The name of the input field that holds the clip as a binary file',
			description: 'A clip of 2 to 4 seconds: MP4, QuickTime or WebM, recognised by its content',
			displayOptions: { show: { videoSource: ['binary'] } },
		},
		{
			displayName: 'Video URL',
			name: 'videoUrl',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. https://example.com/clip.mp4',
			description: 'Public address of a clip of 2 to 4 seconds',
			displayOptions: { show: { videoSource: ['url'] } },
		},
		{
			displayName: 'Name',
			name: 'characterName',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. Captain Paper',
			description: 'Name of the character',
		},
	],
	price: () => 0.001,
};
