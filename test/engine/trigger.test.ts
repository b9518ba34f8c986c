import { about } from '../../dev/simulator';
import { made } from '../simulator/testClient';
import { fileOf } from './harness/binaryFiles';
import { useFastClock } from './harness/fastClock';
import { useHost } from './harness/host';
import { onSimulator, type World } from './harness/onSimulator';
import { looking } from './harness/runTrigger';
import { runOn } from './harness/runOn';

/** The trigger that looks: WaveSpeed Video Trigger. */
useHost();
useFastClock(20);

const failing = (world: World) => world.misbehave({ on: 'job', fault: { kind: 'moderated' } });

describe('WaveSpeed Video Trigger', () => {
	test.concurrent(
		'starts with now, and gives what finishes from then on as Get does',
		onSimulator(async (world) => {
			await made(world, 'before');
			const trigger = looking(world);
			expect(await trigger.poll()).toBeUndefined();
			const [id = ''] = await made(world, 'after');

			const { output, status } = await trigger.execute((await trigger.poll()) ?? []);

			const get = await runOn(world, { operation: 'get', predictionId: id });
			expect(status).toBe('success');
			expect(output.map(({ json }) => json)).toEqual(get.output.map(({ json }) => json));
			expect(await fileOf(output[0])).toEqual(await fileOf(get.output[0]));
			expect(await trigger.poll()).toBeUndefined();
		}),
	);

	test.concurrent(
		'gives failures where it is asked for them, with their cause',
		onSimulator(async (world) => {
			const [completed, failed, either] = ['completed', 'failed', 'finished'].map((event) =>
				looking(world, { event, downloadVideo: false }),
			);
			for (const trigger of [completed, failed, either]) await trigger?.poll();
			failing(world);
			const [bad, good] = await made(world, 'bad', 'good');
			const given = await Promise.all(
				[completed, failed, either].map(async (trigger) => {
					const run = await trigger?.execute((await trigger.poll()) ?? []);
					return run?.output.map(({ json, binary }) => [json.id, json.errorCode, binary]);
				}),
			);
			expect(given).toEqual([
				[[good, undefined, undefined]],
				[[bad, 'moderation', undefined]],
				[
					[bad, 'moderation', undefined],
					[good, undefined, undefined],
				],
			]);
		}),
	);

	test.concurrent(
		'gives only the models it is asked for',
		onSimulator(async (world) => {
			const model = 'bytedance/seedance-2.0/text-to-video, OpenAI/sora-2/text-to-video-pro';
			const [sora, other] = [
				looking(world, { filters: { model } }),
				looking(world, { filters: { model: 'a/b' } }),
			];
			await Promise.all([sora.poll(), other.poll()]);
			const [id] = await made(world, 'a boat');
			expect(await sora.poll()).toEqual([{ json: { id } }]);
			expect(await other.poll()).toBeUndefined();
		}),
	);

	test.concurrent(
		'gives the others when one file can’t be had, and fails when none can',
		onSimulator(async (world) => {
			const trigger = looking(world);
			await trigger.poll();
			const [bad, good] = await made(world, 'bad', 'good');
			world.misbehave({
				on: 'download',
				fault: { kind: 'status', status: 404 },
				matching: about('bad'),
				times: 2,
			});
			const items = (await trigger.poll()) ?? [];
			const mixed = await trigger.execute(items);
			expect(mixed.output.map(({ json }) => json)).toEqual([
				{ error: expect.objectContaining({ predictionId: bad, code: 'download_failed' }) },
				expect.objectContaining({ id: good }),
			]);
			const alone = await trigger.execute(items.slice(0, 1));
			expect(alone.error?.message).toMatch(/could not be downloaded/);
			expect((await trigger.execute(items)).output).toHaveLength(2);
		}),
	);

	test.concurrent(
		'gives the latest video that fits to a person who tests it',
		onSimulator(async (world) => {
			const trigger = looking(world);
			const nothing = await trigger.execute([{ json: {} }], 'manual');
			expect(nothing.error?.message).toMatch(/no prediction of the last 7 days/);
			const [, latest] = await made(world, 'one', 'two');
			failing(world);
			await made(world, 'bad');
			const run = await trigger.execute([{ json: {} }], 'manual');
			expect(run.output.map(({ json }) => json.id)).toEqual([latest]);
		}),
	);

	test.concurrent(
		'bears an outage once it is on, and says why it can’t be switched on',
		onSimulator(async (world) => {
			const down = { on: 'list', fault: { kind: 'status', status: 503 } } as const;
			world.misbehave({ ...down, times: 1 });
			const trigger = looking(world);
			await expect(trigger.poll()).rejects.toThrow(/no usable answer: HTTP 503/);
			await trigger.poll();
			const [id] = await made(world, 'a boat');
			world.misbehave({ ...down, times: 1 });
			expect(await trigger.poll()).toBeUndefined();
			expect(JSON.stringify(trigger.logs)).toContain('HTTP 503');
			expect(await trigger.poll()).toEqual([{ json: { id } }]);
			world.misbehave({ on: 'list', fault: { kind: 'status', status: 401 }, times: 1 });
			await expect(trigger.poll()).rejects.toThrow(/key/i);
		}),
	);

	test.concurrent(
		'looks once at a time',
		onSimulator(async (world) => {
			const trigger = looking(world);
			await trigger.poll();
			await made(world, 'a boat');
			const both = await Promise.all([trigger.poll(), trigger.poll()]);
			expect(both.filter((items) => items !== undefined)).toHaveLength(1);
		}),
	);

	test.each([
		[{ event: 'sometimes' }, /Event must be/],
		[{ options: { lookBack: 0 } }, /Look Back must be 1 to 168 hours \(given: 0\)/],
		[{ options: { lookBack: 'a day' } }, /Look Back must be/],
	])('refuses %j before it asks anything', async (parameters, message) => {
		await onSimulator(async (world) => {
			await expect(looking(world, parameters).poll()).rejects.toThrow(message);
			expect(world.requests).toEqual([]);
		})();
	});
});
