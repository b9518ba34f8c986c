import type { IBinaryData, IDataObject, INodeParameters } from 'n8n-workflow';

import { grouped } from '../../dev/n8n';
import { readFile } from './harness/binaryFiles';
import { errorText } from './harness/errorText';
import { useFastClock } from './harness/fastClock';
import { useHost } from './harness/host';
import { onSimulator, type World } from './harness/onSimulator';
import { textToVideo } from './harness/parameters';
import { PNG } from './harness/pictures';
import { runOn } from './harness/runOn';
import type { RunOptions } from './harness/runWorkflow';
import { requestsFor } from './harness/simulatorFacts';

/** What models of any type answer with: files by their content, texts and objects in the item. */
useHost();
useFastClock(20);

const LLM = 'wavespeed-ai/any-llm';
const PICTURES = 'bytedance/seedream-v4.5';

const custom = (model: string, value: IDataObject, options: IDataObject = {}): INodeParameters => ({
	operation: 'customModel',
	customModel: { __rl: true, mode: 'id', value: model },
	modelInputs: { mappingMode: 'defineBelow', value } as INodeParameters,
	simplify: false,
	...(grouped({ pollInterval: 1, ...options }) as INodeParameters),
});

const run = (world: World, parameters: INodeParameters, more: Partial<RunOptions> = {}) =>
	runOn(world, parameters, more);

const answering = (world: World, outputs: unknown[], times = 1) =>
	world.misbehave({ on: 'job', times, fault: { kind: 'rawOutputs', outputs } });

describe('A model that answers', () => {
	test.concurrent(
		'with text gives it in the item, without a file',
		onSimulator(async (world) => {
			const ended = await run(world, custom(LLM, { prompt: 'Write a scene' }));
			expect(errorText(ended)).toBe('');
			expect(ended.output[0]?.binary).toBeUndefined();
			expect(ended.output[0]?.json).toMatchObject({
				text: 'An answer to: Write a scene',
				outputs: ['An answer to: Write a scene'],
				url: null,
				estimatedCost: 0.001,
			});
			expect(ended.hints[0]?.message).toBe('1 result, estimated cost $0.001.');
		}),
	);

	test.concurrent(
		'with JSON, as an object or written as text, gives it as data',
		onSimulator(async (world) => {
			answering(world, [{ scenes: [{ prompt: 'a' }] }]);
			answering(world, ['{"scenes": 2}']);
			const items = [{ json: {} }, { json: {} }];
			const ended = await run(world, custom(LLM, { prompt: 'x' }, { maxConcurrent: 1 }), { items });
			expect(ended.output.map(({ json }) => [json.result, json.text])).toEqual([
				[{ scenes: [{ prompt: 'a' }] }, undefined],
				[{ scenes: 2 }, '{"scenes": 2}'],
			]);
		}),
	);

	test.concurrent(
		'with a picture gives it with its own type and ending',
		onSimulator(async (world) => {
			const ended = await run(world, custom(PICTURES, { prompt: 'x', size: '512*256' }));
			expect(errorText(ended)).toBe('');
			const { data } = ended.output[0]?.binary ?? {};
			expect(data).toMatchObject({ mimeType: 'image/jpeg', fileExtension: 'jpg' });
			expect(data?.fileName).toMatch(/\.jpg$/);
			expect(ended.hints[0]?.message).toMatch(
				/^1 result, estimated cost \$0\.04\. The files at WaveSpeed are kept for 7 days\.$/,
			);
			expect((await readFile(data as IBinaryData)).subarray(0, 3).toString('hex')).toBe('ffd8ff');
		}),
	);

	test.concurrent(
		'with files as text (base64, data URI) gives files, and copies none of it into the item or the execution’s data',
		onSimulator(async (world) => {
			const base64 = Buffer.concat([PNG, Buffer.alloc(300_000, 7)]).toString('base64');
			answering(world, [base64, `data:image/png;base64,${base64}`]);
			const ended = await run(world, custom(PICTURES, { prompt: 'x' }));
			expect(errorText(ended)).toBe('');
			const { json, binary = {} } = ended.output[0] ?? {};
			expect(Object.values(binary).map(({ mimeType }) => mimeType)).toEqual([
				'image/png',
				'image/png',
			]);
			expect((await readFile(binary.data_1 as IBinaryData)).toString('base64')).toBe(base64);
			expect(JSON.stringify(json).length).toBeLessThan(2_000);
			expect(JSON.stringify(ended.stored.executionData?.contextData).length).toBeLessThan(20_000);
		}),
	);

	const MIXED = (cdn: string): unknown[] => [
		'A text',
		{ seconds: 4 },
		`${cdn}/media/none.png`,
		7,
		['a', 'b'],
	];

	test.concurrent(
		'with things of all kinds shows each in its place, also without a download',
		onSimulator(async (world) => {
			const outputs = Array.from({ length: 6 }, () => MIXED('https://cdn.example')).flat();
			answering(world, outputs);
			const ended = await run(world, custom(LLM, { prompt: 'x' }, { downloadVideo: false }));
			expect(ended.output[0]?.json).toMatchObject({
				text: 'A text',
				result: { seconds: 4 },
				url: 'https://cdn.example/media/none.png',
				outputs,
			});
		}),
	);

	test.concurrent(
		'with nothing at all fails the item, and says that it was paid',
		onSimulator(async (world) => {
			answering(world, []);
			const ended = await run(world, custom(LLM, { prompt: 'x' }));
			expect(errorText(ended)).toMatch(/completed, but gives no output/);
			expect(errorText(ended)).toMatch(/paid/);
		}),
	);
});

describe('A text file behind an address', () => {
	const files = (world: World, content: string, extension: string) =>
		world.misbehave({
			on: 'job',
			fault: {
				kind: 'otherOutputs',
				files: [{ extension, type: 'text/plain', content: Buffer.from(content) }],
			},
		});

	test.concurrent.each([
		['.json', '\uFEFF{"words": ["a", "b"]}', { result: { words: ['a', 'b'] } }],
		['.txt', 'Spoken words', { text: 'Spoken words' }],
		['.srt', '1\n00:00:00,000 --> 00:00:01,000\nHello', { text: expect.stringContaining('Hello') }],
		['.json', '{"broken": ', { text: '{"broken": ' }],
	])('ending in %s is read into the item beside the file', (extension, content, fields) =>
		onSimulator(async (world) => {
			files(world, content, extension);
			const ended = await run(world, textToVideo({}));
			expect(errorText(ended)).toBe('');
			expect(ended.output[0]?.json).toMatchObject(fields);
			expect(Object.keys(ended.output[0]?.binary ?? {})).toEqual(['data', 'data_1']);
		})(),
	);

	test.concurrent(
		'that is long stays a file',
		onSimulator(async (world) => {
			files(world, 'word '.repeat(30_000), '.txt');
			const ended = await run(world, textToVideo({}));
			expect(ended.output[0]?.json).not.toHaveProperty('text');
			expect(ended.output[0]?.binary?.data_1).toMatchObject({ mimeType: 'text/plain' });
		}),
	);
});

describe('What is paid and said in words', () => {
	test.concurrent(
		'is no video: an operation that makes videos fails, with the words',
		onSimulator(async (world) => {
			answering(world, ['I can not make that']);
			const ended = await run(world, textToVideo({}));
			expect(errorText(ended)).toMatch(/gives no file/);
			expect(errorText(ended)).toMatch(/I can not make that/);
			expect(errorText(ended)).toMatch(/paid/);
		}),
	);

	test.concurrent(
		'is read again by a retry, and not bought again',
		onSimulator(async (world) => {
			answering(world, ['A text', `${world.cdnUrl}/output/gone.png`]);
			const ended = await run(world, custom(LLM, { prompt: 'x' }), {
				settings: { retryOnFail: true, maxTries: 2, waitBetweenTries: 1000 },
			});
			expect(errorText(ended)).toContain('could not be downloaded');
			const retried = await run(world, custom(LLM, { prompt: 'x' }, { downloadVideo: false }), {
				retry: { of: ended, workflow: 'current' },
			});
			expect(errorText(retried)).toBe('');
			expect(retried.output[0]?.json.text).toBe('A text');
			expect(requestsFor(world, 'submit')).toHaveLength(1);
		}),
	);
});
