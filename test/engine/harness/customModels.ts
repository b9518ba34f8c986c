import type { IDataObject, INodeParameters, ResourceMapperFields } from 'n8n-workflow';

import { WaveSpeedVideo } from '../../../nodes/WaveSpeedVideo/WaveSpeedVideo.node';
import type { World } from './onSimulator';
import { openPanel } from './openPanel';
import { PNG } from './pictures';
import { grouped } from '../../../dev/n8n';

/** Files in memory, as n8n hands small ones on. */
export const PICTURE = { data: PNG.toString('base64'), mimeType: 'image/png' };
export const SOUND = {
	data: Buffer.from('ID3\x04\0\0\0\0\0\0 a speech', 'latin1').toString('base64'),
	mimeType: 'audio/mpeg',
};
export const SEEDANCE = 'bytedance/seedance-2.0/text-to-video';
export const { methods } = new WaveSpeedVideo();

/** Node parameters as the editor saves a resource locator and a resource mapper. */
export const custom = (model: string, value: IDataObject | null, options: IDataObject = {}) =>
	({
		operation: 'customModel',
		customModel: { __rl: true, mode: 'id', value: model },
		modelInputs: { mappingMode: 'defineBelow', value },
		simplify: false,
		...grouped({ pollInterval: 1, downloadVideo: false, ...options }),
	}) as INodeParameters;

/** A model as the live list has it. */
export function liveModel(id: string, type = 'text-to-video', request_schema: IDataObject = {}) {
	return {
		model_id: id,
		name: id,
		type,
		api_schema: { api_schemas: [{ type: 'model_run', request_schema }] },
	};
}

export function serveModels(world: World, models: unknown[], times = 1): void {
	const body = { code: 200, message: 'success', data: models };
	world.misbehave({ on: 'models', times, fault: { kind: 'status', status: 200, body } });
}

export const search = (
	world: World,
	filter?: string,
	token?: string,
	more: INodeParameters = {},
) => {
	const find = methods?.listSearch?.searchModels;
	if (!find) throw new Error('The panel has no search of models');
	const parameters = { ...custom('', null), ...more };
	return find.call(openPanel(parameters, world.credentials), filter, token);
};

export const inputsOf = (world: World, model: string): Promise<ResourceMapperFields> => {
	const read = methods?.resourceMapping?.getModelInputs;
	if (!read) throw new Error('The panel has no inputs of models');
	return read.call(openPanel(custom(model, null), world.credentials));
};
