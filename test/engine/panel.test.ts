import { WaveSpeedAiApi } from '../../credentials/WaveSpeedAiApi.credentials';
import { choices, description, filled, names, shownFields, shownOptions } from './harness/panel';

/** What the editor's panel shows, decided by n8n's own display logic. */
const TEXT = { operation: 'textToVideoPro' };
const IMAGE = { operation: 'imageToVideoPro' };

/** What stands below the model's fields: first what few change, at the end what hardly anybody does. */
const BELOW = [
	'wait',
	'downloadVideo',
	'simplify',
	'modelOptions',
	'outputOptions',
	'waitOptions',
	'costOptions',
	'safetyOptions',
];

/** The same, with what stands in them when nobody touches them. */
const BELOW_LEFT_ALONE = {
	wait: 'untilFinished',
	downloadVideo: true,
	simplify: true,
	modelOptions: {},
	outputOptions: {},
	waitOptions: {},
	costOptions: {},
	safetyOptions: {},
};

describe('The panel', () => {
	test('offers the resource Video with both Pro operations, and starts with a living model', () => {
		expect(choices({}, 'operation')?.map(({ value }) => value)).toEqual(
			expect.arrayContaining(['textToVideoPro', 'imageToVideoPro']),
		);
		expect(filled({})).toMatchObject({
			resource: 'video',
			operation: 'textToVideo',
			model: 'seedance-2.0',
		});
	});

	test('shows prompt, size and duration for Text to Video Pro, and no picture', () => {
		expect(names(shownFields(TEXT))).toEqual([
			'resource',
			'operation',
			'proModel',
			'prompt',
			'size',
			'duration',
			...BELOW,
		]);
	});

	test.each([
		['the picture by URL', 'url', 'imageUrl'],
		['the field name in place of the URL when the picture is a file', 'binary', 'imageBinaryField'],
	])('shows %s for Image to Video Pro, and no size', (_what, imageSource, field) => {
		expect(names(shownFields({ ...IMAGE, imageSource }))).toEqual([
			'resource',
			'operation',
			'proModel',
			'imageSource',
			field,
			'prompt',
			'resolution',
			'duration',
			...BELOW,
		]);
	});

	test('starts with the defaults of the model pages', () => {
		expect(filled(TEXT)).toEqual({
			resource: 'video',
			operation: 'textToVideoPro',
			proModel: 'sora-2-pro',
			prompt: '',
			size: '720*1280',
			duration: 4,
			...BELOW_LEFT_ALONE,
		});
		expect(filled({ ...IMAGE, imageSource: 'binary' })).toEqual({
			resource: 'video',
			operation: 'imageToVideoPro',
			proModel: 'sora-2-pro',
			imageSource: 'binary',
			imageBinaryField: 'data',
			prompt: '',
			resolution: '720p',
			duration: 4,
			...BELOW_LEFT_ALONE,
		});
	});

	test('offers the six sizes as a person reads them', () => {
		expect(choices(TEXT, 'size')?.map(({ name, value }) => [value, name])).toEqual([
			['720*1280', '720 × 1280 (Portrait)'],
			['1280*720', '1280 × 720 (Landscape)'],
			['1024*1792', '1024 × 1792 (Portrait)'],
			['1792*1024', '1792 × 1024 (Landscape)'],
			['1080*1920', '1080 × 1920 (Portrait)'],
			['1920*1080', '1920 × 1080 (Landscape)'],
		]);
	});

	test.each([TEXT, IMAGE])('names the five durations of the pages (%o)', (operation) => {
		const field = shownFields(operation).find(({ name }) => name === 'duration');
		expect(field?.hint).toBe('4, 8, 12, 16 or 20');
	});

	test('offers both resolutions of Image to Video Pro', () => {
		expect(choices(IMAGE, 'resolution')?.map(({ value }) => value)).toEqual(['720p', '1080p']);
	});

	test.each([TEXT, IMAGE])('marks prompt as required (%o)', (operation) => {
		const prompt = shownFields(operation).find(({ name }) => name === 'prompt');
		expect(prompt?.required).toBe(true);
	});

	test('offers characters where the model takes them, and nowhere else', () => {
		expect(names(shownOptions(TEXT))).toContain('characters');
		expect(names(shownOptions(IMAGE))).not.toContain('characters');
	});

	test.each([TEXT, IMAGE])('offers the options that both operations share (%o)', (operation) => {
		expect(names(shownOptions(operation))).toEqual(
			expect.arrayContaining(['outputBinaryField', 'fileName', 'pollInterval', 'timeout']),
		);
	});

	test('names the unit wherever a time is asked for', () => {
		for (const option of shownOptions(TEXT)) {
			if (!['pollInterval', 'timeout'].includes(option.name)) continue;
			expect(`${option.displayName} ${option.hint ?? ''} ${option.description ?? ''}`).toMatch(
				/seconds/i,
			);
		}
	});

	test('downloads unless told otherwise, waits half an hour, and looks every second at most', () => {
		const option = (name: string) => shownOptions(TEXT).find((one) => one.name === name);
		expect(shownFields(TEXT).find(({ name }) => name === 'downloadVideo')?.default).toBe(true);
		expect(option('outputBinaryField')?.default).toBe('data');
		expect(option('timeout')?.default).toBe(1800);
		expect(option('pollInterval')?.typeOptions?.minValue).toBe(1);
	});
});

describe('The node', () => {
	test('asks for the credentials that the package brings', () => {
		expect(description.credentials).toEqual([
			expect.objectContaining({ name: new WaveSpeedAiApi().name, required: true }),
		]);
	});

	test('may be used as a tool by an agent', () => {
		expect(description.usableAsTool).toMatchObject({
			replacements: { description: expect.stringMatching(/costs money.*address of the MP4/) },
		});
	});
});
