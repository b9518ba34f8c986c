import type { INodeProperties } from 'n8n-workflow';

/** Whether the file comes into the item: the one choice of the output that stands in the form. */
export const downloadVideoField: INodeProperties = {
	displayName: 'Download Video',
	name: 'downloadVideo',
	type: 'boolean',
	default: true,
	description:
		'Whether to download the video into the item as a binary file. Its URL is in the output either way, valid for 7 days.',
	// An agent can't take files.
	displayOptions: { hide: { '@tool': [true] } },
};
