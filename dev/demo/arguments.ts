import { parseArgs } from 'node:util';

import { checkInputs } from '../../nodes/WaveSpeedVideo/models/checks';
import type { VideoModel } from '../../nodes/WaveSpeedVideo/models/model';
import { seedance2TextToVideo } from '../../nodes/WaveSpeedVideo/models/seedanceTextToVideo';
import { sora2ImageToVideoPro } from '../../nodes/WaveSpeedVideo/models/sora2ImageToVideoPro';
import { sora2TextToVideoPro } from '../../nodes/WaveSpeedVideo/models/sora2TextToVideoPro';
import { UsageError } from './usage';

const DEFAULT_PROMPT = {
	text: 'A paper boat drifts down a rainy street at dusk, slow tracking shot, soft piano',
	image: 'The camera pushes in slowly while the light changes to evening, quiet ambient sound',
};

/** What the example *Film from a script* asks for: its clips, and what is the same for each. */
const FILM = { clips: 3, inputs: { aspect_ratio: '16:9', resolution: '720p', duration: 4 } };

export interface DemoRequest {
	model: VideoModel;
	/** The node's parameters: prompt, size or resolution, duration in seconds. */
	inputs: Record<string, string | number>;
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
	const { prompt, size, resolution, duration = '4', image, live, yes } = values;

	const forImage = image !== undefined;
	if (forImage && size !== undefined) {
		throw new UsageError('--size is for text to video; with --image use --resolution');
	}
	if (!forImage && resolution !== undefined) {
		throw new UsageError('--resolution goes with --image; without it use --size');
	}
	const model = forImage ? sora2ImageToVideoPro : sora2TextToVideoPro;
	const checked = checkInputs(model.inputs, {
		prompt: prompt ?? DEFAULT_PROMPT[forImage ? 'image' : 'text'],
		duration,
		...(forImage ? { resolution: resolution ?? '720p' } : { size: toSize(size ?? '1280x720') }),
	});
	if ('problem' in checked) throw new UsageError(checked.problem);
	const inputs = checked.inputs as DemoRequest['inputs'];
	return {
		model,
		inputs,
		film: false,
		clips: 1,
		...(forImage ? { image } : {}),
		price: model.price(inputs),
		live,
		yes,
	};
}

/** @throws UsageError for options of a single video */
function filmRequest(values: ReturnType<typeof parse>): DemoRequest {
	const { film, live, yes, prompt, size, resolution, duration, image } = values;
	const single = { prompt, size, resolution, duration, image };
	const [given] = Object.entries(single).find(([, value]) => value !== undefined) ?? [];
	if (given) throw new UsageError(`--${given} does not go with --film, whose scenes are fixed`);
	const model = seedance2TextToVideo;
	const { inputs, clips } = FILM;
	const each = model.price(inputs);
	const price = each === undefined ? undefined : clips * each;
	return { model, inputs, film, clips, price, live, yes };
}
