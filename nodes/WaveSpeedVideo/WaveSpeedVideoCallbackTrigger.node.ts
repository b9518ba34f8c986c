import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
	IWebhookDescription,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { callbackFields, eventSubtitle, runCallback, runGive } from './shared';

/** WaveSpeed knows no registration: each submission names the address itself. */
const CALLBACKS: IWebhookDescription[] = [
	{ name: 'default', httpMethod: 'POST', responseMode: 'onReceived', path: 'wavespeed' },
];

/** webhook() checks who calls; execute() takes the video, as that of WaveSpeedVideoTrigger. */
export class WaveSpeedVideoCallbackTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'WaveSpeed Video Callback Trigger',
		name: 'waveSpeedVideoCallbackTrigger',
		icon: {
			light: 'file:../../icons/waveSpeed.svg',
			dark: 'file:../../icons/waveSpeed.dark.svg',
		},
		group: ['trigger'],
		version: 1,
		subtitle: eventSubtitle,
		description: 'Starts the workflow when WaveSpeedAI calls back that a video is finished',
		defaults: { name: 'WaveSpeed Video Callback Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'waveSpeedAiApi', required: true }],
		webhooks: CALLBACKS,
		builderHint: {
			searchHint:
				'Starts a workflow at the moment at which WaveSpeedAI calls back for a video that was submitted with this node’s production URL as Webhook URL, and gives the video as an MP4 file. n8n needs a public HTTPS address; without one use waveSpeedVideoTrigger, which looks for itself.',
			relatedNodes: [
				{
					nodeType: 'n8n-nodes-wavespeed-video.waveSpeedVideo',
					relationHint: 'Submits the videos, in another workflow, without waiting for them',
				},
			],
		},
		properties: callbackFields,
	};

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await runCallback(this);
	}

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await runGive(this);
	}
}
