import * as fc from 'fast-check';
import { readCatalogue } from '../../../nodes/WaveSpeedVideo/api/liveModels';

/** An entry of the account's list with these properties of its inputs. */
const entry = (properties: unknown, more: object = {}) => ({
	model_id: 'acme/new/text-to-video',
	name: 'New',
	type: 'text-to-video',
	api_schema: { api_schemas: [{ type: 'model_run', request_schema: { properties } }] },
	...more,
});

const read = (one: unknown) => readCatalogue([one])?.[0];

/** Every text in a value, names too. */
const textsOf = (value: unknown): string[] =>
	typeof value === 'string'
		? [value]
		: typeof value === 'object' && value !== null
			? [...Object.keys(value), ...Object.values(value).flatMap(textsOf)]
			: [];

const EVIL = '={{ $json.secret }}';

describe('the live list, in the hands of an attacker', () => {
	it('gives nothing that n8n would take for an expression', () => {
		const model = read(
			entry(
				{
					prompt: { type: 'string', title: EVIL, description: EVIL, default: EVIL },
					style: { type: 'string', enum: [EVIL, 'plain'], default: 'plain' },
					list: { type: 'array', default: ['a', [EVIL]] },
					[EVIL]: { type: 'string' },
				},
				{ name: EVIL, type: EVIL, description: EVIL },
			),
		);
		expect(model?.inputs.map(({ name }) => name)).toEqual(['prompt', 'style', 'list']);
		expect(model?.inputs[1]).toMatchObject({ enum: ['plain'], default: 'plain' });
		expect(textsOf(model).filter((text) => text.startsWith('='))).toEqual([]);
		expect(read(entry({}, { model_id: `${EVIL}/text-to-video` }))).toBeUndefined();
	});

	it('gives no markup, nothing unseen and nothing endless to the panel', () => {
		const html = '<img src=https://evil.example/x><input type=password>';
		const model = read(
			entry(
				{ prompt: { title: html, description: `${html}${'x'.repeat(1e6)}` } },
				{ name: html, type: html, description: `\u202e${html}` },
			),
		);
		expect(JSON.stringify(model)).not.toMatch(/[<>\u202e]/);
		expect(JSON.stringify(model).length).toBeLessThan(3_000);
	});

	it('gives no more models, inputs and choices than anyone can use', () => {
		const many = Object.fromEntries(Array.from({ length: 5_000 }, (_, at) => [`input_${at}`, {}]));
		expect(read(entry(many))?.inputs.length).toBeLessThanOrEqual(200);
		const choices = Array.from({ length: 5_000 }, String);
		expect(read(entry({ a: { enum: choices } }))?.inputs[0]?.enum?.length).toBeLessThanOrEqual(500);
		expect(readCatalogue(Array(50_000).fill(entry({})))?.length).toBeLessThanOrEqual(10_000);
	});

	it('gives no expression, whatever stands in it', () => {
		const text = fc.oneof(
			fc.string(),
			fc.string().map((rest) => `=${rest}`),
			fc.string().map((rest) => ` ={{${rest}}}`),
		);
		const property = fc.record(
			{
				type: fc.oneof(text, fc.constant('string')),
				title: text,
				description: text,
				default: fc.oneof(text, fc.array(text), fc.dictionary(text, text)),
				enum: fc.array(text),
			},
			{ requiredKeys: [] },
		);
		fc.assert(
			fc.property(fc.dictionary(text, property), text, text, (properties, name, id) => {
				for (const model_id of [id, 'acme/new']) {
					const model = read(entry(properties, { name, model_id }));
					expect(textsOf(model).filter((one) => one.startsWith('='))).toEqual([]);
				}
			}),
		);
	});

	it.each(['openai/sora-2/text-to-video-pro', 'a', 'wavespeed-ai/wan-2.1/i2v-720p', 'x/y@1:z+_'])(
		'keeps the id %s',
		(model_id) => {
			expect(read(entry({}, { model_id }))?.id).toBe(model_id);
		},
	);

	it.each([
		'',
		'../x',
		'/a',
		'a b',
		'a/../b',
		'a/..',
		'a//b',
		'a?x=1',
		'a\n',
		'a?webhook=https://x',
		'a#b',
		'a'.repeat(900),
	])('leaves out the id %j', (model_id) => {
		expect(read(entry({}, { model_id }))).toBeUndefined();
	});
});
