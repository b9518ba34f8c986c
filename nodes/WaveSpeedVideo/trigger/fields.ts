import type { INodeProperties } from 'n8n-workflow';
import { collection } from '../fields/collection';
import { downloadVideoField } from '../fields/downloadVideo';
import { filtersField } from '../fields/filters';
import { optionGroup } from '../fields/optionGroups';
import { outputOptions } from '../fields/outputOptions';
import { outputShapeFields } from '../fields/outputShape';
import { DEFAULT_LOOK_BACK, MAX_LOOK_BACK } from './times';

const events = [
	{
		name: 'Video Completed',
		value: 'completed',
		description: 'When a video has been made',
	},
	{
		name: 'Video Failed',
		value: 'failed',
		description: 'When a generation has failed or was cancelled',
	},
	{
		name: 'Video Finished',
		value: 'finished',
		description: 'In either case',
	},
];

const event: INodeProperties = {
	displayName: 'Event',
	name: 'event',
	type: 'options',
	noDataExpression: true,
	options: events,
	default: 'completed',
	description: 'What starts the workflow',
};

/** The event's name below the node on the canvas. */
export const eventSubtitle = `={{ (${JSON.stringify(
	Object.fromEntries(events.map(({ value, name }) => [value, name])),
)})[$parameter["event"]] }}`;

const downloadVideo: INodeProperties = {
	...downloadVideoField,
	displayOptions: { hide: { event: ['failed'] } },
};

const filters = filtersField([
	{
		displayName: 'Model',
		name: 'model',
		type: 'string',
		default: '',
		placeholder: 'e.g. bytedance/seedance-2.0/text-to-video',
		description: 'Only predictions of this model, or of several with commas between them',
	},
]);

const lookBack: INodeProperties = {
	displayName: 'Look Back',
	name: 'lookBack',
	type: 'number',
	typeOptions: { minValue: 1, maxValue: MAX_LOOK_BACK },
	default: DEFAULT_LOOK_BACK,
	hint: 'In hours',
	description:
		'How long after its submission a video may take, and how long n8n may be down, for the video still to be noticed. WaveSpeed keeps videos for 7 days.',
};

/** A trigger is no agent's tool, and has no input items. */
const shape = outputShapeFields.filter(({ name }) => name === 'simplify');
const output = optionGroup(
	'outputOptions',
	outputOptions.filter(({ name }) => name !== 'includeInputFields'),
);

/** The fields of the trigger that looks for itself. */
export const lookingFields: INodeProperties[] = [
	event,
	downloadVideo,
	...shape,
	filters,
	...output,
	collection('options', 'Options', [lookBack]),
];

const notice: INodeProperties = {
	displayName:
		'Copy the Production URL (under Webhook URLs) into the option “Webhook URL” of the node WaveSpeed Video with Wait set to “Do Not Wait”. WaveSpeed must be able to reach it: n8n needs a public HTTPS address.',
	name: 'callbackNotice',
	type: 'notice',
	default: '',
};

/** The fields of the trigger that is called back. */
export const callbackFields: INodeProperties[] = [
	notice,
	event,
	downloadVideo,
	...shape,
	filters,
	...output,
];
