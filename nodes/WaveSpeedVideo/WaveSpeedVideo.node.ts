import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import {
	CALLS_WHILE_PARKED,
	operationProperties,
	operationSubtitle,
	PARKED_TOOLTIP,
	panelMethods,
	runOperation,
	runParkedCallback,
} from './shared';

export class WaveSpeedVideo implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'WaveSpeed Video',
		name: 'waveSpeedVideo',
		icon: {
			light: 'file:../../icons/waveSpeed.svg',
			dark: 'file:../../icons/waveSpeed.dark.svg',
		},
		group: ['transform'],
		version: 1,
		subtitle: operationSubtitle(),
		description: 'Generate videos from prompts and pictures with WaveSpeedAI',
		defaults: { name: 'WaveSpeed Video' },
		// What a model reads that is to choose the tool.
		usableAsTool: {
			replacements: {
				description:
					'Makes a video of a few seconds from a prompt, or from a picture given by its URL. Takes some minutes and costs money for each call. Answers with the address of the MP4, which works for 7 days, its ID, model and cost; or with what went wrong, what it cost and what to do.',
			},
		},
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		webhooks: CALLS_WHILE_PARKED,
		waitingNodeTooltip: PARKED_TOOLTIP,
		credentials: [
			{
				name: 'waveSpeedAiApi',
				required: true,
				// To join videos nothing is asked of WaveSpeed.
				displayOptions: { hide: { operation: ['join'] } },
			},
		],
		// For n8n's assistant, which finds and sets nodes by it; older versions of n8n ignore it.
		builderHint: {
			searchHint:
				'Makes MP4 videos with sound from a prompt (textToVideo) or a picture (imageToVideo), a few seconds each, and gives them as binary files; one video per input item, all items at the same time, so no loop and no Wait node is needed. It waits for the video itself, for minutes. Seedance 2.0 is the default model; any other model of WaveSpeedAI, such as lip sync or captions, by customModel. join makes one film of several clips. Every video costs money: set maxCost of costOptions in workflows that run by themselves.',
			relatedNodes: [
				{
					nodeType: 'n8n-nodes-base.httpRequest',
					relationHint: 'Downloads the picture to animate as a file',
				},
				{
					nodeType: 'n8n-nodes-base.googleSheets',
					relationHint: 'A row per video to make, and a place for what became of it',
				},
				{
					nodeType: 'n8n-nodes-base.googleDrive',
					relationHint: 'Stores the MP4 from the binary field data',
				},
			],
		},
		properties: operationProperties(),
	};

	methods = panelMethods;

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await runOperation(this);
	}

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await runParkedCallback(this);
	}
}
