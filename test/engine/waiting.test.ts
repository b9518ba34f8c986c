import type { IDataObject } from 'n8n-workflow';

import { errorText } from './harness/errorText';
import { useFastClock } from './harness/fastClock';
import { useHost } from './harness/host';
import { onSimulator, type World } from './harness/onSimulator';
import { textToVideo } from './harness/parameters';
import { runOn } from './harness/runOn';
import { idFor, requestsFor } from './harness/simulatorFacts';

/** Following a job to its end through everything that may pass. Times are the fast clock's. */
useHost();
useFastClock(40);

const noDownload = textToVideo({ prompt: 'a' }, { downloadVideo: false });

test.concurrent(
	'A poll that is never answered holds neither the job nor the node: the next one follows',
	onSimulator(async (world) => {
		world.misbehave({ on: 'poll', fault: { kind: 'stall' } });
		const run = await runOn(world, noDownload);
		expect(run.output[0]?.json).toMatchObject({ status: 'completed' });
	}),
);

test.concurrent(
	'Polls that are never answered do not hold the deadline',
	onSimulator(async (world) => {
		world.misbehave({ on: 'poll', fault: { kind: 'stall' }, times: 99 });
		const startedAt = Date.now();
		const run = await runOn(world, textToVideo({ prompt: 'a' }, { timeout: 20 }));
		expect(run.status).toBe('error');
		expect(errorText(run)).toContain('20 seconds');
		expect(errorText(run)).toContain(world.billed[0]?.id);
		// The deadline and one request's own time-out.
		expect(Date.now() - startedAt).toBeLessThan(90_000);
	}),
);

test.concurrent(
	'A body that stops flowing is given up like a poll without an answer',
	onSimulator(async (world) => {
		world.misbehave({ on: 'poll', fault: { kind: 'stall', afterBytes: 20 } });
		const run = await runOn(world, noDownload);
		expect(run.output[0]?.json).toMatchObject({ status: 'completed' });
	}),
);

test.concurrent(
	'With Max Concurrent Generations 1 the next is bought while a video is still downloading',
	onSimulator(async (world) => {
		world.misbehave({ on: 'download', fault: { kind: 'stall', afterBytes: 2_000 } });
		let downloading: boolean | undefined;
		const run = await runOn(
			world,
			textToVideo({ prompt: '={{ $json.name }}' }, { maxConcurrent: 1 }),
			{
				items: [{ json: { name: 'a' } }, { json: { name: 'b' } }],
				cancelWhen: () => {
					const [first] = requestsFor(world, 'download');
					if (world.billed.length < 2 || !first) return false;
					downloading = !first.endedAt;
					return true;
				},
			},
		);
		expect(run.status).toBe('canceled');
		expect(downloading).toBe(true);
	}),
);

test.concurrent(
	'A record that cannot be read yet right after the submit is waited for',
	onSimulator(async (world) => {
		world.misbehave({ on: 'job', fault: { kind: 'hidden', seconds: 12 } });
		const run = await runOn(world, noDownload);
		expect(run.output[0]?.json).toMatchObject({ status: 'completed' });
		expect(requestsFor(world, 'poll').some(({ status }) => status === 404)).toBe(true);
	}),
);

test.concurrent.each([401, 403, 404, 418])(
	'A single HTTP %d in the midst of a job is no end: it is looked at again',
	(status) =>
		onSimulator(
			async (world) => {
				world.misbehave({ on: 'poll', fault: { kind: 'status', status }, after: 2 });
				const run = await runOn(world, noDownload);
				expect(run.output[0]?.json).toMatchObject({ status: 'completed' });
				expect(requestsFor(world, 'poll').some((one) => one.status === status)).toBe(true);
			},
			{ jobSeconds: 40 },
		)(),
);

test.concurrent(
	'A key that is refused for good ends the item after minutes, with its id',
	onSimulator(
		async (world) => {
			world.misbehave({ on: 'poll', fault: { kind: 'status', status: 401 }, times: 999 });
			const run = await runOn(world, noDownload);
			expect(run.status).toBe('error');
			expect(errorText(run)).toContain(world.billed[0]?.id);
			expect(errorText(run)).toContain('It may still finish, and then it is paid');
			expect(errorText(run)).toContain(`operation Get and the ID ${world.billed[0]?.id}`);
			expect(requestsFor(world, 'poll').length).toBeLessThan(20);
		},
		{ jobSeconds: 3600 },
	),
);

test.concurrent(
	'A record that stays unreadable ends the item with its id',
	onSimulator(async (world) => {
		world.misbehave({ on: 'job', fault: { kind: 'hidden', seconds: 3600 } });
		const run = await runOn(world, noDownload);
		expect(run.status).toBe('error');
		expect(errorText(run)).toContain(world.billed[0]?.id);
	}),
);

test.concurrent(
	'An outage of minutes is sat out',
	onSimulator(async (world) => {
		world.misbehave({ on: 'poll', fault: { kind: 'status', status: 503 }, times: 10 });
		const run = await runOn(world, { ...noDownload, waitOptions: {} });
		expect(run.output[0]?.json).toMatchObject({ status: 'completed' });
	}),
);

test.concurrent(
	'An outage that outlasts the Timeout becomes an error that names the prediction and the outage',
	onSimulator(async (world) => {
		world.misbehave({ on: 'poll', fault: { kind: 'status', status: 503 }, times: 999 });
		const run = await runOn(world, textToVideo({ prompt: 'a' }, { timeout: 300 }));
		expect(run.status).toBe('error');
		expect(errorText(run)).toContain('HTTP 503');
		expect(errorText(run)).toContain(world.billed[0]?.id);
	}),
);

test.concurrent(
	'Failures that come and go do not add up',
	onSimulator(
		async (world) => {
			world.misbehave({
				on: 'poll',
				fault: { kind: 'reset' },
				times: 25,
				matching: () => requestsFor(world, 'poll').length % 2 === 0,
			});
			const run = await runOn(world, noDownload);
			expect(run.output[0]?.json).toMatchObject({ status: 'completed' });
			expect(requestsFor(world, 'poll').length).toBeGreaterThan(40);
		},
		{ jobSeconds: 60 },
	),
);

test.concurrent.each(['cancelled', 'timeout', 'deleted'])(
	'The status %s ends the wait at once',
	(status) =>
		onSimulator(async (world) => {
			world.misbehave({ on: 'job', fault: { kind: 'status', status } });
			const run = await runOn(world, noDownload);
			expect(run.status).toBe('error');
			expect(errorText(run)).toContain(world.billed[0]?.id);
			expect(requestsFor(world, 'poll').length).toBeLessThanOrEqual(3);
		})(),
);

test.concurrent(
	'A status that nobody knows is waited on until the deadline',
	onSimulator(async (world) => {
		world.misbehave({ on: 'job', fault: { kind: 'status', status: 'paused' } });
		const run = await runOn(world, textToVideo({}, { timeout: 8, onTimeout: 'returnItem' }));
		expect(run.status).toBe('success');
		expect(run.output[0]?.json).toMatchObject({ id: world.billed[0]?.id });
		expect(requestsFor(world, 'poll').length).toBeGreaterThanOrEqual(6);
	}),
);

describe('Retry-After on a poll', () => {
	test.concurrent(
		'puts off the next one',
		onSimulator(async (world) => {
			world.misbehave({
				on: 'poll',
				fault: { kind: 'status', status: 429, headers: { 'retry-after': '15' } },
			});
			await runOn(world, noDownload);
			const [first, second] = requestsFor(world, 'poll').map(({ time }) => time);
			expect((second ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(14_900);
		}),
	);
});

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
