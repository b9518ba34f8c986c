import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { showFor } from '../fields/display';
import { optionsField } from '../fields/options';
import { generateVideos } from './generateVideos';
import type { GenerateOperation } from './operation';
import { imageToVideoPro } from './video/imageToVideoPro';
import { textToVideoPro } from './video/textToVideoPro';

/** All operations. A new one is a file and a line here. In the order of the panel. */
const OPERATIONS: GenerateOperation[] = [imageToVideoPro, textToVideoPro];

/** The fields of all operations, for the node's description. */
export const operationProperties: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: ['video'] } },
		options: OPERATIONS.map(({ option }) => option),
		default: 'textToVideoPro',
	},
	...OPERATIONS.flatMap(({ resource, option, fields, model }) =>
		showFor(resource, option.value, [...fields, ...model.fields]),
	),
	optionsField,
];

/** Runs the operation that the node is set to. */
export async function runOperation(ctx: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const resource = ctx.getNodeParameter('resource', 0);
	const chosen = ctx.getNodeParameter('operation', 0);
	const operation = OPERATIONS.find(
		(candidate) => candidate.resource === resource && candidate.option.value === chosen,
	);
	if (!operation) throw new Error(`Unknown operation ${String(resource)}/${String(chosen)}`);
	return await generateVideos(ctx, operation);
}
