import { checkInputs } from '../../../nodes/WaveSpeedVideo/models/checks';
import { sora2ImageToVideoPro } from '../../../nodes/WaveSpeedVideo/models/sora2ImageToVideoPro';
import { sora2TextToVideoPro } from '../../../nodes/WaveSpeedVideo/models/sora2TextToVideoPro';

const text = { prompt: 'A boat', size: '720*1280', duration: 4 };
const image = { prompt: 'It moves', resolution: '720p', duration: 4 };
const checkText = (set: object) => checkInputs(sora2TextToVideoPro.inputs, { ...text, ...set });
const checkImage = (set: object) => checkInputs(sora2ImageToVideoPro.inputs, { ...image, ...set });

/** The "Pricing" tables of the two model pages, in USD. */
const TEXT_PRICES: Array<[string[], number[]]> = [
	[
		['720*1280', '1280*720'],
		[1.2, 2.4, 3.6, 4.8, 6],
	],
	[
		['1024*1792', '1792*1024'],
		[2, 4, 6, 8, 10],
	],
	[
		['1080*1920', '1920*1080'],
		[2.8, 5.6, 8.4, 11.2, 14],
	],
];
const IMAGE_PRICES: Array<[string[], number[]]> = [
	[['720p'], [1.2, 2.4, 3.6, 4.8, 6]],
	[['1080p'], [2, 4, 6, 8, 10]],
];
const DURATIONS = [4, 8, 12, 16, 20];
const rows = (table: Array<[string[], number[]]>) =>
	table.flatMap(([sizes, prices]) =>
		sizes.flatMap((size) => DURATIONS.map((duration, i) => [size, duration, prices[i]] as const)),
	);

describe('Text to Video Pro', () => {
	it.each(rows(TEXT_PRICES))(
		'at %s for %s s costs $%s and is accepted',
		(size, duration, price) => {
			expect(checkText({ size, duration })).toEqual({ inputs: { ...text, size, duration } });
			expect(sora2TextToVideoPro.price({ size, duration })).toBe(price);
		},
	);

	it.each([
		[{ duration: 7 }, 'Duration must be 4, 8, 12, 16 or 20 seconds (given: 7)'],
		[{ duration: '' }, 'Duration must be 4, 8, 12, 16 or 20 seconds (given: "")'],
		[{ duration: null }, 'Duration must be 4, 8, 12, 16 or 20 seconds (given: null)'],
		[{ prompt: '' }, 'Prompt must be a text that is not empty (given: "")'],
		[{ prompt: '  \n' }, 'Prompt must be a text that is not empty (given: "   ")'],
		[{ prompt: undefined }, 'Prompt must be a text that is not empty (given: nothing)'],
		[
			{ size: '640*480' },
			'Size must be 720*1280, 1280*720, 1024*1792, 1792*1024, 1080*1920 or 1920*1080 (given: "640*480")',
		],
		[
			{ characters: 'char_ok, bob' },
			'Characters must be a list such as char_abc123 (given: "char_ok, bob")',
		],
		[{ characters: 7 }, 'Characters must be a list such as char_abc123 (given: 7)'],
	])('refuses %j and says what is allowed', (set, problem) => {
		expect(checkText(set)).toEqual({ problem });
	});

	it('names every problem at once', () => {
		const checked = checkText({ prompt: '', duration: 5 });
		expect(checked).toMatchObject({ problem: expect.stringMatching(/Prompt.*; Duration/) });
	});

	it('takes a number that an expression gives as a text', () => {
		expect(checkText({ duration: '8' })).toEqual({ inputs: { ...text, duration: 8 } });
	});

	it('takes characters from a comma-separated text or an array', () => {
		const expected = { inputs: { ...text, characters: ['char_a', 'char_b'] } };
		expect(checkText({ characters: 'char_a, char_b' })).toEqual(expected);
		expect(checkText({ characters: ['char_a', ' char_b '] })).toEqual(expected);
	});

	it('sends no characters when none are set', () => {
		for (const characters of ['', ' , ', [], undefined, null]) {
			expect(checkText({ characters })).toEqual({ inputs: text });
		}
	});

	it('sends the prompt as the user wrote it', () => {
		expect(checkText({ prompt: ' two\nlines ' })).toMatchObject({
			inputs: { prompt: ' two\nlines ' },
		});
	});

	it('refuses keys that the model page does not know, because the API drops them silently', () => {
		expect(checkText({ seed: 1 })).toHaveProperty('problem');
	});
});

describe('Image to Video Pro', () => {
	it.each(rows(IMAGE_PRICES))(
		'at %s for %s s costs $%s and is accepted',
		(resolution, duration, price) => {
			expect(checkImage({ resolution, duration })).toEqual({
				inputs: { ...image, resolution, duration },
			});
			expect(sora2ImageToVideoPro.price({ resolution, duration })).toBe(price);
		},
	);

	it('refuses a resolution beyond the page', () => {
		expect(checkImage({ resolution: '480p' })).toEqual({
			problem: 'Resolution must be 720p or 1080p (given: "480p")',
		});
	});
});
