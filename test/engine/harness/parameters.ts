import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { grouped } from '../../../dev/n8n';

/** Options of a test: the node looks every second, the shortest interval that it allows. */
const QUICK: IDataObject = { pollInterval: 1 };

/** Tests look at all that there is; `outputShape.test.ts` at what is simplified. */
const ALL = { simplify: false };

/** Parameters of a Text to Video Pro node as the editor saves them (defaults are left out). */
export function textToVideo(fields: IDataObject = {}, options: IDataObject = {}): INodeParameters {
	return {
		operation: 'textToVideoPro',
		...ALL,
		prompt: 'A paper boat on a rainy street',
		...fields,
		...grouped({ ...QUICK, ...options }),
	} as INodeParameters;
}

/** Parameters of a Create Character node with a clip from a URL. */
export function character(fields: IDataObject = {}, options: IDataObject = {}): INodeParameters {
	return {
		resource: 'character',
		operation: 'create',
		videoSource: 'url',
		videoUrl: 'https://clips.example/walk.mp4',
		characterName: 'Captain Paper',
		...fields,
		...grouped({ ...QUICK, ...options }),
	} as INodeParameters;
}

/** Parameters of an Image to Video Pro node with a picture from a URL. */
export function imageToVideo(fields: IDataObject = {}, options: IDataObject = {}): INodeParameters {
	return {
		operation: 'imageToVideoPro',
		...ALL,
		imageSource: 'url',
		imageUrl: 'https://pictures.example/cat.png',
		prompt: 'The cat yawns',
		...fields,
		...grouped({ ...QUICK, ...options }),
	} as INodeParameters;
}
