import type { IDataObject } from 'n8n-workflow';
import { errorText } from './harness/errorText';
import { useHost } from './harness/host';
import { onSimulator } from './harness/onSimulator';
import { requestsFor } from './harness/simulatorFacts';
import { TestClient } from '../simulator/testClient';
import { getMany, idsOf, predictions } from './harness/getMany';

/** Operation Get Many: the account's predictions, page by page, without downloads. */
useHost();

describe('Get Many', () => {
	test.concurrent(
		'with Return All gives all of 250 predictions once, newest first, from three pages',
		onSimulator(async (world) => {
			const ids = await predictions(world, 250);
			const run = await getMany(world, { returnAll: true });
			expect(errorText(run)).toBe('');
			expect(idsOf(run)).toEqual([...ids].reverse());
			expect(requestsFor(world, 'list').map(({ body }) => (body as IDataObject).page)).toEqual([
				1, 2, 3,
			]);
			for (const { pairedItem } of run.output) expect(pairedItem).toEqual({ item: 0 });
		}),
	);

	test.concurrent(
		'gives 50 unless told otherwise, and the limit when there is one',
		onSimulator(async (world) => {
			const ids = (await predictions(world, 120)).reverse();
			expect(idsOf(await getMany(world))).toEqual(ids.slice(0, 50));
			expect(idsOf(await getMany(world, { limit: 3 }))).toEqual(ids.slice(0, 3));
			expect(idsOf(await getMany(world, { limit: 101 }))).toEqual(ids.slice(0, 101));
			expect(idsOf(await getMany(world, { limit: 1000 }))).toEqual(ids);
		}),
	);

	test.concurrent(
		'of a page’s exact length ends',
		onSimulator(async (world) => {
			const ids = await predictions(world, 100);
			const run = await getMany(world, { returnAll: true });
			expect(idsOf(run)).toEqual([...ids].reverse());
		}),
	);

	test.concurrent(
		'of an empty account gives no items',
		onSimulator(async (world) => {
			const run = await getMany(world, { returnAll: true });
			expect(run.status).toBe('success');
			expect(run.output).toEqual([]);
		}),
	);

	test.concurrent(
		'describes each as Get does, with the reason of those that failed',
		onSimulator(
			async (world) => {
				const client = new TestClient(world);
				world.misbehave({ on: 'job', fault: { kind: 'moderated' } });
				const { id: failed } = await client.generated();
				const { id: done } = await client.generated();
				const run = await getMany(world);
				const shared = {
					model: 'openai/sora-2/text-to-video-pro',
					createdAt: expect.any(String),
					timings: expect.any(Object),
					expiresAt: expect.any(String),
				};
				const url = `${world.cdnUrl}/output/${done}.mp4`;
				expect(run.output.map(({ json }) => json)).toEqual([
					{
						...shared,
						id: done,
						predictionId: done,
						status: 'completed',
						url,
						outputs: [url],
						prompt: 'a cat',
						inputs: expect.objectContaining({ prompt: 'a cat' }),
					},
					expect.objectContaining({
						...shared,
						id: failed,
						predictionId: failed,
						status: 'failed',
						url: null,
						outputs: [],
					}),
				]);
				expect(world.requests.filter(({ server }) => server === 'cdn')).toEqual([]);
			},
			{ jobSeconds: 0.1 },
		),
	);

	test.concurrent(
		'that begins with a failed prediction is no failure: nothing is run again',
		onSimulator(
			async (world) => {
				world.misbehave({ on: 'job', fault: { kind: 'moderated' } });
				await new TestClient(world).generated();
				const run = await getMany(
					world,
					{},
					{
						settings: { onError: 'continueErrorOutput', retryOnFail: true, waitBetweenTries: 1 },
					},
				);
				expect(run.errorOutput).toEqual([]);
				expect(run.output).toHaveLength(1);
				expect(requestsFor(world, 'list')).toHaveLength(1);
			},
			{ jobSeconds: 0.1 },
		),
	);

	test.concurrent(
		'skips an entry that makes no sense, but not the pages behind it',
		onSimulator(async (world) => {
			const entry = (number: number) => ({ id: `p${number}`, status: 'created', model: 'm' });
			const numbers = Array.from({ length: 103 }, (_, number) => number);
			const pages = [
				[...numbers.slice(0, 99).map(entry), { model: 'm' }],
				numbers.slice(99).map(entry),
			];
			for (const items of pages) {
				const body = { code: 200, message: 'success', data: { items } };
				world.misbehave({ on: 'list', fault: { kind: 'status', status: 200, body } });
			}
			const run = await getMany(world, { returnAll: true });
			expect(idsOf(run)).toEqual(numbers.map((number) => `p${number}`));
		}),
	);
});

describe('Get Many', () => {
	test.concurrent(
		'ends when the service ignores which page is asked for',
		onSimulator(async (world) => {
			const items = Array.from({ length: 100 }, (_, at) => ({ id: `p${at}`, status: 'created' }));
			const body = { code: 200, message: 'success', data: { items } };
			world.misbehave({ on: 'list', times: 50, fault: { kind: 'status', status: 200, body } });
			const run = await getMany(world, { returnAll: true });
			expect(idsOf(run)).toEqual(items.map(({ id }) => id));
			expect(requestsFor(world, 'list').length).toBeLessThanOrEqual(3);
		}),
	);

	test.concurrent(
		'gives prompt and inputs where the service tells them, files as text cut short',
		onSimulator(async (world) => {
			const inputs = { prompt: 'A boat', image: `data:image/png;base64,${'A'.repeat(100_000)}` };
			const items = [
				{ id: 'p1', status: 'completed', inputs },
				{ id: 'p2', status: 'failed' },
			];
			const body = { code: 200, message: 'success', data: { items } };
			world.misbehave({ on: 'list', fault: { kind: 'status', status: 200, body } });
			const run = await getMany(world);
			expect(run.output[0]?.json).toMatchObject({
				prompt: 'A boat',
				inputs: { prompt: 'A boat', image: expect.stringMatching(/^data:image.{1,60}…$/) },
			});
			expect(run.output[1]?.json).not.toHaveProperty('inputs');
		}),
	);

	test.concurrent(
		'asks without inputs when the service refuses the wish',
		onSimulator(async (world) => {
			const [id] = await predictions(world, 1);
			world.misbehave({ on: 'list', fault: { kind: 'status', status: 400 } });
			expect(idsOf(await getMany(world))).toEqual([id]);
			expect(requestsFor(world, 'list')[1]?.body).not.toHaveProperty('include_inputs');
		}),
	);
});

describe('Get Many that cannot be answered', () => {
	const refused: Array<[string, IDataObject, string]> = [
		['a limit of 0', { limit: '={{ 0 }}' }, 'Limit must be at least 1'],
		['a limit that is no number', { limit: '={{ "all" }}' }, 'Limit must be at least 1'],
		['a time that is none', { filters: { createdAfter: '={{ "soon" }}' } }, '"soon"'],
	];

	test.concurrent.each(refused)('refuses %s before it asks', (_what, fields, says) =>
		onSimulator(async (world) => {
			const run = await getMany(world, fields);
			expect(errorText(run)).toContain(says);
			expect(world.requests).toEqual([]);
		})(),
	);

	test.concurrent(
		'becomes an error row under Continue, not half a list',
		onSimulator(async (world) => {
			await predictions(world, 101);
			world.misbehave({ on: 'list', after: 1, fault: { kind: 'status', status: 401 } });
			const run = await getMany(
				world,
				{ returnAll: true },
				{
					settings: { onError: 'continueErrorOutput' },
				},
			);
			expect(run.output).toEqual([]);
			expect(run.errorOutput[0]?.json.error).toMatchObject({ code: 'key_refused' });
		}),
	);
});
