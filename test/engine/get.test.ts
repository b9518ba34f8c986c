import { fileOf } from './harness/binaryFiles';
import { errorText } from './harness/errorText';
import { useFastClock } from './harness/fastClock';
import { useHost } from './harness/host';
import { onSimulator } from './harness/onSimulator';
import { requestsFor } from './harness/simulatorFacts';
import { TestClient, textToVideo as SORA } from '../simulator/testClient';
import { get, rows } from './harness/get';

/** Operation Get: the way back to a prediction by its id. It buys nothing. */
useHost();
useFastClock(20);

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
