import type { INodeProperties } from 'n8n-workflow';
import type { Place } from '../fields/display';
import { showFor } from '../fields/display';
import { optionsField } from '../fields/options';
import { lastPictureOptions, pictureFields } from '../fields/picture';
import type { VideoModel } from '../models/model';
import { makeVideos } from '../items/makeVideos';
import type { Operation } from './operation';
import { readItem } from '../items/readItem';

/** An operation that generates one video per item, with one of its models. */
export interface GenerateOperation extends Operation {
	/** The first is the default; more than one get a field Model. */
	models: readonly VideoModel[];
	/** The field Model where there are several, and each model's fields where it is chosen. */
	modelFields(place: Place, fields: (model: VideoModel) => INodeProperties[]): INodeProperties[];
}

function modelField(models: readonly VideoModel[]): INodeProperties {
	const first = models[0]?.id ?? '';
	return {
		displayName: 'Model',
		name: 'model',
		type: 'options',
		noDataExpression: true,
		options: models.map(({ name, id }) => ({ name, value: id, description: id })),
		default: first,
		description: 'The model that makes the video',
	};
}

/** The model's fields and options, and those that all models share. */
function fieldsOf(model: VideoModel): INodeProperties[] {
	const lastPicture = model.media.includes('last_image') ? lastPictureOptions : [];
	return [
		...(model.media.includes('image') ? pictureFields : []),
		...model.fields,
		optionsField([...(model.options ?? []), ...lastPicture]),
	];
}

/** Makes an operation of its entry and its models. */
export function generateOperation(
	option: Operation['option'],
	models: readonly VideoModel[],
): GenerateOperation {
	const several = models.length > 1;
	const modelFields: GenerateOperation['modelFields'] = (place, fields) => [
		...(several ? showFor(place, [modelField(models)]) : []),
		...models.flatMap((model) =>
			showFor(several ? { ...place, model: [model.id] } : place, fields(model)),
		),
	];
	return {
		resource: 'video',
		option,
		models,
		modelFields,
		fields: (place) => modelFields(place, fieldsOf),
		run: async (host) =>
			await makeVideos(
				host,
				async (reading, itemIndex) => await readItem(reading, models, itemIndex),
			),
	};
}
