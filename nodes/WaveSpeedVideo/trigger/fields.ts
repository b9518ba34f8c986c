import type { INodeProperties } from 'n8n-workflow';
import { deliveryOptions } from '../fields/options';
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
	displayName: 'Download Video',
	name: 'downloadVideo',
	type: 'boolean',
	default: true,
	description:
		'Whether to download the video into the item as a binary file. Its URL is in the output either way, valid for 7 days.',
	displayOptions: { hide: { event: ['failed'] } },
};

const filters: INodeProperties = {
	displayName: 'Filters',
	name: 'filters',
	type: 'collection',
	placeholder: 'Add filter',
	default: {},
	options: [
		{
			displayName: 'Model',
			name: 'model',
			type: 'string',
			default: '',
			placeholder: 'e.g. bytedance/seedance-2.0/text-to-video',
			description: 'Only predictions of this model, or of several with commas between them',
		},
	],
};

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

/** How the file is handed on; whether it is has a field of its own here. */
const fileOptions = deliveryOptions.filter(({ name }) => name !== downloadVideo.name);

const options = (more: INodeProperties[] = []): INodeProperties => ({
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add option',
	default: {},
	options: [...fileOptions, ...more].sort((one, other) =>
		one.displayName.localeCompare(other.displayName, 'en'),
	),
});

/** The fields of the trigger that looks for itself. */
export const lookingFields: INodeProperties[] = [
	event,
	downloadVideo,
	filters,
	options([lookBack]),
];

const notice: INodeProperties = {
	displayName:
		'Copy the Production URL above into the option “Webhook URL” of the node WaveSpeed Video with Wait set to “Do Not Wait”. WaveSpeed must be able to reach it: n8n needs a public HTTPS address.',
	name: 'callbackNotice',
	type: 'notice',
	default: '',
};

/** The fields of the trigger that is called back. */
export const callbackFields: INodeProperties[] = [notice, event, downloadVideo, filters, options()];
