import type { IDataObject } from 'n8n-workflow';
import { fileOf } from './harness/binaryFiles';
import { errorText } from './harness/errorText';
import { useFastClock } from './harness/fastClock';
import { useHost } from './harness/host';
import { onSimulator } from './harness/onSimulator';
import { textToVideo } from './harness/parameters';
import { runOn } from './harness/runOn';
import { requestsFor } from './harness/simulatorFacts';
import { TestClient } from '../simulator/testClient';
import { get, rows } from './harness/get';

/** Operation Get as the way back to what is paid: patient, whatever came before. */
useHost();
useFastClock(20);

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
