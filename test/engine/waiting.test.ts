import { errorText } from './harness/errorText';
import { useFastClock } from './harness/fastClock';
import { useHost } from './harness/host';
import { onSimulator } from './harness/onSimulator';
import { textToVideo } from './harness/parameters';
import { runOn } from './harness/runOn';
import { requestsFor } from './harness/simulatorFacts';

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
