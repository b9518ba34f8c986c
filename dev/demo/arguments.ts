import { parseArgs } from 'node:util';

import { checkInputs } from '../../nodes/WaveSpeedVideo/models/checks';
import type { VideoModel } from '../../nodes/WaveSpeedVideo/models/model';
import { seedance2TextToVideo } from '../../nodes/WaveSpeedVideo/models/seedanceModels';
import type { GenerateOperation } from '../../nodes/WaveSpeedVideo/operations/modelOperation';
import { imageToVideo } from '../../nodes/WaveSpeedVideo/operations/video/imageToVideo';
import { imageToVideoPro } from '../../nodes/WaveSpeedVideo/operations/video/imageToVideoPro';
import { textToVideo } from '../../nodes/WaveSpeedVideo/operations/video/textToVideo';
import { textToVideoPro } from '../../nodes/WaveSpeedVideo/operations/video/textToVideoPro';
import { UsageError } from './usage';

const DEFAULT_PROMPT = {
	text: 'A paper boat drifts down a rainy street at dusk, slow tracking shot, soft piano',
	image: 'The camera pushes in slowly while the light changes to evening, quiet ambient sound',
};

/** Where the demo differs from the panel's defaults: it lies, as a screen does. */
const LYING: Record<string, string> = { aspect_ratio: '16:9', size: '1280*720' };

/** What the example *Film from a script* asks for: its clips, and what is the same for each. */
const FILM = { clips: 3, inputs: { aspect_ratio: '16:9', resolution: '720p', duration: 4 } };

/** How the node is set. */
export interface NodeSettings {
	/** Operation, model, and what the model takes, by the names of the panel; without the prompt. */
	parameters: Record<string, string | number>;
	/** Options, by their names alone. */
	options: Record<string, string | number>;
}

export interface DemoRequest {
	model: VideoModel;
	prompt: string;
	/** Undefined for a film, whose nodes are set already. */
	node?: NodeSettings;
	/** A film of several clips, as the example makes it. */
	film: boolean;
	/** Generations that are bought. */
	clips: number;
	/** Picture file to animate; undefined = text to video. */
	image?: string;
	/** Estimated price in USD; undefined when the model's price is not known. */
	price: number | undefined;
	live: boolean;
	/** The price is agreed to. */
	yes: boolean;
}

function parse(args: string[]) {
	try {
		return parseArgs({
			args,
			options: {
				prompt: { type: 'string' },
				model: { type: 'string' },
				'aspect-ratio': { type: 'string' },
				size: { type: 'string' },
				resolution: { type: 'string' },
				duration: { type: 'string' },
				image: { type: 'string' },
				live: { type: 'boolean', default: false },
				yes: { type: 'boolean', default: false },
				film: { type: 'boolean', default: false },
				help: { type: 'boolean', default: false },
			},
		}).values;
	} catch (error) {
		throw new UsageError(error instanceof Error ? error.message : String(error));
	}
}

/** `1280x720` and `1280×720` as WaveSpeed writes it. */
const toSize = (text: string): string => text.trim().replace(/[x×]/i, '*');

/**
 * Reads the demo's command line.
 * @returns undefined when help was asked for
 * @throws UsageError when something in it can't be
 */
export function readArguments(args: string[]): DemoRequest | undefined {
	const values = parse(args);
	if (values.help) return undefined;
	if (values.film) return filmRequest(values);
	const { size, resolution, duration, image, live, yes } = values;
	const { operation, model } = chosen(values.model, image !== undefined);

	const given: Record<string, string | undefined> = {
		aspect_ratio: values['aspect-ratio'],
		size: size === undefined ? undefined : toSize(size),
		resolution,
		duration,
	};
	for (const [input, value] of Object.entries(given)) {
		if (value === undefined || input in model.parameters) continue;
		throw new UsageError(`--${input.replace('_', '-')} does not go with ${model.id}`);
	}
	const prompt = values.prompt ?? DEFAULT_PROMPT[image === undefined ? 'text' : 'image'];
	const set = Object.entries(given).filter(([, value]) => value !== undefined);
	const checked = checkInputs(model.inputs, {
		...defaultsOf(model),
		...Object.fromEntries(set),
		prompt,
	});
	if ('problem' in checked) throw new UsageError(checked.problem);
	const { inputs } = checked;
	return {
		model,
		prompt: String(inputs['prompt']),
		node: settings(operation, model, inputs as Record<string, string | number>),
		film: false,
		clips: 1,
		...(image === undefined ? {} : { image }),
		price: model.price(inputs),
		live,
		yes,
	};
}

/** @throws UsageError for a model that the panel doesn't have */
function chosen(name: string | undefined, forImage: boolean) {
	const operations = forImage ? [imageToVideo, imageToVideoPro] : [textToVideo, textToVideoPro];
	const family = name ?? operations[0]?.choice.preset.family;
	for (const operation of operations) {
		const model = operation.choice.models.find((one) => one.family === family);
		if (model) return { operation, model };
	}
	const known = operations.flatMap(({ choice }) => choice.models.map((one) => one.family));
	throw new UsageError(`--model must be one of ${known.join(', ')} (given: ${family})`);
}

/** What the panel's fields begin with, by the model's inputs. */
function defaultsOf({ fields, parameters }: VideoModel): Record<string, unknown> {
	const inputs = Object.entries(parameters).flatMap(([input, parameter]) => {
		const field = fields.find(({ name }) => name === parameter);
		return field ? [[input, LYING[input] ?? field.default]] : [];
	});
	return Object.fromEntries(inputs) as Record<string, unknown>;
}

function settings(
	{ option, choice }: GenerateOperation,
	model: VideoModel,
	inputs: Record<string, string | number>,
): NodeSettings {
	const node: NodeSettings = {
		parameters: { operation: option.value, [choice.parameter]: model.family },
		options: {},
	};
	for (const [input, value] of Object.entries(inputs)) {
		const [name = '', ofOptions] = (model.parameters[input] ?? '').split('.');
		if (ofOptions !== undefined) node.options[ofOptions] = value;
		else if (input !== 'prompt') node.parameters[name] = value;
	}
	return node;
}

/** @throws UsageError for options of a single video */
function filmRequest(values: ReturnType<typeof parse>): DemoRequest {
	const { film, live, yes } = values;
	// The others are switches, which are true or false.
	const [given] = Object.entries(values).find(([, value]) => typeof value === 'string') ?? [];
	if (given) throw new UsageError(`--${given} does not go with --film, whose scenes are fixed`);
	const model = seedance2TextToVideo;
	const { inputs, clips } = FILM;
	const each = model.price(inputs);
	const price = each === undefined ? undefined : clips * each;
	return { model, prompt: '', film, clips, price, live, yes };
}
