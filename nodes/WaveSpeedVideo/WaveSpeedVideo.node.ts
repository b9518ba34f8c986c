import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { operationProperties, operationSubtitle, panelMethods, runOperation } from './operations';

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
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			{
				name: 'waveSpeedAiApi',
				required: true,
				// To join videos nothing is asked of WaveSpeed.
				displayOptions: { hide: { operation: ['join'] } },
			},
		],
		properties: operationProperties(),
	};

	methods = panelMethods;

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await runOperation(this);
	}
}
