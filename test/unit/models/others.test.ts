import { checkInputs } from '../../../nodes/WaveSpeedVideo/models/checks';
import { translate } from '../../../nodes/WaveSpeedVideo/models/translateToSeedance';
import {
	seedance2ImageToVideo,
	seedance2TextToVideo,
} from '../../../nodes/WaveSpeedVideo/models/seedanceModels';
import { sora2ImageToVideo } from '../../../nodes/WaveSpeedVideo/models/sora2ImageToVideo';
import { sora2ImageToVideoPro } from '../../../nodes/WaveSpeedVideo/models/sora2ImageToVideoPro';
import { sora2TextToVideo } from '../../../nodes/WaveSpeedVideo/models/sora2TextToVideo';
import { sora2TextToVideoPro } from '../../../nodes/WaveSpeedVideo/models/sora2TextToVideoPro';

const text = { prompt: 'A boat', aspect_ratio: '16:9', resolution: '720p', duration: 5 };
const image = { prompt: 'It moves', resolution: '720p', duration: 5 };
const checkText = (set: object) => checkInputs(seedance2TextToVideo.inputs, { ...text, ...set });
const checkImage = (set: object) => checkInputs(seedance2ImageToVideo.inputs, { ...image, ...set });

describe('Seedance 2.0', () => {
	it.each([4, 5, 10, 15])('takes %s seconds', (duration) => {
		expect(checkText({ duration })).toEqual({ inputs: { ...text, duration } });
	});

	it.each([3, 16, 5.5, '', null])('refuses a duration of %j', (duration) => {
		expect(checkText({ duration })).toMatchObject({
			problem: expect.stringContaining('Duration must be a whole number from 4 to 15 seconds'),
		});
	});

	it.each(['16:9', '9:16', '4:3', '3:4', '1:1', '21:9'])('takes the aspect ratio %s', (ratio) => {
		expect(checkText({ aspect_ratio: ratio })).toHaveProperty('inputs');
	});

	it('refuses values beyond the page', () => {
		expect(checkText({ aspect_ratio: '2:1' })).toHaveProperty('problem');
		expect(checkText({ resolution: '8k' })).toHaveProperty('problem');
		expect(checkText({ seed: 1 })).toHaveProperty('problem');
	});

	it('sends an aspect ratio for a picture only when the user sets one', () => {
		expect(checkImage({})).toEqual({ inputs: image });
		expect(checkImage({ aspect_ratio: '1:1' })).toEqual({
			inputs: { ...image, aspect_ratio: '1:1' },
		});
	});

	it.each([
		['480p', 5, 0.6],
		['720p', 5, 1.2],
		['1080p', 15, 9],
		['4k', 5, 6],
	])('at %s for %s s costs $%s', (resolution, duration, price) => {
		expect(seedance2TextToVideo.price({ resolution, duration })).toBe(price);
		expect(seedance2ImageToVideo.price({ resolution, duration })).toBe(price);
	});

	it('has no table price with reference videos', () => {
		const media = { reference_videos: ['https://a.example/x'] };
		expect(seedance2TextToVideo.price(text, media)).toBeUndefined();
	});
});

describe('standard Sora 2', () => {
	it.each([4, 8, 12, 16, 20])('costs a tenth of a dollar per second: %s s', (duration) => {
		expect(sora2TextToVideo.price({ size: '720*1280', duration })).toBe(duration / 10);
		expect(sora2ImageToVideo.price({ duration })).toBe(duration / 10);
	});

	it('takes no larger sizes and, for a picture, no resolution at all', () => {
		const set = { prompt: 'x', duration: 4 };
		expect(checkInputs(sora2TextToVideo.inputs, { ...set, size: '1920*1080' })).toHaveProperty(
			'problem',
		);
		expect(checkInputs(sora2ImageToVideo.inputs, { ...set, resolution: '720p' })).toHaveProperty(
			'problem',
		);
		expect(checkInputs(sora2ImageToVideo.inputs, set)).toEqual({ inputs: set });
	});
});

describe('Sora 2 Pro translated to Seedance 2.0', () => {
	it('gives a request that Seedance accepts, for every size and duration', () => {
		for (const size of [
			'720*1280',
			'1280*720',
			'1024*1792',
			'1792*1024',
			'1080*1920',
			'1920*1080',
		]) {
			for (const duration of [4, 8, 12, 16, 20]) {
				const made = translate(sora2TextToVideoPro, { prompt: 'x', size, duration });
				expect(made?.model.id).toBe('bytedance/seedance-2.0/text-to-video');
				expect(checkInputs(seedance2TextToVideo.inputs, made?.inputs ?? {})).toEqual({
					inputs: made?.inputs,
				});
			}
		}
	});

	it('says what is lost', () => {
		const inputs = { prompt: 'x', size: '1792*1024', duration: 20, characters: ['char_a'] };
		expect(translate(sora2TextToVideoPro, inputs)).toMatchObject({
			inputs: { aspect_ratio: '16:9', resolution: '1080p', duration: 15 },
			changes: [
				'duration: 20 s became 15 s',
				'size: 1792*1024 became 16:9 at 1080p',
				'characters: left out, Seedance 2.0 does not know them',
			],
		});
	});

	it('keeps the resolution of a picture’s video', () => {
		const inputs = { prompt: 'x', resolution: '1080p', duration: 8 };
		expect(translate(sora2ImageToVideoPro, inputs)).toEqual({
			model: seedance2ImageToVideo,
			inputs,
			changes: [],
		});
	});

	it('exists only for the Pro models', () => {
		expect(translate(sora2TextToVideo, { prompt: 'x', duration: 4 })).toBeUndefined();
	});
});
