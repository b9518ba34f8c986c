import type { INodeParameters } from 'n8n-workflow';

/** What the panel shows for one operation, model and source. */
export interface View {
	what: string;
	parameters: INodeParameters;
	/** All fields below Resource and Operation, in their order. */
	shows: string[];
}

const PICTURE = ['imageSource', 'imageUrl'];
const SHARED = ['outputOptions', 'waitOptions', 'costOptions', 'safetyOptions'];
/** What stands below the model's fields where videos are made. */
const BELOW = ['wait', 'downloadVideo', 'simplify', 'modelOptions', ...SHARED];
const byUrl = { imageSource: 'url' };
const estimate = { operation: 'estimateCost' };
const sora = { model: 'sora-2' };

/** Each operation, each model and each source. */
export const views: View[] = [
	{
		what: 'Text to Video Pro',
		parameters: { operation: 'textToVideoPro' },
		shows: ['proModel', 'prompt', 'size', 'duration', ...BELOW],
	},
	{
		what: 'Image to Video Pro with a URL',
		parameters: { operation: 'imageToVideoPro', ...byUrl },
		shows: ['proModel', ...PICTURE, 'prompt', 'resolution', 'duration', ...BELOW],
	},
	{
		what: 'Image to Video Pro with a file',
		parameters: { operation: 'imageToVideoPro', imageSource: 'binary' },
		shows: [
			'proModel',
			'imageSource',
			'imageBinaryField',
			'prompt',
			'resolution',
			'duration',
			...BELOW,
		],
	},
	{
		what: 'Image to Video Pro with base64',
		parameters: { operation: 'imageToVideoPro', imageSource: 'base64' },
		shows: ['proModel', 'imageSource', 'imageData', 'prompt', 'resolution', 'duration', ...BELOW],
	},
	{
		what: 'Text to Video with Seedance 2.0',
		parameters: { operation: 'textToVideo' },
		shows: ['model', 'prompt', 'aspectRatio', 'resolutionTo4k', 'duration', ...BELOW],
	},
	{
		what: 'Text to Video with Sora 2',
		parameters: { operation: 'textToVideo', ...sora },
		shows: ['model', 'prompt', 'sizeTo720p', 'duration', ...BELOW],
	},
	{
		what: 'Image to Video with Seedance 2.0',
		parameters: { operation: 'imageToVideo', ...byUrl },
		shows: ['model', ...PICTURE, 'prompt', 'resolutionTo4k', 'duration', ...BELOW],
	},
	{
		what: 'Image to Video with Sora 2',
		parameters: { operation: 'imageToVideo', ...sora, ...byUrl },
		shows: [
			'model',
			...PICTURE,
			'prompt',
			'duration',
			'wait',
			'downloadVideo',
			'simplify',
			...SHARED,
		],
	},
	...(['binary', 'prediction', 'url'] as const).map((videoSource) => ({
		what: `Extend Video with ${videoSource}`,
		parameters: { operation: 'extendVideo', videoSource },
		shows: [
			'extendModel',
			'videoSource',
			{ binary: 'videoBinaryField', prediction: 'videoPredictionId', url: 'videoUrl' }[videoSource],
			'prompt',
			'resolutionTo1080p',
			'duration',
			...BELOW,
		],
	})),
	{
		what: 'Estimate Cost for Extend Video',
		parameters: { ...estimate, estimateFor: 'extendVideo' },
		shows: [
			'estimateFor',
			'extendModel',
			'resolutionTo1080p',
			'duration',
			'modelOptions',
			'costOptions',
		],
	},
	{
		what: 'Custom Model',
		parameters: { operation: 'customModel' },
		shows: [
			'modelType',
			'customModel',
			'prompt',
			'modelInputs',
			'longTexts',
			'wait',
			'downloadVideo',
			'simplify',
			...SHARED,
		],
	},
	{
		what: 'Estimate Cost for a Custom Model',
		parameters: { ...estimate, estimateFor: 'customModel' },
		shows: ['estimateFor', 'modelType', 'customModel', 'modelInputs', 'costOptions'],
	},
	{
		what: 'Estimate Cost for Text to Video Pro',
		parameters: { ...estimate, estimateFor: 'textToVideoPro' },
		shows: ['estimateFor', 'proModel', 'size', 'duration', 'costOptions'],
	},
	{
		what: 'Estimate Cost for Image to Video Pro, without a picture',
		parameters: { ...estimate, estimateFor: 'imageToVideoPro' },
		shows: ['estimateFor', 'proModel', 'resolution', 'duration', 'costOptions'],
	},
	{
		what: 'Estimate Cost for Seedance 2.0',
		parameters: { ...estimate, estimateFor: 'textToVideo' },
		shows: [
			'estimateFor',
			'model',
			'aspectRatio',
			'resolutionTo4k',
			'duration',
			'modelOptions',
			'costOptions',
		],
	},
	{
		what: 'Estimate Cost for a picture with Sora 2',
		parameters: { ...estimate, estimateFor: 'imageToVideo', ...sora },
		shows: ['estimateFor', 'model', 'duration', 'costOptions'],
	},
	{
		what: 'Get',
		parameters: { operation: 'get' },
		shows: ['predictionId', 'downloadVideo', 'simplify', 'outputOptions', 'waitOptions'],
	},
	{
		what: 'Get Many with a limit',
		parameters: { operation: 'getAll' },
		shows: ['returnAll', 'limit', 'filters', 'simplify'],
	},
	{
		what: 'Get Many of all',
		parameters: { operation: 'getAll', returnAll: true },
		shows: ['returnAll', 'filters', 'simplify'],
	},
	{
		what: 'Join Videos',
		parameters: { operation: 'join' },
		shows: ['inputBinaryField', 'options'],
	},
	{ what: 'Delete', parameters: { operation: 'delete' }, shows: ['predictionIds', 'options'] },
	{
		what: 'Create Character from a file',
		parameters: { resource: 'character', operation: 'create' },
		shows: [
			'characterModel',
			'videoSource',
			'videoBinaryField',
			'characterName',
			'waitOptions',
			'costOptions',
			'safetyOptions',
		],
	},
	{
		what: 'Create Character from a URL',
		parameters: { resource: 'character', operation: 'create', videoSource: 'url' },
		shows: [
			'characterModel',
			'videoSource',
			'videoUrl',
			'characterName',
			'waitOptions',
			'costOptions',
			'safetyOptions',
		],
	},
	{
		what: 'Upload',
		parameters: { resource: 'file', operation: 'upload' },
		shows: ['fileBinaryField'],
	},
	{
		what: 'Get Usage',
		parameters: { resource: 'account', operation: 'getUsage' },
		shows: ['usageBy', 'usageFilters'],
	},
	{
		what: 'Get Balance',
		parameters: { resource: 'account', operation: 'getBalance' },
		shows: [],
	},
];
