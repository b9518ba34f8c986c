import type { INodeProperties } from 'n8n-workflow';

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

/** How long, and how often, a job is looked after. */
export const waitOptions: INodeProperties[] = [
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

/** For operations that generate: how many items at the same time. */
export const maxConcurrentOption: INodeProperties = {
	displayName: 'Max Concurrent Generations',
	name: 'maxConcurrent',
	type: 'number',
	typeOptions: { minValue: 1, numberPrecision: 0 },
	default: DEFAULT_MAX_CONCURRENT,
	description:
		'How many items are generated at the same time; 1 means one after another. When your account allows fewer, the node waits its turn by itself.',
};
