import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { models as served } from '../../../dev/simulator/models';
import { mismatchesOf } from '../../../nodes/WaveSpeedVideo/items/mismatches';
import { checkInputs } from '../../../nodes/WaveSpeedVideo/models/checks';
import codex from '../../../nodes/WaveSpeedVideo/WaveSpeedVideo.node.json';
import type { MediaInput } from '../../../nodes/WaveSpeedVideo/models/media';
import { mediaFields, mediaOptions } from '../../../nodes/WaveSpeedVideo/models/mediaFields';
import type { VideoModel } from '../../../nodes/WaveSpeedVideo/models/model';
import { characterChoice } from '../../../nodes/WaveSpeedVideo/operations/character/create';
import { extendVideo } from '../../../nodes/WaveSpeedVideo/operations/video/extendVideo';
import { imageToVideo } from '../../../nodes/WaveSpeedVideo/operations/video/imageToVideo';
import { imageToVideoPro } from '../../../nodes/WaveSpeedVideo/operations/video/imageToVideoPro';
import { textToVideo } from '../../../nodes/WaveSpeedVideo/operations/video/textToVideo';
import { textToVideoPro } from '../../../nodes/WaveSpeedVideo/operations/video/textToVideoPro';
import { MODEL_PAGES } from '../../engine/harness/modelPages';
import { anyValue, inWords, type PageInput, takes, valuesOf } from '../support/pageInput';
import { rowsAbout } from '../support/referencePage';

/**
 * What every model has to bring: facts with sources, an entry of the simulator that says the same
 * (written down from the pages, not from the model's file), and a row that people find.
 */
const ROOT = join(__dirname, '../../..');
const MODELS = join(ROOT, 'nodes/WaveSpeedVideo/models');
const OPERATIONS = [textToVideo, imageToVideo, extendVideo, textToVideoPro, imageToVideoPro];

const isModel = (value: unknown): value is VideoModel =>
	typeof value === 'object' && value !== null && 'id' in value && 'priceSource' in value;

const models = readdirSync(MODELS)
	.flatMap((file) => Object.values(jest.requireActual<Record<string, unknown>>(join(MODELS, file))))
	.filter(isModel);

const DATE = /^2\d{3}-[01]\d(-[0-3]\d)?$/;

/** All papers that a user reads. */
const papers = [
	join(ROOT, 'README.md'),
	...readdirSync(join(ROOT, 'docs'))
		.filter((file) => file.endsWith('.md'))
		.map((file) => join(ROOT, 'docs', file)),
].map((file) => readFileSync(file, 'utf8'));

/** Every input but media with its first value. */
function first(properties: Record<string, PageInput>, media: string[]): Record<string, unknown> {
	return Object.fromEntries(
		Object.entries(properties)
			.filter(([name]) => !media.includes(name) && name !== 'characters')
			.map(([name, property]) => [name, anyValue(property)]),
	);
}

/** All combinations of the inputs that the price can depend on. */
function combinations(properties: Record<string, PageInput>): Array<Record<string, unknown>> {
	const priced = Object.entries(properties).filter(([name]) =>
		['size', 'resolution', 'duration'].includes(name),
	);
	return priced.reduce<Array<Record<string, unknown>>>(
		(all, [name, property]) =>
			all.flatMap((one) => valuesOf(property).map((value) => ({ ...one, [name]: value }))),
		[{}],
	);
}

test('There are models to look at', () => {
	expect(models.length).toBeGreaterThanOrEqual(19);
	expect(new Set(models.map(({ id }) => id)).size).toBe(models.length);
});

describe.each(models.map((model) => [model.id, model] as const))('%s', (id, model) => {
	const entry = served.find((one) => one.id === id);
	const properties = (entry?.schema.properties ?? {}) as Record<string, PageInput>;
	const media = model.media.map(({ input }) => input);

	test('names the page of its inputs, and the day it was read', () => {
		expect(model.page.url).toMatch(/^https:\/\/wavespeed\.ai\//);
		expect(model.page.url.toLowerCase()).toContain(id.split('/').at(-1));
		expect(model.page.read).toMatch(DATE);
	});

	test('names the source of its prices, or asks for them', () => {
		const { priceSource } = model;
		if (priceSource.kind === 'live') return;
		expect(priceSource.read).toMatch(DATE);
		const where = priceSource.kind === 'page' ? priceSource.url : priceSource.from;
		expect(where.length).toBeGreaterThan(20);
	});

	test('is served by the simulator with the same inputs', () => {
		expect(entry).toBeDefined();
		const ours = [...Object.keys(model.parameters), ...media].sort();
		expect(ours).toEqual(Object.keys(properties).sort());
	});

	test('requires the same media, and takes as many', () => {
		for (const { input, required, most } of model.media) {
			expect([input, required]).toEqual([input, entry?.schema.required.includes(input)]);
			expect([input, most]).toEqual([input, properties[input]?.maxItems]);
		}
	});

	// An input that is no known medium would be read from the fields of another.
	test('asks for each medium in its form: else models/mediaFields.ts and items/readItem.ts', () => {
		const askedFor = (one: MediaInput) =>
			[...mediaFields([one]), ...mediaOptions([one])].length > 0;
		expect(model.media.filter((one) => !askedFor(one))).toEqual([]);
	});

	test('takes each value that its page has, and none beyond', () => {
		const some = first(properties, media);
		expect(checkInputs(model.inputs, some)).toEqual({ inputs: some });
		for (const name of Object.keys(some)) {
			for (const value of valuesOf(properties[name] ?? {})) {
				expect(checkInputs(model.inputs, { ...some, [name]: value })).toHaveProperty('inputs');
				if (typeof value !== 'number') continue;
				// As an expression may give it.
				const written = { ...some, [name]: String(value) };
				expect(checkInputs(model.inputs, written)).toEqual({ inputs: { ...some, [name]: value } });
			}
			for (const beyond of ['beyond', 3, 31, 4.5, '4K']) {
				const property = properties[name] ?? {};
				if (valuesOf(property).length === 0 || takes(property, beyond)) continue;
				expect(checkInputs(model.inputs, { ...some, [name]: beyond })).toHaveProperty('problem');
			}
		}
	});

	test('costs what its table says for every choice, or asks', () => {
		for (const inputs of combinations(properties)) {
			const price = model.price(inputs);
			if (model.priceSource.kind === 'live') expect(price).toBeUndefined();
			else expect(price).toBeCloseTo(entry?.price(inputs) ?? NaN, 6);
		}
	});

	test('says what its inputs order, which is what the simulator makes of them', () => {
		if (!entry?.frame) return;
		expect(model.ordered).toBeDefined();
		// With its defaults: of the ratio, of sound.
		const inputs = { ...first(properties, media), aspect_ratio: '9:16' };
		for (const chosen of combinations(properties)) {
			const order = { ...inputs, ...chosen };
			const came = {
				...entry.frame(order, false),
				durationSeconds: Number(chosen.duration),
				frameRate: 24,
				codec: 'h264',
				audioCodec: 'aac',
				bytes: 1,
			};
			const ordered = model.ordered?.(order) ?? {};
			expect(mismatchesOf(ordered, came)).toEqual([]);
			expect(mismatchesOf(ordered, { ...came, durationSeconds: 1 })).toHaveLength(1);
			expect(mismatchesOf(ordered, { ...came, audioCodec: null })).toHaveLength(
				ordered.sound ? 1 : 0,
			);
			if (!('resolution' in chosen || 'size' in chosen)) continue;
			const half = { width: came.width / 2, height: came.height / 2 };
			expect(mismatchesOf(ordered, { ...came, ...half })).toHaveLength(1);
		}
	});

	test('stands in the papers, by its id: else run "npm run docs"', () => {
		expect(papers.some((paper) => paper.includes(`\`${id}\``))).toBe(true);
	});

	test('has its durations in docs/reference.md, as its page has them', () => {
		for (const { option, choice } of OPERATIONS) {
			if (!properties.duration || !choice.models.includes(model)) continue;
			expect(rowsAbout(option.name, 'Duration (Seconds)', model.name)).toEqual([
				expect.stringContaining(` ${inWords(properties.duration)}. |`),
			]);
		}
	});

	test('is found by the name of its family: alias of WaveSpeedVideo.node.json', () => {
		expect(codex.alias).toContain(model.family.split('-')[0]);
	});

	test('has a row in test/engine/harness/modelPages.ts, if it makes videos', () => {
		const isChosen = OPERATIONS.some(({ choice }) => choice.models.includes(model));
		expect(MODEL_PAGES.some((row) => row.model === id)).toBe(isChosen);
	});

	test('is offered by an operation', () => {
		const choices = [characterChoice, ...OPERATIONS.map(({ choice }) => choice)];
		expect(choices.flatMap((choice) => choice.models)).toContain(model);
	});
});

describe('The default model', () => {
	// A changed default changes what saved workflows buy: n8n saves only what differs from it.
	test.each([
		['textToVideo', textToVideo, 'bytedance/seedance-2.0/text-to-video'],
		['imageToVideo', imageToVideo, 'bytedance/seedance-2.0/image-to-video'],
		['extendVideo', extendVideo, 'bytedance/seedance-2.0/video-extend'],
		['textToVideoPro', textToVideoPro, 'openai/sora-2/text-to-video-pro'],
		['imageToVideoPro', imageToVideoPro, 'openai/sora-2/image-to-video-pro'],
	])('of %s is named, and is one of its models', (_name, { choice }, id) => {
		expect(choice.preset.id).toBe(id);
		expect(choice.models).toContain(choice.preset);
	});
});

test('A family is chosen by the same value in all operations, and stands once in each', () => {
	for (const { choice } of OPERATIONS) {
		const keys = choice.models.map(({ family }) => family);
		expect(keys).toEqual([...new Set(keys)]);
	}
	const keysOf = (operation: typeof textToVideo) =>
		operation.choice.models.map(({ family }) => family).sort();
	expect(keysOf(imageToVideo)).toEqual(keysOf(textToVideo));
});
