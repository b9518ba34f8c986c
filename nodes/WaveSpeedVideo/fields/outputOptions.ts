import type { INodeProperties } from 'n8n-workflow';

/**
 * MB. Far above a 20 s 1080p video (some 75 MB at 30 Mbit/s), below the 512 MiB that n8n's database
 * mode stores per file.
 */
export const DEFAULT_MAX_FILE_SIZE = 500;

/** Of the finished video; `media/out/fileName.ts` fills the placeholders. */
export const DEFAULT_FILE_NAME = '{model}_{predictionId}_{item}.mp4';

export const DEFAULT_OUTPUT_FIELD = 'data';

export const outputFieldOption: INodeProperties = {
	displayName: 'Put Output File in Field',
	name: 'outputBinaryField',
	type: 'string',
	default: DEFAULT_OUTPUT_FIELD,
	placeholder: 'e.g. data',
	hint: 'The name of the output field to put the video in',
	description: 'Name of the binary field that receives the video',
};

/** How a finished video is handed on: also for videos that were generated earlier. */
export const outputOptions: INodeProperties[] = [
	{
		displayName: 'File Name',
		name: 'fileName',
		type: 'string',
		default: DEFAULT_FILE_NAME,
		placeholder: 'e.g. {predictionId}.mp4',
		description:
			'Name of the video file. <code>{model}</code>, <code>{predictionId}</code> and <code>{item}</code> stand for the model, the prediction ID and the item index.',
	},
	{
		displayName: 'Include Input Fields',
		name: 'includeInputFields',
		type: 'boolean',
		default: false,
		description:
			"Whether the output has the input item's fields too. Where both have a field, the video's wins, but for the ID: the item's own stays, and the prediction's is in <code>predictionId</code>.",
	},
	{
		displayName: 'Max File Size',
		name: 'maxFileSize',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: DEFAULT_MAX_FILE_SIZE,
		hint: 'In MB',
		description: 'A video larger than this is not downloaded; its URL is in the error',
	},
	outputFieldOption,
];
