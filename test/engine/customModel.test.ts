import type { IDataObject, INodeParameters, ResourceMapperFields } from 'n8n-workflow';

import { WaveSpeedVideo } from '../../nodes/WaveSpeedVideo/WaveSpeedVideo.node';
import { fileOf } from './harness/binaryFiles';
import { errorText } from './harness/errorText';
import { useFastClock } from './harness/fastClock';
import { useHost } from './harness/host';
import { onSimulator, type World } from './harness/onSimulator';
import { openPanel } from './harness/openPanel';
import { type RunOptions, runWorkflow } from './harness/runWorkflow';
import { PNG } from './harness/pictures';
import { requestsFor } from './harness/simulatorFacts';
import { grouped } from '../../dev/n8n';

/** Operation Custom Model: whatever the account's live list has, by its own schema. */
useHost();
useFastClock(20);

/** Files in memory, as n8n hands small ones on. */
const PICTURE = { data: PNG.toString('base64'), mimeType: 'image/png' };
const SOUND = {
	data: Buffer.from('ID3\x04\0\0\0\0\0\0 a speech', 'latin1').toString('base64'),
	mimeType: 'audio/mpeg',
};
const SEEDANCE = 'bytedance/seedance-2.0/text-to-video';
const { methods } = new WaveSpeedVideo();

/** Node parameters as the editor saves a resource locator and a resource mapper. */
const custom = (model: string, value: IDataObject | null, options: IDataObject = {}) =>
	({
		operation: 'customModel',
		customModel: { __rl: true, mode: 'id', value: model },
		modelInputs: { mappingMode: 'defineBelow', value },
		simplify: false,
		...grouped({ pollInterval: 1, downloadVideo: false, ...options }),
	}) as INodeParameters;

/** Each simulator of a test is an account of its own, so no list is another test's. */
const run = (world: World, parameters: INodeParameters, more: Partial<RunOptions> = {}) =>
	runWorkflow({ credentials: world.credentials, parameters, ...more });

/** A model as the live list has it. */
function liveModel(id: string, type = 'text-to-video', request_schema: IDataObject = {}) {
	return {
		model_id: id,
		name: id,
		type,
		api_schema: { api_schemas: [{ type: 'model_run', request_schema }] },
	};
}

function serveModels(world: World, models: unknown[], times = 1): void {
	const body = { code: 200, message: 'success', data: models };
	world.misbehave({ on: 'models', times, fault: { kind: 'status', status: 200, body } });
}

const search = (world: World, filter?: string, token?: string, more: INodeParameters = {}) => {
	const find = methods?.listSearch?.searchModels;
	if (!find) throw new Error('The panel has no search of models');
	const parameters = { ...custom('', null), ...more };
	return find.call(openPanel(parameters, world.credentials), filter, token);
};

const inputsOf = (world: World, model: string): Promise<ResourceMapperFields> => {
	const read = methods?.resourceMapping?.getModelInputs;
	if (!read) throw new Error('The panel has no inputs of models');
	return read.call(openPanel(custom(model, null), world.credentials));
};

describe('The list of models', () => {
	test.concurrent(
		'of 1,000 is read once and shown by the hundred, each once, to its end',
		onSimulator(async (world) => {
			const ids = Array.from(
				{ length: 1000 },
				(_, number) => `maker/model-${number}/text-to-video`,
			);
			serveModels(
				world,
				ids.map((id) => liveModel(id)),
			);
			const shown: unknown[] = [];
			let token: string | undefined;
			do {
				const page = await search(world, undefined, token);
				expect(page.results).toHaveLength(100);
				shown.push(...page.results.map(({ value }) => value));
				token = page.paginationToken as string | undefined;
			} while (token);
			expect([...shown].sort()).toEqual([...ids].sort());
			expect(requestsFor(world, 'models')).toHaveLength(1);
		}),
	);

	test.concurrent(
		'is searched by any part of the id, in any case',
		onSimulator(async (world) => {
			const { results } = await search(world, 'SEEDANCE-2.0/');
			expect(results.map(({ value }) => value)).toEqual([
				'bytedance/seedance-2.0/image-to-video',
				SEEDANCE,
				'bytedance/seedance-2.0/video-extend',
			]);
			expect((await search(world, 'nothing like it')).results).toEqual([]);
		}),
	);

	test.concurrent(
		'has every model, by groups that a person thinks in, and is searched by type too',
		onSimulator(async (world) => {
			const list = [
				liveModel('a/video'),
				liveModel('b/picture', 'text-to-image'),
				liveModel('c/moving', 'image-to-video'),
				liveModel('d/describe', 'video-to-text'),
				liveModel('e/longer', 'video-extend'),
				liveModel('f/speech', 'text-to-audio'),
				liveModel('g/larger', 'upscaler'),
				liveModel('h/new', 'something-new'),
				{ nonsense: true },
			];
			serveModels(world, list);
			const idsOf = async (modelType: string, filter?: string) =>
				(await search(world, filter, undefined, { modelType })).results.map(({ value }) =>
					String(value).slice(0, 1),
				);
			expect(await idsOf('all')).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']);
			expect(await idsOf('video')).toEqual(['a', 'c', 'e']);
			expect(await idsOf('image')).toEqual(['b']);
			expect(await idsOf('audio')).toEqual(['f']);
			expect(await idsOf('text')).toEqual(['d']);
			expect(await idsOf('other')).toEqual(['g', 'h']);
			expect(await idsOf('all', 'upscal')).toEqual(['g']);
		}),
	);

	test.concurrent(
		'that cannot be read says why, and is asked for again the next time',
		onSimulator(async (world) => {
			world.misbehave({ on: 'models', fault: { kind: 'status', status: 401 } });
			await expect(search(world)).rejects.toThrow(/does not accept the API key/);
			expect((await search(world)).results.length).toBeGreaterThan(0);
		}),
	);
});

describe('The inputs of a model', () => {
	test.concurrent(
		'come from its live schema: types, choices, what is required',
		onSimulator(async (world) => {
			const { fields } = await inputsOf(world, SEEDANCE);
			const byId = Object.fromEntries(fields.map((field) => [field.id, field]));
			// The prompt has a field of its own, with room to write.
			expect(fields.map(({ id }) => id).slice(0, 3)).toEqual([
				'aspect_ratio',
				'resolution',
				'duration',
			]);
			expect(byId.duration).toMatchObject({ type: 'number', required: false });
			expect(byId.reference_images).toMatchObject({
				type: 'string',
				required: false,
				displayName: 'reference_images (up to 9 pictures: binary fields or URLs, with commas)',
			});
			expect(byId.resolution?.options?.map(({ value }) => value)).toEqual([
				'480p',
				'720p',
				'1080p',
				'4k',
			]);
		}),
	);

	test.concurrent(
		'are none before a model is chosen, and the panel says so',
		onSimulator(async (world) => {
			expect(await inputsOf(world, '')).toMatchObject({
				fields: [],
				emptyFieldsNotice: expect.stringContaining('Choose a model'),
			});
		}),
	);
});

describe('Custom Model', () => {
	test.concurrent(
		'sends the inputs that are set, and no other key, and hands on the video',
		onSimulator(async (world) => {
			const inputs = { prompt: 'A boat', duration: 4, resolution: null, aspect_ratio: '' };
			const ended = await run(world, custom(SEEDANCE, inputs, { downloadVideo: true }));
			expect(errorText(ended)).toBe('');
			expect(requestsFor(world, 'submit').map(({ path, body }) => [path, body])).toEqual([
				[`/api/v3/${SEEDANCE}`, { prompt: 'A boat', duration: 4 }],
			]);
			expect(ended.output[0]?.json).toMatchObject({
				model: SEEDANCE,
				requestedModel: SEEDANCE,
				prompt: 'A boat',
				estimatedCost: 0.96,
			});
			expect((await fileOf(ended.output[0])).length).toBeGreaterThan(1000);
		}),
	);

	test.concurrent(
		'takes expressions for each item, with numbers and lists as texts',
		onSimulator(async (world) => {
			const ended = await run(
				world,
				custom(SEEDANCE, {
					prompt: '={{ $json.name }}',
					duration: '={{ $json.seconds }}',
					reference_images: '={{ $json.pictures }}',
				}),
				{
					items: [
						{
							json: {
								name: 'a',
								seconds: '6',
								pictures: 'https://x.example/1, https://x.example/2',
							},
						},
						{ json: { name: 'b', seconds: 7, pictures: ['https://x.example/3'] } },
					],
				},
			);
			expect(errorText(ended)).toBe('');
			const bodies = requestsFor(world, 'submit').map(({ body }) => body as IDataObject);
			expect(bodies.sort((a, b) => Number(a.duration) - Number(b.duration))).toEqual([
				{
					prompt: 'a',
					duration: 6,
					reference_images: ['https://x.example/1', 'https://x.example/2'],
				},
				{ prompt: 'b', duration: 7, reference_images: ['https://x.example/3'] },
			]);
		}),
	);

	const refused: Array<[string, string, IDataObject, string[]]> = [
		['a model that the list does not have', 'maker/none', { prompt: 'x' }, ['maker/none', 'list']],
		['a missing required input', SEEDANCE, { duration: 4 }, ['prompt', 'required']],
		[
			'a choice beyond the list',
			SEEDANCE,
			{ prompt: 'x', resolution: '8k' },
			['resolution', '480p', '8k'],
		],
		[
			'a number below the least',
			SEEDANCE,
			{ prompt: 'x', duration: 3 },
			['duration', '4', '15', '3'],
		],
		['a number that is none', SEEDANCE, { prompt: 'x', duration: 'long' }, ['duration', 'long']],
		['a key that the schema does not know', SEEDANCE, { prompt: 'x', seed: 7 }, ['seed']],
	];

	test.concurrent.each(refused)(
		'refuses %s before anything is bought',
		(_what, model, inputs, says) =>
			onSimulator(async (world) => {
				const ended = await run(world, custom(model, inputs));
				expect(ended.status).toBe('error');
				for (const text of says) expect(errorText(ended)).toContain(text);
				expect(requestsFor(world, 'submit')).toEqual([]);
			})(),
	);

	test.concurrent(
		'keeps to the budget by the live price',
		onSimulator(async (world) => {
			const parameters = custom(SEEDANCE, { prompt: 'x', duration: 10 }, { maxCost: 2.39 });
			const ended = await run(world, parameters);
			expect(ended.error?.message).toMatch(/\$2\.40.*\$2\.39/);
			expect(requestsFor(world, 'submit')).toEqual([]);
		}),
	);

	test.concurrent(
		'becomes error rows under Continue when the list cannot be read',
		onSimulator(async (world) => {
			world.misbehave({ on: 'models', fault: { kind: 'status', status: 500 } });
			const ended = await run(world, custom(SEEDANCE, { prompt: 'x' }), {
				items: [{ json: {} }, { json: {} }],
				settings: { onError: 'continueErrorOutput' },
			});
			expect(ended.output).toEqual([]);
			expect(ended.errorOutput).toHaveLength(2);
			expect(ended.errorOutput[0]?.json.error).toMatchObject({
				message: expect.stringContaining('list of models'),
			});
		}),
	);

	test.concurrent(
		'is not bought twice by Retry On Fail',
		onSimulator(async (world) => {
			world.misbehave({ on: 'poll', fault: { kind: 'status', status: 401 } });
			const ended = await run(world, custom(SEEDANCE, { prompt: 'x' }), {
				settings: { retryOnFail: true, maxTries: 2, waitBetweenTries: 1000 },
			});
			expect(errorText(ended)).toBe('');
			expect(world.billed).toHaveLength(1);
		}),
	);
});

describe('A model of any type', () => {
	const TALK = 'wavespeed-ai/infinitetalk';
	const URLS = { image: 'https://x.example/face.png', audio: 'https://x.example/speech.mp3' };

	test.concurrent(
		'takes media as binary fields, which are uploaded, and hands on what came',
		onSimulator(async (world) => {
			const ended = await run(
				world,
				custom(TALK, { image: 'face', audio: 'speech', seed: 7 }, { downloadVideo: true }),
				{ items: [{ json: {}, binary: { face: PICTURE, speech: SOUND } }] },
			);
			expect(errorText(ended)).toBe('');
			const [submit] = requestsFor(world, 'submit');
			expect(submit?.body).toEqual({
				image: expect.stringMatching(/^http/),
				audio: expect.stringMatching(/^http/),
				seed: 7,
			});
			expect((await fileOf(ended.output[0])).length).toBeGreaterThan(1000);
		}),
	);

	test.concurrent(
		'takes a list of binary fields and addresses in one',
		onSimulator(async (world) => {
			const ended = await run(
				world,
				custom(SEEDANCE, { prompt: 'x', reference_images: 'face, https://x.example/b.png' }),
				{ items: [{ json: {}, binary: { face: PICTURE } }] },
			);
			expect(errorText(ended)).toBe('');
			const [submit] = requestsFor(world, 'submit');
			expect((submit?.body as IDataObject).reference_images).toEqual([
				expect.stringMatching(/^http/),
				'https://x.example/b.png',
			]);
		}),
	);

	const refused: Array<[string, IDataObject, RegExp]> = [
		['a medium of the wrong kind', { ...URLS, audio: 'face' }, /audio.*holds no sound/],
		['a field that is not there', { ...URLS, audio: 'nothing' }, /no binary field "nothing"/],
		['a required medium that is missing', { image: URLS.image }, /audio is required/],
		['a private address', { ...URLS, image: 'http://10.0.0.1/a.png' }, /10\.0\.0\.1/],
		['a webhook', { ...URLS, webhook: 'https://evil.example' }, /webhook/],
		['a switch that changes the answer', { ...URLS, enable_sync_mode: true }, /enable_sync_mode/],
	];

	test.concurrent.each(refused)('refuses %s before anything is bought', (_what, inputs, says) =>
		onSimulator(async (world) => {
			const ended = await run(world, custom(TALK, inputs), {
				items: [{ json: {}, binary: { face: PICTURE } }],
			});
			expect(errorText(ended)).toMatch(says);
			expect(requestsFor(world, 'submit')).toEqual([]);
		})(),
	);

	test.concurrent(
		'offers no input that would break the answer',
		onSimulator(async (world) => {
			const { fields } = await inputsOf(world, TALK);
			expect(fields.map(({ id }) => id)).toEqual(['image', 'audio', 'resolution', 'seed']);
		}),
	);

	test.concurrent(
		'is priced by the address of the sound; a sound that WaveSpeed can’t see is above every limit',
		onSimulator(async (world) => {
			const seen = await run(world, custom(TALK, URLS, { maxCost: 0.29 }));
			expect(seen.error?.message).toMatch(/\$0\.30.*\$0\.29/);
			const blind = await run(world, custom(TALK, { ...URLS, audio: 'speech' }, { maxCost: 100 }), {
				items: [{ json: {}, binary: { speech: SOUND } }],
			});
			expect(blind.error?.message).toMatch(/depends on what WaveSpeed could not see: audio/);
			expect(requestsFor(world, 'submit')).toEqual([]);
		}),
	);

	test.concurrent(
		'has no default, choice or name that n8n would run as an expression',
		onSimulator(async (world) => {
			const evil = '={{ $env }}';
			serveModels(world, [
				liveModel('a/evil', 'text-to-video', {
					properties: {
						a: { type: 'string', default: evil, title: `${evil}<img>` },
						b: { type: 'string', enum: [evil, 'good'] },
						[evil]: { type: 'string' },
					},
					required: ['a', 'b', evil],
				}),
			]);
			const { fields } = await inputsOf(world, 'a/evil');
			expect(fields.map(({ id }) => id)).toEqual(['a', 'b']);
			expect(fields[0]).not.toHaveProperty('defaultValue');
			expect(fields[1]?.options?.map(({ value }) => value)).toEqual(['good']);
			expect(JSON.stringify(fields.map(({ displayName }) => displayName))).not.toMatch(/"=|</);
		}),
	);
});

describe('A long text', () => {
	const SUBTITLES = 'veed/subtitles';
	const LLM = 'wavespeed-ai/any-llm';
	const VIDEO = 'https://x.example/clip.mp4';

	/** What is written under More Long Texts. */
	const long = (...texts: Array<[string, string]>) => ({
		longTexts: { texts: texts.map(([input, text]) => ({ input, text })) },
	});

	const sent = (world: World) => requestsFor(world, 'submit').map(({ body }) => body);

	test.concurrent(
		'is written into the field Prompt, which goes into the model’s main text, whatever its name',
		onSimulator(async (world) => {
			const speech = liveModel('a/speech', 'text-to-audio', {
				properties: { voice: { type: 'string' }, text: { type: 'string' } },
				required: ['text'],
			});
			serveModels(world, [speech], 2);
			const spoken = await run(world, { ...custom('a/speech', {}), prompt: 'Hello' });
			// The simulator has no such model: it was asked for it.
			expect(errorText(spoken)).toContain('model');
			expect(sent(world)).toEqual([{ text: 'Hello' }]);
		}),
	);

	test.concurrent(
		'stays in Prompt when model or operation is changed',
		onSimulator(async (world) => {
			const prompt = 'A boat\nin the rain';
			for (const model of [SEEDANCE, LLM]) {
				const ended = await run(world, { ...custom(model, {}), prompt });
				expect(errorText(ended)).toBe('');
			}
			expect(sent(world)).toEqual([{ prompt }, { prompt }]);
		}),
	);

	test.concurrent(
		'of another input has room under More Long Texts, beside the short field',
		onSimulator(async (world) => {
			const system_prompt = 'You write scenes.\n'.repeat(50);
			const ended = await run(world, {
				...custom(LLM, { temperature: 1 }),
				prompt: 'A boat',
				...long(['system_prompt', system_prompt]),
			});
			expect(errorText(ended)).toBe('');
			expect(sent(world)).toEqual([{ temperature: 1, prompt: 'A boat', system_prompt }]);
		}),
	);

	test.concurrent(
		'is offered by the name of its input, and its short field says where there is room',
		onSimulator(async (world) => {
			const read = methods?.loadOptions?.getLongTexts;
			const offered = await read?.call(openPanel(custom(LLM, null), world.credentials));
			expect(offered).toEqual([{ name: 'system_prompt', value: 'system_prompt' }]);
			const { fields } = await inputsOf(world, LLM);
			expect(fields[0]).toMatchObject({
				id: 'system_prompt',
				displayName: 'system_prompt (room to write: More Long Texts)',
			});
		}),
	);

	const refused: Array<[string, string, INodeParameters, RegExp]> = [
		[
			'a required text that is missing',
			SEEDANCE,
			{ prompt: ' ' },
			/prompt is required.*field Prompt/s,
		],
		[
			'a text for a model that takes none',
			'wavespeed-ai/ultimate-video-upscaler',
			{ ...custom('', { video: VIDEO }), prompt: 'x' },
			/takes no text.*Leave the field Prompt empty/s,
		],
		[
			'one that is given twice',
			SEEDANCE,
			{ ...custom('', { prompt: 'a' }), prompt: 'b' },
			/prompt is given twice/,
		],
		[
			'one given twice in the other field',
			LLM,
			{ ...custom('', { system_prompt: 'a' }), prompt: 'b', ...long(['system_prompt', 'c']) },
			/system_prompt is given twice, the second time under More Long Texts/,
		],
		['one for no input', LLM, { prompt: 'b', ...long(['', 'c']) }, /has no input that it is for/],
		[
			'one for an input that is not there',
			LLM,
			{ prompt: 'b', ...long(['style', 'c']) },
			/no input "style"/,
		],
		[
			'one named like an object’s own',
			LLM,
			{ prompt: 'b', ...long(['__proto__', 'c']) },
			/no input/,
		],
	];

	test.concurrent.each(refused)(
		'refuses %s before anything is bought',
		(_what, model, more, says) =>
			onSimulator(async (world) => {
				const { customModel } = custom(model, {});
				const ended = await run(world, {
					...custom(model, {}),
					...more,
					customModel: customModel as INodeParameters,
				});
				expect(errorText(ended)).toMatch(says);
				expect(sent(world)).toEqual([]);
			})(),
	);

	test.concurrent(
		'of captions with line breaks arrives as it was written',
		onSimulator(async (world) => {
			const srt = '1\n00:00:00,000 --> 00:00:04,000\nNew in our shop\n';
			const ended = await run(world, { ...custom(SUBTITLES, { video: VIDEO }), prompt: srt });
			expect(errorText(ended)).toBe('');
			expect(sent(world)).toEqual([{ srt_content: srt, video: VIDEO }]);
		}),
	);
});

describe('An odd model', () => {
	const odd = (properties: IDataObject, required: string[] = []) =>
		liveModel('a/odd', 'text-to-video', { properties, required } as IDataObject);
	const isBought = (world: World) => requestsFor(world, 'submit').map(({ body }) => body);

	test.concurrent(
		'without a schema, or without inputs, is run all the same',
		onSimulator(async (world) => {
			const bare = { model_id: 'a/bare', name: 'Bare', type: 'new' };
			serveModels(world, [bare, odd({})]);
			expect(await inputsOf(world, 'a/bare')).toMatchObject({
				fields: [],
				emptyFieldsNotice: expect.stringContaining('no other inputs'),
			});
			await run(world, custom('a/bare', null));
			await run(world, custom('a/odd', {}));
			expect(isBought(world)).toEqual([{}, {}]);
		}),
	);

	test.concurrent(
		'with a required input of a type that nobody knows takes text, numbers and JSON',
		onSimulator(async (world) => {
			serveModels(world, [odd({ thing: { type: 'tensor' } }, ['thing'])]);
			expect(errorText(await run(world, custom('a/odd', {})))).toContain('thing');
			for (const thing of ['[1,2]', 7, 'x']) await run(world, custom('a/odd', { thing }));
			expect(isBought(world)).toEqual([{ thing: [1, 2] }, { thing: 7 }, { thing: 'x' }]);
		}),
	);

	test.concurrent(
		'with nested objects, lists of objects, LoRAs, 300 choices and switches as texts sends what is meant',
		onSimulator(async (world) => {
			const values = Array.from({ length: 300 }, (_, index) => `voice-${index}`);
			serveModels(world, [
				odd({
					camera: { type: 'object', properties: { pan: { type: 'object' } } },
					multi_prompt: { type: 'array', items: { type: 'object' } },
					loras: { type: 'array', 'x-ui-component': 'loras', maxItems: 3 },
					voice: { type: 'string', enum: values },
					loud: { type: 'boolean' },
				}),
			]);
			const { fields } = await inputsOf(world, 'a/odd');
			expect(fields.map(({ id, type, options }) => [id, type, options?.length])).toEqual([
				['camera', 'object', undefined],
				['multi_prompt', 'array', undefined],
				['loras', 'array', undefined],
				['voice', 'options', 300],
				['loud', 'boolean', undefined],
			]);
			await run(
				world,
				custom('a/odd', {
					camera: '{"pan": {"x": 1}}',
					multi_prompt: [{ prompt: 'a', duration: 3 }],
					loras: '[{"path": "a/b", "scale": 0.8}]',
					voice: 'voice-299',
					loud: '={{ "true" }}',
				}),
			);
			expect(isBought(world)).toEqual([
				{
					camera: { pan: { x: 1 } },
					multi_prompt: [{ prompt: 'a', duration: 3 }],
					loras: [{ path: 'a/b', scale: 0.8 }],
					voice: 'voice-299',
					loud: true,
				},
			]);
			const wrong = await run(world, custom('a/odd', { voice: 'none' }));
			expect(errorText(wrong)).toMatch(/voice-29, … \(300 in all\)/);
		}),
	);

	test.concurrent(
		'with two lists of media takes both, each by its kind and its most',
		onSimulator(async (world) => {
			const parameters = custom(SEEDANCE, {
				prompt: 'x',
				reference_images: 'face, https://x.example/b.png',
				reference_audios: ['speech'],
			});
			const binary = { face: PICTURE, speech: SOUND };
			const ended = await run(world, parameters, { items: [{ json: {}, binary }] });
			expect(errorText(ended)).toBe('');
			const [body] = isBought(world) as IDataObject[];
			expect(body?.reference_images).toHaveLength(2);
			expect(body?.reference_audios).toHaveLength(1);
			const many = custom(SEEDANCE, { prompt: 'x', reference_audios: Array(4).fill('speech') });
			const refused = await run(world, many, { items: [{ json: {}, binary }] });
			expect(errorText(refused)).toMatch(/reference_audios takes at most 3 \(given: 4\)/);
		}),
	);

	test.concurrent(
		'that was withdrawn between saving and running buys nothing, and says so',
		onSimulator(async (world) => {
			serveModels(world, [odd({})]);
			await inputsOf(world, 'a/odd');
			const gone = await run(world, custom('a/odd', {}));
			expect(errorText(gone)).toMatch(/does not offer this model/);
			expect(world.billed).toEqual([]);
			const never = await run(world, custom('a/never', {}));
			expect(errorText(never)).toMatch(/"a\/never" is not in the list.*withdrawn/s);
		}),
	);

	test.concurrent(
		'that makes pictures keeps to a budget below a cent’s part',
		onSimulator(async (world) => {
			const picture = (maxCost: number) =>
				run(world, { ...custom('bytedance/seedream-v4.5', {}, { maxCost }), prompt: 'x' });
			expect(errorText(await picture(0.03))).toMatch(/\$0\.04.*\$0\.03/);
			expect(errorText(await picture(0.04))).toBe('');
			expect(world.billed).toHaveLength(1);
		}),
	);
});
