import type { INodeProperties } from 'n8n-workflow';
import { modelOption } from '../fields/optionGroups';
import type { MediaInput } from './media';
import { IMAGE, LAST_IMAGE, VIDEO } from './media';

/** Where the source picture comes from. */
const pictureFields: INodeProperties[] = [
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
		builderHint: {
			propertyHint:
				"Use 'url' for a public address that works without a login; for everything else put the picture into a binary field first and use 'binary'.",
		},
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
		description:
			'Public address of the picture to animate; it must be reachable from the internet without a login while the job waits its turn',
		displayOptions: { show: { imageSource: ['url'] } },
	},
];

/** The optional last frame, among the options: from a binary field or a URL. */
const lastPictureOptions: INodeProperties[] = [
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

/** Where a video comes from that a model works on. */
const videoFields: INodeProperties[] = [
	{
		displayName: 'Video Source',
		name: 'videoSource',
		type: 'options',
		options: [
			{
				name: 'Binary File',
				value: 'binary',
				description: 'A video that a previous node put into the item; it is uploaded to WaveSpeed',
			},
			{
				name: 'Prediction',
				value: 'prediction',
				description: 'A video that WaveSpeed made in the last 7 days, by its prediction ID',
			},
			{
				name: 'URL',
				value: 'url',
				description: 'A public address that WaveSpeed downloads the video from',
			},
		],
		default: 'binary',
		description: 'Where the video comes from',
	},
	{
		displayName: 'Input Data Field Name',
		name: 'videoBinaryField',
		type: 'string',
		required: true,
		default: 'data',
		placeholder: 'e.g. data',
		hint: 'The name of the input field that holds the video as a binary file',
		description: 'MP4, QuickTime or WebM, recognised by its content',
		displayOptions: { show: { videoSource: ['binary'] } },
	},
	{
		displayName: 'Source Prediction ID',
		name: 'videoPredictionId',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. 9f1c2b…',
		description: 'ID of the prediction whose video is taken, as outputs name it',
		displayOptions: { show: { videoSource: ['prediction'] } },
	},
	{
		displayName: 'Video URL',
		name: 'videoUrl',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. https://example.com/clip.mp4',
		description:
			'Public address of the video; it must be reachable from the internet without a login while the job waits its turn',
		displayOptions: { show: { videoSource: ['url'] } },
	},
];

/** A list of media to follow: URLs and binary fields. */
function listOption(
	{ label, most = 1, parameter = '' }: MediaInput,
	what: string,
): INodeProperties {
	return {
		displayName: label,
		name: parameter.replace(modelOption(''), ''),
		type: 'string',
		default: '',
		placeholder: 'e.g. data, https://example.com/b',
		description: `Comma-separated list of up to ${most} ${what}: names of binary fields, public URLs, or both. Or an expression that gives an array.`,
	};
}

const WHAT = {
	picture: 'pictures to follow',
	video: 'videos to follow',
	sound: 'sounds to follow',
	file: 'files',
};

/** The panel's fields for the media that a model takes. */
export function mediaFields(media: readonly MediaInput[]): INodeProperties[] {
	return [
		...(media.includes(IMAGE) ? pictureFields : []),
		...(media.includes(VIDEO) ? videoFields : []),
	];
}

/** The options for the media that few need. */
export function mediaOptions(media: readonly MediaInput[]): INodeProperties[] {
	return [
		...(media.includes(LAST_IMAGE) ? lastPictureOptions : []),
		...media.filter(({ parameter }) => parameter).map((one) => listOption(one, WHAT[one.kind])),
	];
}
