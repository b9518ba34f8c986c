import type { IDataObject } from 'n8n-workflow';

import { fileOf } from './harness/binaryFiles';
import { errorText } from './harness/errorText';
import { useFastClock } from './harness/fastClock';
import { useHost } from './harness/host';
import { onSimulator, type World } from './harness/onSimulator';
import { textToVideo } from './harness/parameters';
import { runOn } from './harness/runOn';
import type { RunOptions } from './harness/runWorkflow';
import { requestsFor } from './harness/simulatorFacts';
import { TestClient, textToVideo as SORA } from '../simulator/testClient';
import { grouped } from '../../dev/n8n';

/** Operation Get: the way back to a prediction by its id. It buys nothing. */
useHost();
useFastClock(20);

function get(
	world: World,
	predictionId: unknown,
	options: IDataObject = {},
	more: Partial<RunOptions> = {},
) {
	return runOn(
		world,
		{
			operation: 'get',
			simplify: false,
			predictionId: '={{ $json.id }}',
			...grouped({ pollInterval: 1, ...options }),
		},
		{ items: [predictionId].flat().map((id) => ({ json: { id } as IDataObject })), ...more },
	);
}

const rows = { settings: { onError: 'continueErrorOutput' as const } };

describe('Get', () => {
	test.concurrent(
		'of a finished prediction gives the video in the shape that generating has',
		onSimulator(async (world) => {
			const { id } = await new TestClient(world).generated({ prompt: 'A boat' });
			const run = await get(world, id);
			expect(errorText(run)).toBe('');
			const [item] = run.output;
			const url = `${world.cdnUrl}/output/${id}.mp4`;
			expect(item?.json).toEqual({
				id,
				predictionId: id,
				status: 'completed',
				model: SORA,
				prompt: 'A boat',
				inputs: { prompt: 'A boat', size: '720*1280', duration: 4 },
				url,
				outputs: [url],
				createdAt: expect.stringMatching(/^\d{4}-/),
				timings: { inference: expect.any(Number) },
				expiresAt: expect.stringMatching(/^\d{4}-.*Z$/),
				video: expect.objectContaining({ width: 720, height: 1280, durationSeconds: 4 }),
			});
			expect(item?.pairedItem).toEqual({ item: 0 });
			expect(item?.binary?.data).toMatchObject({ mimeType: 'video/mp4' });
			expect((await fileOf(item)).length).toBe((await world.cdnFile(url))?.bytes);
			expect(world.billed).toHaveLength(1);
			expect(requestsFor(world, 'submit')).toHaveLength(1);
		}),
	);

	test.concurrent(
		'of several gives each in its place, whichever is done first',
		onSimulator(
			async (world) => {
				const client = new TestClient(world);
				const ids = [];
				for (const prompt of ['slow', 'b', 'c']) ids.push(await client.accepted({ prompt }));
				const run = await get(world, ids, { downloadVideo: false });
				expect(run.output.map(({ json }) => json.id)).toEqual(ids);
				expect(run.output.map(({ pairedItem }) => pairedItem)).toEqual([
					{ item: 0 },
					{ item: 1 },
					{ item: 2 },
				]);
			},
			{ jobSeconds: ({ inputs }) => (inputs.prompt === 'slow' ? 6 : 1) },
		),
	);

	test.concurrent(
		'of a running prediction waits for it',
		onSimulator(
			async (world) => {
				const id = await new TestClient(world).accepted();
				const run = await get(world, id);
				expect(errorText(run)).toBe('');
				expect(run.output[0]?.json).toMatchObject({ id, status: 'completed' });
				expect((await fileOf(run.output[0])).length).toBeGreaterThan(1000);
				expect(requestsFor(world, 'poll').length).toBeGreaterThan(2);
			},
			{ jobSeconds: 5 },
		),
	);

	test.concurrent(
		'of one that is not ready in time fails and names the way on',
		onSimulator(
			async (world) => {
				const id = await new TestClient(world).accepted();
				const run = await get(world, id, { timeout: 2 });
				expect(errorText(run)).toMatch(/not ready within .* 2 seconds/);
				expect(errorText(run)).toContain(id);
			},
			{ jobSeconds: 60 },
		),
	);

	test.concurrent(
		'of one that is not ready in time gives its state when On Timeout says so',
		onSimulator(
			async (world) => {
				const id = await new TestClient(world).accepted();
				const run = await get(world, id, { timeout: 2, onTimeout: 'returnItem' });
				expect(run.output[0]?.json).toMatchObject({ id, status: 'processing', url: null });
				expect(run.output[0]).not.toHaveProperty('binary');
			},
			{ jobSeconds: 60 },
		),
	);

	test.concurrent(
		'of a failed one says why it failed',
		onSimulator(async (world) => {
			world.misbehave({ on: 'job', fault: { kind: 'moderated' } });
			const { id } = await new TestClient(world).generated();
			const run = await get(world, id, {}, rows);
			expect(run.errorOutput[0]?.json.error).toMatchObject({
				code: 'moderation',
				predictionId: id,
				apiCode: 1200,
				spent: 'refunded',
			});
		}),
	);

	test.concurrent(
		'of an id that WaveSpeed does not know says so',
		onSimulator(async (world) => {
			const run = await get(world, 'feedbeef');
			expect(run.status).toBe('error');
			expect(errorText(run)).toContain('does not know this prediction');
			expect(errorText(run)).toContain('feedbeef');
			expect(errorText(run)).toContain('7 days');
		}),
	);

	const noIds = ['not an id', '../models', 'https://wavespeed.ai/x', '', 12, null];
	test.concurrent.each(noIds)('of %j asks nothing and says what an id looks like', (id) =>
		onSimulator(async (world) => {
			const run = await get(world, [[id]].flat(), {}, rows);
			expect(run.errorOutput[0]?.json.error).toMatchObject({
				code: 'invalid_parameter',
				message: expect.stringContaining('Prediction ID'),
			});
			expect(world.requests).toEqual([]);
		})(),
	);

	test.concurrent(
		'gives the others when one cannot be had, under Continue',
		onSimulator(async (world) => {
			const client = new TestClient(world);
			const ids = [(await client.generated()).id, 'unknown', (await client.generated()).id];
			const run = await get(world, ids, { downloadVideo: false }, rows);
			expect(run.output.map(({ json }) => json.id)).toEqual([ids[0], ids[2]]);
			expect(run.errorOutput.map(({ json }) => json.error)).toEqual([
				expect.objectContaining({ code: 'prediction_unreadable', itemIndex: 1 }),
			]);
		}),
	);
});

describe('Get is patient', () => {
	test.concurrent.each([401, 403, 404, 429, 503])(
		'with a single HTTP %d at its first look',
		(status) =>
			onSimulator(async (world) => {
				const { id } = await new TestClient(world).generated();
				world.misbehave({ on: 'poll', fault: { kind: 'status', status } });
				const run = await get(world, id, { downloadVideo: false });
				expect(run.output[0]?.json).toMatchObject({ id, status: 'completed' });
			})(),
	);

	test.concurrent(
		'and when WaveSpeed stays away, it never says that nothing was bought',
		onSimulator(async (world) => {
			const { id } = await new TestClient(world).generated();
			world.misbehave({ on: 'poll', fault: { kind: 'status', status: 503 }, times: 999 });
			const run = await get(world, id, { timeout: 30 }, rows);
			expect(run.errorOutput[0]?.json.error).toMatchObject({
				code: 'unreachable',
				predictionId: id,
				spent: 'maybe',
				description: expect.stringContaining('What was bought before is not changed by this look'),
			});
		}),
	);

	test.concurrent(
		'of many that run looks at all of them by list',
		onSimulator(
			async (world) => {
				const client = new TestClient(world);
				const ids = [];
				for (let index = 0; index < 12; index++) ids.push(await client.accepted());
				const run = await get(world, ids, { downloadVideo: false, pollInterval: '' });
				expect(run.output.map(({ json }) => json.id)).toEqual(ids);
				expect(requestsFor(world, 'poll').length).toBeLessThanOrEqual(26);
				expect(requestsFor(world, 'list').length).toBeLessThanOrEqual(8);
			},
			{ jobSeconds: 25 },
		),
	);
});

describe('Get is the way back', () => {
	test.concurrent(
		'after a download that failed, from the id in the error row',
		onSimulator(async (world) => {
			world.misbehave({ on: 'download', fault: { kind: 'status', status: 404 } });
			const failed = await runOn(world, textToVideo(), rows);
			const { predictionId } = failed.errorOutput[0]?.json.error as IDataObject;
			const run = await get(world, predictionId);
			expect(errorText(run)).toBe('');
			expect((await fileOf(run.output[0])).length).toBeGreaterThan(1000);
			expect(world.billed).toHaveLength(1);
		}),
	);

	test.concurrent(
		'after On Timeout = Return Item, from the id in the item',
		onSimulator(
			async (world) => {
				const early = await runOn(world, textToVideo({}, { timeout: 1, onTimeout: 'returnItem' }));
				const run = await get(world, early.output[0]?.json.id);
				expect(errorText(run)).toBe('');
				expect((await fileOf(run.output[0])).length).toBeGreaterThan(1000);
				expect(world.billed).toHaveLength(1);
			},
			{ jobSeconds: 6 },
		),
	);

	test.concurrent(
		'to a character whose making took too long',
		onSimulator(
			async (world) => {
				const inputs = { video: 'https://clips.example/walk.mp4', name: 'Captain' };
				const id = await new TestClient(world).accepted(inputs, 'openai/sora-2/characters');
				const run = await get(world, id);
				expect(errorText(run)).toBe('');
				expect(run.output[0]?.json).toMatchObject({ id, characterId: `char_${id}` });
				expect(run.output[0]).not.toHaveProperty('binary');
			},
			{ jobSeconds: 2 },
		),
	);
});
