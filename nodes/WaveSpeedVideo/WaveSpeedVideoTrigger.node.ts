import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
	IPollFunctions,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { eventSubtitle, lookingFields, runGive, runPoll } from './shared';

/**
 * poll() finds out which videos have finished and hands their IDs over; execute() takes them in the
 * execution that n8n starts with them: there are the database that remembers what was given, the
 * stop, and in queue mode the worker. (n8n runs execute() where a node has both.)
 */
export class WaveSpeedVideoTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'WaveSpeed Video Trigger',
		name: 'waveSpeedVideoTrigger',
		icon: {
			light: 'file:../../icons/waveSpeed.svg',
			dark: 'file:../../icons/waveSpeed.dark.svg',
		},
		group: ['trigger'],
		version: 1,
		subtitle: eventSubtitle,
		// n8n's list of nodes joins the two under the other node's name, with this description.
		description:
			'Generate videos from prompts and pictures with WaveSpeedAI, or start the workflow when one is finished',
		defaults: { name: 'WaveSpeed Video Trigger' },
		polling: true,
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'waveSpeedAiApi', required: true }],
		builderHint: {
			searchHint:
				'Starts a workflow for each video that the WaveSpeedAI account has finished, made by n8n or not, and gives it as an MP4 file. It looks for itself, each minute for example, and needs no public address. To make a video use waveSpeedVideo, which waits for it by itself: this trigger is for videos that another workflow submits without waiting, or another program.',
			relatedNodes: [
				{
					nodeType: 'n8n-nodes-wavespeed-video.waveSpeedVideo',
					relationHint: 'Submits the videos, in another workflow',
				},
			],
		},
		properties: lookingFields,
	};

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		return await runPoll(this);
	}

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await runGive(this);
	}
}
