import type { IDataObject } from 'n8n-workflow';

import {
	custom,
	inputsOf,
	liveModel,
	PICTURE,
	SEEDANCE,
	serveModels,
	SOUND,
} from './harness/customModels';
import { errorText } from './harness/errorText';
import { useFastClock } from './harness/fastClock';
import { useHost } from './harness/host';
import { runOn } from './harness/runOn';
import { onSimulator, type World } from './harness/onSimulator';
import { requestsFor } from './harness/simulatorFacts';

/** Models of the live list as nobody would write them. */
useHost();
useFastClock(20);

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
			await runOn(world, custom('a/bare', null));
			await runOn(world, custom('a/odd', {}));
			expect(isBought(world)).toEqual([{}, {}]);
		}),
	);

	test.concurrent(
		'with a required input of a type that nobody knows takes text, numbers and JSON',
		onSimulator(async (world) => {
			serveModels(world, [odd({ thing: { type: 'tensor' } }, ['thing'])]);
			expect(errorText(await runOn(world, custom('a/odd', {})))).toContain('thing');
			for (const thing of ['[1,2]', 7, 'x']) await runOn(world, custom('a/odd', { thing }));
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
			await runOn(
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
			const wrong = await runOn(world, custom('a/odd', { voice: 'none' }));
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
			const ended = await runOn(world, parameters, { items: [{ json: {}, binary }] });
			expect(errorText(ended)).toBe('');
			const [body] = isBought(world) as IDataObject[];
			expect(body?.reference_images).toHaveLength(2);
			expect(body?.reference_audios).toHaveLength(1);
			const many = custom(SEEDANCE, { prompt: 'x', reference_audios: Array(4).fill('speech') });
			const refused = await runOn(world, many, { items: [{ json: {}, binary }] });
			expect(errorText(refused)).toMatch(/reference_audios takes at most 3 \(given: 4\)/);
		}),
	);

	test.concurrent(
		'that was withdrawn between saving and running buys nothing, and says so',
		onSimulator(async (world) => {
			serveModels(world, [odd({})]);
			await inputsOf(world, 'a/odd');
			const gone = await runOn(world, custom('a/odd', {}));
			expect(errorText(gone)).toMatch(/does not offer this model/);
			expect(world.billed).toEqual([]);
			const never = await runOn(world, custom('a/never', {}));
			expect(errorText(never)).toMatch(/"a\/never" is not in the list.*withdrawn/s);
		}),
	);

	test.concurrent(
		'that makes pictures keeps to a budget below a cent’s part',
		onSimulator(async (world) => {
			const picture = (maxCost: number) =>
				runOn(world, { ...custom('bytedance/seedream-v4.5', {}, { maxCost }), prompt: 'x' });
			expect(errorText(await picture(0.03))).toMatch(/\$0\.04.*\$0\.03/);
			expect(errorText(await picture(0.04))).toBe('');
			expect(world.billed).toHaveLength(1);
		}),
	);
});
