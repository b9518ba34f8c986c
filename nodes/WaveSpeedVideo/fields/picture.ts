import type { INodeProperties } from 'n8n-workflow';

/** Where the source picture comes from. */
export const pictureFields: INodeProperties[] = [
	{
		displayName: 'Image Source',
		name: 'imageSource',
		type: 'options',
		options: [
			{
				name: 'Base64',
				value: 'base64',
				description: 'A picture as text: base64 or a data URI; it is uploaded to WaveSpeed',
			},
			{
				name: 'Binary File',
				value: 'binary',
				description:
					'A picture that a previous node put into the item; it is uploaded to WaveSpeed',
			},
			{
				name: 'URL',
				value: 'url',
				description: 'A public address that WaveSpeed downloads the picture from',
			},
		],
		default: 'binary',
		description: 'Where the picture to animate comes from',
	},
	{
		displayName: 'Input Data Field Name',
		name: 'imageBinaryField',
		type: 'string',
		required: true,
		default: 'data',
		placeholder: 'e.g. data',
		hint: 'The name of the input field that holds the picture as a binary file',
		description: 'PNG, JPEG, WebP, GIF or BMP, recognised by its content',
		displayOptions: { show: { imageSource: ['binary'] } },
	},
	{
		displayName: 'Image Data',
		name: 'imageData',
		type: 'string',
		typeOptions: { rows: 2 },
		required: true,
		default: '',
		placeholder: 'e.g. data:image/png;base64,iVBORw0…',
		description: 'PNG, JPEG, WebP, GIF or BMP as base64 or as a base64 data URI',
		displayOptions: { show: { imageSource: ['base64'] } },
	},
	{
		displayName: 'Image URL',
		name: 'imageUrl',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. https://example.com/picture.jpg',
		description: 'Must be reachable from the internet without a login while the job waits its turn',
		displayOptions: { show: { imageSource: ['url'] } },
	},
];

/** The optional last frame, among the options: from a binary field or a URL. */
export const lastPictureOptions: INodeProperties[] = [
	{
		displayName: 'Last Image Data Field Name',
		name: 'lastImageField',
		type: 'string',
		default: '',
		placeholder: 'e.g. last',
		hint: 'The name of the input field that holds the picture as a binary file',
		description: 'Picture that the video ends with',
	},
	{
		displayName: 'Last Image URL',
		name: 'lastImageUrl',
		type: 'string',
		default: '',
		placeholder: 'e.g. https://example.com/last.jpg',
		description: 'Public address of the picture that the video ends with',
	},
];
