import { sora2ImageToVideoPro } from './sora2ImageToVideoPro';
import { sora2TextToVideoPro } from './sora2TextToVideoPro';
import { seedance2ImageToVideo, seedance2TextToVideo } from './seedanceModels';
import type { ModelInputs, VideoModel } from './model';

/** Another model's request for the same video, as near as it gets. */
export interface Translation {
	model: VideoModel;
	inputs: ModelInputs;
	/** What is lost or different, in plain words. */
	changes: string[];
}

/** Seedance's longest video in seconds; every shorter duration of Sora's it can make too. */
const LONGEST = 15;

/** Sizes of Sora 2 Pro as Seedance's aspect ratio and resolution. */
const FRAMES: Record<string, { aspect_ratio: string; resolution: string; change?: string }> = {
	'720*1280': { aspect_ratio: '9:16', resolution: '720p' },
	'1280*720': { aspect_ratio: '16:9', resolution: '720p' },
	'1080*1920': { aspect_ratio: '9:16', resolution: '1080p' },
	'1920*1080': { aspect_ratio: '16:9', resolution: '1080p' },
	'1024*1792': {
		aspect_ratio: '9:16',
		resolution: '1080p',
		change: 'size: 1024*1792 became 9:16 at 1080p',
	},
	'1792*1024': {
		aspect_ratio: '16:9',
		resolution: '1080p',
		change: 'size: 1792*1024 became 16:9 at 1080p',
	},
};

/**
 * Translates a request to Sora 2 Pro into one to Seedance 2.0, which WaveSpeed's model pages
 * recommend in its place.
 *
 * @param inputs as checked by Sora 2 Pro's schema
 * @returns undefined for a model without a translation
 */
export function translate(model: VideoModel, inputs: ModelInputs): Translation | undefined {
	const changes: string[] = [];
	const asked = Number(inputs.duration);
	const duration = Math.min(asked, LONGEST);
	if (duration !== asked) changes.push(`duration: ${asked} s became ${duration} s`);
	const { prompt } = inputs;

	if (model.id === sora2ImageToVideoPro.id) {
		const { resolution } = inputs;
		return { model: seedance2ImageToVideo, inputs: { prompt, resolution, duration }, changes };
	}
	const frame = FRAMES[String(inputs.size)];
	if (model.id !== sora2TextToVideoPro.id || !frame) return undefined;
	const { aspect_ratio, resolution, change } = frame;
	if (change) changes.push(change);
	if (inputs.characters) changes.push('characters: left out, Seedance 2.0 does not know them');
	return {
		model: seedance2TextToVideo,
		inputs: { prompt, aspect_ratio, resolution, duration },
		changes,
	};
}
