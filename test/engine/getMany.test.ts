import type { IDataObject } from 'n8n-workflow';

import { errorText } from './harness/errorText';
import { useHost } from './harness/host';
import { onSimulator, type World } from './harness/onSimulator';
import { runOn } from './harness/runOn';
import type { RunOptions } from './harness/runWorkflow';
import { requestsFor } from './harness/simulatorFacts';
import { TestClient } from '../simulator/testClient';

/** Operation Get Many: the account's predictions, page by page, without downloads. */
useHost();

const CHARACTERS = 'openai/sora-2/characters';

function getMany(world: World, fields: IDataObject = {}, more: Partial<RunOptions> = {}) {
	return runOn(
		world,
		{ operation: 'getAll', simplify: false, ...fields } as RunOptions['parameters'],
		more,
	);
}

/** Submits so many jobs, of a model whose output is no video. Oldest first. */
async function predictions(world: World, count: number): Promise<string[]> {
	const client = new TestClient(world);
	const ids: string[] = [];
	for (let number = 0; number < count; number++) {
		const inputs = { video: 'https://clips.example/walk.mp4', name: `c${number}` };
		ids.push(await client.accepted(inputs, CHARACTERS));
	}
	return ids;
}

const idsOf = ({ output }: { output: Array<{ json: IDataObject }> }) =>
	output.map(({ json }) => json.id);

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

describe('The filters', () => {
	const filtered = async (world: World, filters: IDataObject) =>
		idsOf(await getMany(world, { returnAll: true, filters }));

	test.concurrent(
		'name a model',
		onSimulator(async (world) => {
			const [character] = await predictions(world, 1);
			const video = await new TestClient(world).accepted();
			expect(await filtered(world, { model: CHARACTERS })).toEqual([character]);
			expect(await filtered(world, { model: 'openai/sora-2/text-to-video-pro' })).toEqual([video]);
			expect(await filtered(world, { model: ' ' })).toHaveLength(2);
		}),
	);

	test.concurrent(
		'name a status',
		onSimulator(
			async (world) => {
				world.misbehave({ on: 'job', fault: { kind: 'moderated' } });
				const client = new TestClient(world);
				const { id: failed } = await client.generated();
				const { id: done } = await client.generated();
				expect(await filtered(world, { status: 'failed' })).toEqual([failed]);
				expect(await filtered(world, { status: 'completed' })).toEqual([done]);
				expect(await filtered(world, { status: 'processing' })).toEqual([]);
			},
			{ jobSeconds: 0.1 },
		),
	);

	test.concurrent(
		'name a time, before, after or between',
		onSimulator(async (world) => {
			const moment = () => new Promise((resolve) => setTimeout(resolve, 15));
			const times: string[] = [];
			const ids: string[] = [];
			for (let number = 0; number < 3; number++) {
				ids.push(...(await predictions(world, 1)));
				await moment();
				times.push(new Date().toISOString());
				await moment();
			}
			const [a, b, c] = ids;
			const [afterA, afterB] = times;
			expect(await filtered(world, { createdAfter: afterA })).toEqual([c, b]);
			expect(await filtered(world, { createdBefore: afterB })).toEqual([b, a]);
			expect(await filtered(world, { createdAfter: afterA, createdBefore: afterB })).toEqual([b]);
		}),
	);

	test.concurrent(
		'are sent by the API’s names, and only those that are set',
		onSimulator(async (world) => {
			await filtered(world, { status: 'failed', createdAfter: '2026-11-20T12:00:00+02:00' });
			expect(requestsFor(world, 'list').map(({ body }) => body)).toEqual([
				{
					page: 1,
					page_size: 100,
					include_inputs: true,
					status: 'failed',
					created_after: '2026-11-20T10:00:00.000Z',
				},
			]);
		}),
	);
});

describe('Get Many', () => {
	test.concurrent(
		'takes a time without a zone as one of the workflow’s',
		onSimulator(async (world) => {
			const filters = { createdAfter: '2026-11-20T12:00:00', createdBefore: '={{ $now.toISO() }}' };
			await getMany(world, { filters }, { workflowSettings: { timezone: 'Asia/Kolkata' } });
			const [{ body } = { body: {} }] = requestsFor(world, 'list');
			expect(body).toMatchObject({ created_after: '2026-11-20T06:30:00.000Z' });
		}),
	);

	test.concurrent.each(['+275760-09-12T00:00:00Z', '2026-02-30', '-000001-01-01'])(
		'refuses %s, which is no time that can be asked for',
		(createdAfter) =>
			onSimulator(async (world) => {
				const run = await getMany(world, { filters: { createdAfter } });
				expect(errorText(run)).toContain('Created After must be a time');
			})(),
	);

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
