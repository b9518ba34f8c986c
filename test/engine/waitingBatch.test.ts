import type { IDataObject } from 'n8n-workflow';
import { useFastClock } from './harness/fastClock';
import { useHost } from './harness/host';
import { onSimulator, type World } from './harness/onSimulator';
import { textToVideo } from './harness/parameters';
import { runOn } from './harness/runOn';
import { idFor, requestsFor } from './harness/simulatorFacts';

/** A batch is looked at together; how far a run is, is told. Times are the fast clock’s. */
useHost();
useFastClock(40);

const noDownload = textToVideo({ prompt: 'a' }, { downloadVideo: false });

describe('A batch is looked at by the account’s list', () => {
	const prompts = Array.from({ length: 8 }, (_, index) => ({ json: { prompt: `clip ${index}` } }));
	const batch = (world: World, options: IDataObject = {}) =>
		runOn(
			world,
			textToVideo({ prompt: '={{ $json.prompt }}' }, { downloadVideo: false, ...options }),
			{ items: prompts },
		);

	test.concurrent(
		'with one request for all, and one for each that has ended',
		onSimulator(
			async (world) => {
				const run = await batch(world, { pollInterval: '' });
				expect(run.output.map(({ json }) => json.id)).toEqual(
					prompts.map(({ json }) => idFor(world, json.prompt)),
				);
				expect(requestsFor(world, 'list').length).toBeLessThanOrEqual(8);
				expect(requestsFor(world, 'poll').length).toBeLessThanOrEqual(12);
			},
			{ jobSeconds: 25 },
		),
	);

	test.concurrent(
		'and without it when it cannot be read',
		onSimulator(
			async (world) => {
				world.misbehave({ on: 'list', fault: { kind: 'status', status: 404 }, times: 99 });
				const run = await batch(world);
				expect(run.output).toHaveLength(8);
				expect(run.output.every(({ json }) => json.status === 'completed')).toBe(true);
			},
			{ jobSeconds: 25 },
		),
	);

	test.concurrent(
		'a manual run is told in one line how far all are',
		onSimulator(
			async (world) => {
				const run = await runOn(
					world,
					textToVideo({ prompt: '={{ $json.prompt }}' }, { downloadVideo: false }),
					{ items: prompts, mode: 'manual' },
				);
				expect(JSON.stringify(run.uiMessages)).toMatch(/0 of 8 finished, 8 running, oldest 1\d s/);
			},
			{ jobSeconds: 25 },
		),
	);
});

describe('Progress', () => {
	test.concurrent(
		'of a manual run is told while it goes on, with id and status',
		onSimulator(
			async (world) => {
				const run = await runOn(world, noDownload, { mode: 'manual' });
				const told = JSON.stringify(run.uiMessages);
				expect(told).toContain(world.billed[0]?.id);
				expect(told).toContain('processing');
			},
			{ jobSeconds: 5 },
		),
	);

	test.concurrent(
		'of a production run goes to the log: the id at once, and the end',
		onSimulator(async (world) => {
			const run = await runOn(world, noDownload);
			const id = String(world.billed[0]?.id);
			const lines = run.logs.filter(({ message }) => message.includes(id));
			expect(lines.map(({ message }) => message)).toEqual([
				expect.stringContaining('Submitted'),
				expect.stringContaining('completed'),
			]);
			expect(run.uiMessages).toEqual([]);
		}),
	);
});
