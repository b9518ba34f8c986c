import type { INodeProperties } from 'n8n-workflow';

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
