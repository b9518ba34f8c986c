import type { INodeProperties } from 'n8n-workflow';
import type { Place } from '../fields/display';
import { showFor } from '../fields/display';
import { downloadVideoField } from '../fields/downloadVideo';
import { expectation } from '../fields/expectation';
import { generateOptions } from '../fields/optionGroups';
import { outputShapeFields } from '../fields/outputShape';
import { waitFields, whereWaitedFor } from '../fields/wait';
import { mediaFields, mediaOptions } from '../models/mediaFields';
import { makeVideos } from '../items/makeVideos';
import { readItem } from '../items/readItem';
import type { ModelChoice } from '../models/choice';
import type { VideoModel } from '../models/model';
import { earlierVideo } from './earlierVideo';
import type { Operation } from './operation';

/** An operation that generates one video per item, with one of its models. */
export interface GenerateOperation extends Operation {
	choice: ModelChoice;
	/** Notices, the field Model, and each model's fields where it is chosen. */
	modelFields(place: Place, fields: (model: VideoModel) => INodeProperties[]): INodeProperties[];
}

function modelField({ parameter, models, preset }: ModelChoice): INodeProperties {
	const { family } = preset;
	return {
		displayName: 'Model',
		name: parameter,
		type: 'options',
		noDataExpression: true,
		options: models.map((one) => ({ name: one.name, value: one.family, description: one.id })),
		default: family,
		description: 'The model that makes the video',
	};
}

const PRICES =
	'The lists show prices per second where they are published; the operation Estimate Cost tells the sum.';

/** The model's fields and options, and those that all models share. */
function fieldsOf({ media, fields, options = [] }: VideoModel): INodeProperties[] {
	return [
		...mediaFields(media),
		...fields,
		...waitFields,
		...showFor(whereWaitedFor, [downloadVideoField]),
		...outputShapeFields,
		expectation(PRICES),
		...generateOptions([...options, ...mediaOptions(media)]),
	];
}

/** The fields of an operation with models: what to know, the model, then what it takes. */
export function withModels(choice: ModelChoice): GenerateOperation['modelFields'] {
	return (place, fields) => {
		const where = (model: VideoModel) => ({ ...place, [choice.parameter]: [model.family] });
		return [
			...choice.models.flatMap((model) =>
				model.notice ? showFor(where(model), [model.notice]) : [],
			),
			...showFor(place, [modelField(choice)]),
			...choice.models.flatMap((model) => showFor(where(model), fields(model))),
		];
	};
}

/** Makes an operation of its entry and its models. */
export function generateOperation(
	option: Operation['option'],
	choice: ModelChoice,
): GenerateOperation {
	const modelFields = withModels(choice);
	return {
		resource: 'video',
		option,
		choice,
		modelFields,
		fields: (place) => modelFields(place, fieldsOf),
		run: async (host) =>
			await makeVideos(
				host,
				async (reading, itemIndex) =>
					await readItem(reading, choice, itemIndex, { earlierVideo: earlierVideo(host) }),
			),
	};
}
