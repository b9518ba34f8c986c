import type { IDataObject } from 'n8n-workflow';

import { errorText } from './harness/errorText';
import { useHost } from './harness/host';
import { onSimulator, type World } from './harness/onSimulator';
import { runOn } from './harness/runOn';
import type { RunOptions } from './harness/runWorkflow';
import { requestsFor } from './harness/simulatorFacts';
import { TestClient } from '../simulator/testClient';

/** Operation Delete: predictions and their files, for good. */
useHost();

const quick = { jobSeconds: 0.1 };
const slow = { jobSeconds: 60 };

function remove(
	world: World,
	ids: unknown[],
	options: IDataObject = {},
	settings: RunOptions['settings'] = {},
) {
	return runOn(
		world,
		{
			operation: 'delete',
			predictionIds: '={{ $json.id }}',
			options,
		} as RunOptions['parameters'],
		{ items: ids.map((id) => ({ json: { id } as IDataObject })), settings },
	);
}

const finished = async (world: World) => (await new TestClient(world).generated()).id;
const running = (world: World) => new TestClient(world).accepted();
const left = (world: World) => world.predictions.map(({ id }) => id);

describe('Delete', () => {
	test.concurrent(
		'removes the prediction that is named, and no other',
		onSimulator(async (world) => {
			const [gone, kept] = [await finished(world), await finished(world)];
			const run = await remove(world, [gone]);
			expect(run.output).toEqual([{ json: { deleted: true, id: gone }, pairedItem: { item: 0 } }]);
			expect(left(world)).toEqual([kept]);
		}, quick),
	);

	test.concurrent(
		'takes a list: as a text with commas or lines, or as an array; each id once',
		onSimulator(async (world) => {
			const ids: string[] = [];
			for (let count = 0; count < 6; count++) ids.push(await finished(world));
			const [a, b, c, d, e, f] = ids;
			const run = await remove(world, [`${a}, ${b}\n${a}`, [c, d], `${e}`]);
			expect(errorText(run)).toBe('');
			expect(run.output).toEqual(
				[a, b, c, d, e].map((id, index) => ({
					json: { deleted: true, id },
					pairedItem: { item: Math.floor(index / 2) },
				})),
			);
			expect(left(world)).toEqual([f]);
			expect(requestsFor(world, 'delete')).toHaveLength(3);
		}, quick),
	);

	test.concurrent(
		'refuses one that still runs: it names it, and deletes none of the list',
		onSimulator(async (world) => {
			world.settings.jobSeconds = 0.1;
			const done = await finished(world);
			world.settings.jobSeconds = 60;
			const busy = await running(world);
			const run = await remove(world, [[done, busy]]);
			expect(run.status).toBe('error');
			expect(errorText(run)).toMatch(new RegExp(`${busy} still runs.*nothing was deleted`));
			expect(errorText(run)).toContain('Delete Running Jobs');
			expect(left(world)).toEqual([done, busy]);
			expect(requestsFor(world, 'delete')).toEqual([]);
		}),
	);

	test.concurrent(
		'deletes what still runs when it is told so',
		onSimulator(async (world) => {
			const busy = await running(world);
			const run = await remove(world, [busy], { deleteRunning: true });
			expect(run.output[0]?.json).toEqual({ deleted: true, id: busy });
			expect(left(world)).toEqual([]);
		}, slow),
	);

	test.concurrent(
		'of an id that WaveSpeed does not know says that it was not deleted',
		onSimulator(async (world) => {
			const run = await remove(world, ['feedbeef']);
			expect(errorText(run)).toBe('');
			expect(run.output[0]?.json).toEqual({ deleted: false, id: 'feedbeef' });
		}),
	);

	test.concurrent(
		'tells of a list which were there, whether running ones go too or not',
		onSimulator(async (world) => {
			for (const deleteRunning of [false, true]) {
				const id = await finished(world);
				const run = await remove(world, [['feedbeef', id]], { deleteRunning });
				expect(run.output.map(({ json }) => json)).toEqual([
					{ deleted: false, id: 'feedbeef' },
					{ deleted: true, id },
				]);
			}
		}, quick),
	);

	test.concurrent(
		'deletes failed ones too',
		onSimulator(async (world) => {
			world.misbehave({ on: 'job', fault: { kind: 'moderated' } });
			const run = await remove(world, [await finished(world)]);
			expect(run.output[0]?.json).toMatchObject({ deleted: true });
		}, quick),
	);

	const nothing: unknown[] = ['', ' , ', [], null, 'a/b', ['ok', '../models']];
	test.concurrent.each(nothing.map((given) => ({ given })))(
		'of $given sends nothing',
		({ given }) =>
			onSimulator(async (world) => {
				const run = await remove(world, [given]);
				expect(run.status).toBe('error');
				expect(errorText(run)).toContain('Prediction ID');
				expect(world.requests).toEqual([]);
			})(),
	);

	test.concurrent(
		'deletes nothing when it cannot tell whether one still runs',
		onSimulator(async (world) => {
			const id = await finished(world);
			world.misbehave({ on: 'poll', fault: { kind: 'status', status: 500 } });
			const run = await remove(world, [id]);
			expect(errorText(run)).toContain(id);
			expect(left(world)).toEqual([id]);
		}, quick),
	);

	test.concurrent(
		'becomes an error row under Continue, and the other items are deleted',
		onSimulator(async (world) => {
			world.settings.jobSeconds = 60;
			const busy = await running(world);
			world.settings.jobSeconds = 0.1;
			const done = await finished(world);
			const run = await remove(world, [busy, done], {}, { onError: 'continueErrorOutput' });
			expect(run.output.map(({ json }) => json)).toEqual([{ deleted: true, id: done }]);
			expect(run.errorOutput[0]?.json.error).toMatchObject({
				predictionId: busy,
				spent: 'still_running',
				itemIndex: 0,
			});
			expect(left(world)).toEqual([busy]);
		}),
	);
});
