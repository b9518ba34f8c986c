import { showFor } from '../../fields/display';
import { downloadVideoField } from '../../fields/downloadVideo';
import { expectation } from '../../fields/expectation';
import { generateOptions } from '../../fields/optionGroups';
import { outputShapeFields } from '../../fields/outputShape';
import { waitFields, whereWaitedFor } from '../../fields/wait';
import { finishAny } from '../../items/finish';
import { makeVideos } from '../../items/makeVideos';
import type { Operation } from '../operation';
import { chooseModel, longTexts, mainTextField, modelInputs } from './anyModel/fields';
import { readAnyModel } from './anyModel/read';

const LIMIT =
	'The option Max Cost per Run limits what a run may cost, by the prices of your account.';

/** Its outputs may be pictures, sound or captions as well. */
const downloadFilesField = {
	...downloadVideoField,
	displayName: 'Download Files',
	description:
		'Whether to download the files into the item as binary files. Their URLs are in the output either way, valid for 7 days.',
};

export const customModel: Operation = {
	resource: 'video',
	option: {
		name: 'Custom Model',
		value: 'customModel',
		action: 'Run any model',
		description:
			'Run any model of your account (video, picture, sound, upscaler, captions, text), wait for it, and output its files',
	},
	fields: (place) =>
		showFor(place, [
			...chooseModel,
			mainTextField,
			modelInputs,
			longTexts,
			...waitFields,
			...showFor(whereWaitedFor, [downloadFilesField]),
			...outputShapeFields,
			expectation(LIMIT, 'A job takes seconds to minutes, by the model'),
			...generateOptions([]),
		]),
	run: async (host) => await makeVideos(host, readAnyModel(host), finishAny),
};
