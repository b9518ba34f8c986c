import { sleep } from 'n8n-workflow';

import type { Operation } from '../../dev/simulator';
import { useFastClock } from './harness/fastClock';
import { useHost } from './harness/host';
import { onSimulator, type World } from './harness/onSimulator';
import { textToVideo } from './harness/parameters';
import { runOn } from './harness/runOn';
import type { RunOptions, WorkflowRun } from './harness/runWorkflow';
import { idFor, requestsFor } from './harness/simulatorFacts';

/**
 * A person presses Stop. n8n aborts a signal, and with Retry On Fail it runs the node again all the
 * same, with the signal aborted already (n8n-core, workflow-execute.ts).
 */
useHost();
useFastClock(40);

const items = ['a', 'b', 'c'].map((name) => ({ json: { name } }));

/** All settings under which a stop could be taken for an item's failure. */
const settings: Array<[string, RunOptions['settings']]> = [
	['nothing else set', {}],
	['Retry On Fail', { retryOnFail: true, maxTries: 3, waitBetweenTries: 1000 }],
	['Continue On Fail', { onError: 'continueRegularOutput' }],
	[
		'Retry On Fail and the error output',
		{ retryOnFail: true, maxTries: 3, waitBetweenTries: 1000, onError: 'continueErrorOutput' },
	],
];

/** More than the pauses between n8n's tries, less than anything the node waits for (same clock). */
const AT_ONCE_MS = 8_000;

/** Long enough for anything that was left behind to show itself (time of the fast clock). */
const AFTERWARDS_MS = 15_000;

/**
 * Runs three items at the same time, stops when `isTime`, and sees to it that the run ends at once,
 * as a stopped one, and that no request comes after the stop.
 */
async function stopped(
	world: World,
	isTime: () => boolean,
	options: Partial<RunOptions> = {},
): Promise<WorkflowRun> {
	let before = 0;
	let stoppedAt = 0;
	const run = await runOn(world, textToVideo({ prompt: '={{ $json.name }}' }), {
		items,
		...options,
		cancelWhen: () => {
			if (!isTime()) return false;
			before = world.requests.length;
			stoppedAt = Date.now();
			return true;
		},
	});
	expect(Date.now() - stoppedAt).toBeLessThan(AT_ONCE_MS);
	await sleep(AFTERWARDS_MS);
	expect(run.status).toBe('canceled');
	expect(world.requests).toHaveLength(before);
	return run;
}

/** How many requests of this kind are there that have no answer yet. */
const underWay = (world: World, operation: Operation) =>
	requestsFor(world, operation).filter(({ endedAt }) => !endedAt).length;

const answered = (world: World, operation: Operation) =>
	requestsFor(world, operation).filter(({ complete }) => complete).length;

describe.each(settings)('Stop with %s', (_with, settings) => {
	test.concurrent(
		'while jobs run: no request follows, and nothing runs after the node',
		onSimulator(
			async (world) => {
				const run = await stopped(world, () => answered(world, 'list') >= 2, {
					settings,
				});
				expect(world.billed).toHaveLength(3);
				expect(run.next).toBeUndefined();
				expect(run.nextOnError).toBeUndefined();
			},
			{ jobSeconds: 60 },
		),
	);

	test.concurrent(
		'while other items wait for their turn: they are not bought',
		onSimulator(
			async (world) => {
				await stopped(world, () => answered(world, 'poll') >= 2, {
					settings,
					parameters: textToVideo({ prompt: '={{ $json.name }}' }, { maxConcurrent: 1 }),
				});
				expect(world.billed).toHaveLength(1);
			},
			{ jobSeconds: 60 },
		),
	);

	test.concurrent(
		'while submissions are under way: they are the last requests',
		onSimulator(async (world) => {
			world.misbehave({ on: 'submit', fault: { kind: 'stall', accepted: true }, times: 99 });
			await stopped(world, () => underWay(world, 'submit') === 3, {
				settings,
			});
			expect(requestsFor(world, 'submit')).toHaveLength(3);
		}),
	);

	test.concurrent(
		'while polls are under way: they are the last requests',
		onSimulator(async (world) => {
			world.misbehave({ on: 'poll', fault: { kind: 'stall' }, times: 99 });
			await stopped(world, () => underWay(world, 'poll') === 3, { settings });
			expect(world.billed).toHaveLength(3);
		}),
	);

	test.concurrent(
		'while videos come: the connections are cut, and no other follows',
		onSimulator(
			async (world) => {
				const fault = { kind: 'slow', bytesPerSecond: 100_000 } as const;
				world.misbehave({ on: 'download', fault, times: 99 });
				await stopped(
					world,
					() =>
						requestsFor(world, 'download').filter(({ bytesSent }) => bytesSent > 50_000).length ===
						3,
					{ settings },
				);
				const downloads = requestsFor(world, 'download');
				expect(downloads.map(({ complete }) => complete)).toEqual([false, false, false]);
				expect(downloads.every(({ endedAt }) => endedAt)).toBe(true);
			},
			{ outputBytes: 20_000_000 },
		),
	);

	test.concurrent(
		'while the CDN has not answered yet: the connections are cut',
		onSimulator(async (world) => {
			world.misbehave({ on: 'download', fault: { kind: 'stall' }, times: 99 });
			await stopped(world, () => underWay(world, 'download') === 3, {
				settings,
			});
			expect(underWay(world, 'download')).toBe(0);
		}),
	);

	test.concurrent(
		'while it waits for the rate limit: nothing is bought any more',
		onSimulator(async (world) => {
			world.misbehave({ on: 'submit', fault: { kind: 'status', status: 429 }, times: 99 });
			await stopped(world, () => answered(world, 'submit') === 3, {
				settings,
			});
			expect(world.billed).toEqual([]);
		}),
	);

	test.concurrent(
		'while it looks for a lost submission: nothing is sent again',
		onSimulator(async (world) => {
			world.misbehave({ on: 'submit', fault: { kind: 'reset' }, times: 99 });
			await stopped(world, () => answered(world, 'list') >= 1, { settings });
			expect(world.billed).toEqual([]);
			expect(requestsFor(world, 'submit')).toHaveLength(3);
		}),
	);
});

test.concurrent(
	'After Stop the log names the predictions that still run',
	onSimulator(
		async (world) => {
			const run = await stopped(world, () => requestsFor(world, 'list').length >= 1, {
				parameters: textToVideo({ prompt: '={{ $json.name }}' }),
			});
			const log = JSON.stringify(run.logs);
			for (const { json } of items) expect(log).toContain(idFor(world, json.name));
		},
		{ jobSeconds: 60 },
	),
);

test.concurrent(
	'Stop does not wait for anything: the run ends before a poll would come',
	onSimulator(
		async (world) => {
			const asleep = () => {
				const [{ endedAt = Infinity } = {}] = requestsFor(world, 'submit');
				return Date.now() > endedAt + 2_000;
			};
			const parameters = textToVideo({}, { pollInterval: 600 });
			await stopped(world, asleep, { parameters, items: [{ json: {} }] });
			expect(requestsFor(world, 'poll')).toEqual([]);
		},
		{ jobSeconds: 600 },
	),
);
