import type { INodeProperties } from 'n8n-workflow';
import { webhookUrlOption } from './wait';

/** Seconds. WaveSpeed asks for at least 5 s between checks of a video; 1 s is the floor we accept. */
export const MIN_POLL_INTERVAL = 1;

/**
 * Seconds. No official figure exists for a 20 s 1080p video; jobs of such models usually take
 * minutes, stuck ones have been given up after 30 minutes by other integrations.
 */
export const DEFAULT_TIMEOUT = 1800;

/**
 * Above the free account's two at a time, where WaveSpeed answers 429 and the node waits its turn;
 * below the 300 of the first paid level (https://wavespeed.ai/docs/account-levels).
 */
export const DEFAULT_MAX_CONCURRENT = 100;

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
export const deliveryOptions: INodeProperties[] = [
	{
		displayName: 'Download Video',
		name: 'downloadVideo',
		type: 'boolean',
		default: true,
		description:
			'Whether to download the video into the item as a binary file. Its URL is in the output either way, valid for 7 days.',
	},
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

/** How long, and how often, a job is looked after. */
export const waitingOptions: INodeProperties[] = [
	{
		displayName: 'On Timeout',
		name: 'onTimeout',
		type: 'options',
		options: [
			{
				name: 'Error',
				value: 'error',
				description: 'Fail with the prediction ID, so that the video can be fetched later',
			},
			{
				name: 'Return Item',
				value: 'returnItem',
				description:
					'Output the item with status "processing" and the prediction ID, without a file',
			},
		],
		default: 'error',
		description: 'What to do when a video is not ready within Timeout',
	},
	{
		displayName: 'Poll Interval',
		name: 'pollInterval',
		type: 'number',
		typeOptions: { minValue: MIN_POLL_INTERVAL, numberPrecision: 1 },
		default: 5,
		hint: 'In seconds',
		description:
			'Fixed time between two checks of a job. Without this option the node checks every 5 to 15 seconds, by the age of the job and what earlier jobs took.',
	},
	{
		displayName: 'Timeout',
		name: 'timeout',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: DEFAULT_TIMEOUT,
		hint: 'In seconds',
		description: "How long to wait for each video. The workflow's own timeout must be longer.",
	},
];

export const priceSourceOption: INodeProperties = {
	displayName: 'Price Source',
	name: 'priceSource',
	type: 'options',
	options: [
		{
			name: 'Auto',
			value: 'auto',
			description:
				'Live where Max Cost per Run or Check Balance First limits the money, else Table',
		},
		{
			name: 'Live',
			value: 'live',
			description: 'Ask WaveSpeed for the price of each item (free), with discounts',
		},
		{
			name: 'Table',
			value: 'table',
			description: 'The published prices that this node knows; asks only where they do not tell',
		},
	],
	default: 'auto',
	description:
		'Where the estimated cost comes from. A live price that cannot be had is above every limit.',
};

/** How a batch is generated and what it may cost. */
export const batchOptions: INodeProperties[] = [
	{
		displayName: 'Adopt Predictions',
		name: 'adoptPredictions',
		type: 'string',
		default: '',
		placeholder: 'e.g. 9f1c2b…, 07ad11…',
		description:
			'For a submission whose answer was lost: IDs of predictions that you know to be its own, as the error names them. Set it and retry the execution.',
	},
	{
		displayName: 'Lost Submission',
		name: 'lostSubmission',
		type: 'options',
		options: [
			{
				name: 'Buy Again',
				value: 'buyAgain',
				description: 'Submit it anew when it is not found; it may then be paid twice',
			},
			{
				name: 'Look Only',
				value: 'look',
				description: 'Look for it in the list of predictions, and never send it again on a guess',
			},
		],
		default: 'look',
		description: 'What to do about a submission whose answer was lost and that is not found',
	},
	{
		displayName: 'Check Balance First',
		name: 'checkBalance',
		type: 'boolean',
		default: false,
		description:
			"Whether to fail before the first submission when the account's balance is below the estimated cost of all items",
	},
	{
		displayName: 'Max Cost per Run',
		name: 'maxCost',
		type: 'number',
		typeOptions: { minValue: 0, numberPrecision: 2 },
		default: 10,
		hint: 'In USD',
		description:
			'Submit nothing when the estimated cost of all items of this run is higher. Videos that a retry takes up again are not counted twice.',
		builderHint: {
			propertyHint: 'Set it in workflows with a trigger other than the manual one.',
		},
	},
	{
		displayName: 'Max Concurrent Generations',
		name: 'maxConcurrent',
		type: 'number',
		typeOptions: { minValue: 1, numberPrecision: 0 },
		default: DEFAULT_MAX_CONCURRENT,
		description:
			'How many items are generated at the same time; 1 means one after another. When your account allows fewer, the node waits its turn by itself.',
	},
	{
		displayName: 'On Substituted Model',
		name: 'onSubstitutedModel',
		type: 'options',
		options: [
			{
				name: 'Error',
				value: 'error',
				description: 'Fail the item; the video is paid, and its URL is in the error',
			},
			{
				name: 'Warn',
				value: 'warn',
				description:
					'Output the video, with a hint; <code>model</code> and <code>requestedModel</code> differ',
			},
		],
		default: 'warn',
		description: 'What to do when WaveSpeed answers with another model than the one asked for',
	},
	priceSourceOption,
	{
		displayName: 'Unfinished Videos',
		name: 'unfinishedVideos',
		type: 'options',
		options: [
			{
				name: 'Hint',
				value: 'hint',
				description: 'Name them, with their IDs, beside the output',
			},
			{
				name: 'Ignore',
				value: 'ignore',
				description: 'Do not look for them',
			},
		],
		default: 'hint',
		description:
			'What to do about videos that this node bought in earlier executions of the last day and did not hand on, because n8n was ended meanwhile',
	},
];

/** What a person should know before the button is pressed. */
export const expectation = (price: string): INodeProperties => ({
	displayName: `A video usually takes a few minutes. It is paid once it is submitted: Stop does not unbuy it. ${price}`,
	name: 'expectation',
	type: 'notice',
	default: '',
});

/** What rarely needs a thought: the options of an operation that generates, with the model's own. */
export function optionsField(ofModel: INodeProperties[]): INodeProperties {
	return collection([
		...deliveryOptions,
		...waitingOptions,
		webhookUrlOption,
		...batchOptions,
		...ofModel,
	]);
}

/** A field Options, its entries in the order of the alphabet as n8n lists them. */
export function collection(options: INodeProperties[]): INodeProperties {
	return {
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [...options].sort((a, b) => (a.displayName < b.displayName ? -1 : 1)),
	};
}
