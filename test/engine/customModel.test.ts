import type { IDataObject } from 'n8n-workflow';
import { fileOf } from './harness/binaryFiles';
import { custom, SEEDANCE } from './harness/customModels';
import { errorText } from './harness/errorText';
import { useFastClock } from './harness/fastClock';
import { useHost } from './harness/host';
import { runOn } from './harness/runOn';
import { onSimulator } from './harness/onSimulator';
import { requestsFor } from './harness/simulatorFacts';

/** Operation Custom Model: whatever the account’s live list has, by its own schema. */
useHost();
useFastClock(20);

describe('Custom Model', () => {
	test.concurrent(
		'sends the inputs that are set, and no other key, and hands on the video',
		onSimulator(async (world) => {
			const inputs = { prompt: 'A boat', duration: 4, resolution: null, aspect_ratio: '' };
			const ended = await runOn(world, custom(SEEDANCE, inputs, { downloadVideo: true }));
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
			const ended = await runOn(
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
				const ended = await runOn(world, custom(model, inputs));
				expect(ended.status).toBe('error');
				for (const text of says) expect(errorText(ended)).toContain(text);
				expect(requestsFor(world, 'submit')).toEqual([]);
			})(),
	);

	test.concurrent(
		'keeps to the budget by the live price',
		onSimulator(async (world) => {
			const parameters = custom(SEEDANCE, { prompt: 'x', duration: 10 }, { maxCost: 2.39 });
			const ended = await runOn(world, parameters);
			expect(ended.error?.message).toMatch(/\$2\.40.*\$2\.39/);
			expect(requestsFor(world, 'submit')).toEqual([]);
		}),
	);

	test.concurrent(
		'becomes error rows under Continue when the list cannot be read',
		onSimulator(async (world) => {
			world.misbehave({ on: 'models', fault: { kind: 'status', status: 500 } });
			const ended = await runOn(world, custom(SEEDANCE, { prompt: 'x' }), {
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
			const ended = await runOn(world, custom(SEEDANCE, { prompt: 'x' }), {
				settings: { retryOnFail: true, maxTries: 2, waitBetweenTries: 1000 },
			});
			expect(errorText(ended)).toBe('');
			expect(world.billed).toHaveLength(1);
		}),
	);
});
