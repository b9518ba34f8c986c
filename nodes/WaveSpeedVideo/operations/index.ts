import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { StoppedError } from '../base/runtime';
import { isNodeError, toStopError } from '../host/errors';
import { fromExecute } from '../host/executeHost';
import { failedRun, throwFirstWithOthers } from '../items/failedRun';
import { toRows } from '../items/results';
import { getBalance } from './account/getBalance';
import { getUsage } from './account/getUsage';
import { createCharacter } from './character/create';
import { upload } from './file/upload';
import { withToolDefaults } from '../fields/toolDefaults';
import type { Operation } from './operation';
import { getLongTexts, getModelInputs, searchModels } from './video/anyModel/panel';
import { customModel } from './video/customModel';
import { deleteVideos } from './video/deleteVideos';
import { estimateCost } from './video/estimateCost';
import { extendVideo } from './video/extendVideo';
import { get } from './video/get';
import { getMany } from './video/getMany';
import { imageToVideo } from './video/imageToVideo';
import { imageToVideoPro } from './video/imageToVideoPro';
import { join } from './video/join';
import { textToVideo } from './video/textToVideo';
import { textToVideoPro } from './video/textToVideoPro';

/**
 * All operations, in the order of the panel: what makes videos first. A new one is a file and a line
 * here.
 */
const OPERATIONS: Operation[] = [
	textToVideo,
	imageToVideo,
	extendVideo,
	textToVideoPro,
	imageToVideoPro,
	customModel,
	estimateCost,
	get,
	getMany,
	join,
	deleteVideos,
	createCharacter,
	upload,
	getBalance,
	getUsage,
];

const RESOURCES = [
	{ name: 'Video', value: 'video', first: textToVideo.option.value },
	{ name: 'Character', value: 'character', first: createCharacter.option.value },
	{ name: 'File', value: 'file', first: upload.option.value },
	{ name: 'Account', value: 'account', first: getBalance.option.value },
];

const of = (resource: string) => OPERATIONS.filter((operation) => operation.resource === resource);

/** The fields of all operations, for the node's description. */
export const operationProperties = (): INodeProperties[] => [
	{
		displayName: 'Resource',
		name: 'resource',
		type: 'options',
		noDataExpression: true,
		options: RESOURCES.map(({ name, value }) => ({ name, value })),
		default: 'video',
	},
	...RESOURCES.map(
		({ value, first }): INodeProperties => ({
			displayName: 'Operation',
			name: 'operation',
			type: 'options',
			noDataExpression: true,
			displayOptions: { show: { resource: [value] } },
			options: of(value).map(({ option }) => option),
			default: first,
		}),
	),
	...OPERATIONS.flatMap(({ resource, option, fields }) =>
		withToolDefaults(fields({ resource: [resource], operation: [option.value] })),
	),
];

/** The operation's name below the node on the canvas. */
export const operationSubtitle = () =>
	`={{ (${JSON.stringify(
		Object.fromEntries(OPERATIONS.map(({ option }) => [option.value, option.name])),
	)})[$parameter["operation"]] }}`;

/** What fields of the panel ask for while a person fills them in. */
export const panelMethods = {
	listSearch: { searchModels },
	loadOptions: { getLongTexts },
	resourceMapping: { getModelInputs },
};

/** Runs the operation that the node is set to. */
export async function runOperation(ctx: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	try {
		const host = fromExecute(ctx);
		const resource = host.parameter('resource', 0);
		const chosen = host.parameter('operation', 0);
		const operation = OPERATIONS.find(
			(candidate) => candidate.resource === resource && candidate.option.value === chosen,
		);
		if (!operation) throw new Error(`Unknown operation ${String(resource)}/${String(chosen)}`);
		return [await operation.run(host)];
	} catch (error) {
		return [failedItems(ctx, error)];
	}
}

/**
 * Error rows for all items, or the error of the execution, with money as on record. n8n would pass the input items on by the
 * success branch, as if nothing had happened.
 */
function failedItems(ctx: IExecuteFunctions, error: unknown): INodeExecutionData[] {
	// By a host of its own: what failed may have been the first one.
	const host = fromExecute(ctx);
	if (error instanceof StoppedError) throw toStopError(host.node, error);
	if (!host.continues && isNodeError(error)) throw error;
	const results = failedRun(host, error);
	throwFirstWithOthers(host, results);
	return toRows(results);
}
