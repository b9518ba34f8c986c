import type { INodeProperties } from 'n8n-workflow';

/** A choice of what to do about a video that came otherwise. */
const FAIL_PAID = {
	name: 'Error',
	value: 'error',
	description: 'Fail the item; the video is paid, and its URL is in the error',
};

/** What happens when something did not go as usual: a lost answer, another model, a restart. */
export const safetyOptions: INodeProperties[] = [
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
		displayName: 'On Changed Inputs',
		name: 'payOnceChanged',
		type: 'options',
		options: [
			{
				name: 'Buy Anew',
				value: 'buyAnew',
				description: 'Make a video of the new inputs as well',
			},
			{
				name: 'Refuse',
				value: 'refuse',
				description: 'Fail the item before anything is sent, and say what was bought',
			},
		],
		default: 'refuse',
		description: 'What to do when something else was bought under the same Pay Once Key',
	},
	{
		displayName: 'On Mismatch',
		name: 'onMismatch',
		type: 'options',
		options: [
			FAIL_PAID,
			{
				name: 'Warn',
				value: 'warn',
				description: 'Output the video, with a hint and <code>mismatches</code>',
			},
		],
		default: 'warn',
		description:
			'What to do when a downloaded video is not as ordered: of another length, size or shape, or without sound',
	},
	{
		displayName: 'On Substituted Model',
		name: 'onSubstitutedModel',
		type: 'options',
		options: [
			FAIL_PAID,
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
	{
		displayName: 'Pay Once Key',
		name: 'payOnceKey',
		type: 'string',
		default: '',
		placeholder: 'e.g. {{ $json.sku }}',
		description:
			"A text of your own for each item, such as its row's ID: under the same key this node never buys twice, in whatever execution. A finished video is given again for 7 days, a running one is waited for, a failed one may be bought again.",
	},
	{
		displayName: 'Reuse Earlier Video',
		name: 'reuseEarlier',
		type: 'options',
		options: [
			{
				name: 'Always',
				value: 'always',
				description: 'In all executions',
			},
			{
				name: 'In Manual Executions',
				value: 'manual',
				description: 'While you build: a second click on Execute Step buys nothing again',
			},
			{
				name: 'Never',
				value: 'never',
				description: 'Each execution buys its own',
			},
		],
		default: 'manual',
		description:
			'Whether to give a video that this node has made in the last 7 days from the same inputs, instead of buying it again. A hint says so.',
	},
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
			{
				name: 'Output Too',
				value: 'output',
				description:
					'Put those that no execution has in hand any more behind the items of this run, with <code>unfinished</code> in them; name the others',
			},
		],
		default: 'hint',
		description:
			'What to do about videos that this node bought in earlier executions of the last day and that no execution has, because n8n was ended meanwhile',
	},
];
