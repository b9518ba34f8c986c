import type { INodeProperties } from 'n8n-workflow';
import type { Place } from './display';

const waitField: INodeProperties = {
	displayName: 'Wait',
	name: 'wait',
	type: 'options',
	noDataExpression: true,
	options: [
		{
			name: 'Do Not Wait',
			value: 'doNotWait',
			description: 'Output the prediction ID at once; the operation Get fetches the video later',
		},
		{
			name: 'Free the Worker',
			value: 'freeWorker',
			description:
				'Put the execution aside until WaveSpeed calls; n8n must have a public HTTPS address',
		},
		{
			name: 'Until Finished',
			value: 'untilFinished',
			description: 'Wait in this node, for minutes; it holds a worker of n8n meanwhile',
		},
	],
	default: 'untilFinished',
	description: 'How the node waits for the videos',
};

/** An agent waits for its tool's answer, which a parked execution can't give. */
export const withoutParking = ({ options = [] }: INodeProperties): Partial<INodeProperties> => ({
	options: options.filter((option) => !('value' in option) || option.value !== 'freeWorker'),
});

const notice = (value: string, displayName: string): INodeProperties => ({
	displayName,
	name: `${value}Notice`,
	type: 'notice',
	default: '',
	displayOptions: { show: { wait: [value] } },
});

/** How a person wants the node to wait, and what is different then. */
export const waitFields: INodeProperties[] = [
	waitField,
	notice(
		'freeWorker',
		'The execution goes on when the last video is finished, or at Timeout with the prediction IDs. A batch that waits for its rate limit holds the worker until all is submitted. While it waits: Stop ends it without the videos (Get Many lists them, Get fetches them), Retry On Fail does not count, a failed video is an error item also under On Error = Stop Workflow, and a trigger that responds when the last node finishes answers at once.',
	),
	notice(
		'doNotWait',
		'The video is paid and made, whether it is fetched or not. The operation Get fetches it, for 7 days.',
	),
];

/** Where a file can come into the item. */
export const whereWaitedFor: Place = { wait: ['untilFinished', 'freeWorker'] };

/** For Do Not Wait. */
export const webhookUrlOption: INodeProperties = {
	displayName: 'Webhook URL',
	name: 'webhookUrl',
	type: 'string',
	default: '',
	placeholder: 'e.g. https://example.com/video-is-finished',
	displayOptions: { show: { '/wait': ['doNotWait'] } },
	description:
		'With Do Not Wait: public HTTPS address that WaveSpeed calls when the video is finished. The call is signed.',
};
