import { errorText } from './harness/errorText';
import { useFastClock } from './harness/fastClock';
import { fileOf } from './harness/binaryFiles';
import { useHost } from './harness/host';
import { onSimulator, type World } from './harness/onSimulator';
import { textToVideo } from './harness/parameters';
import { runOn } from './harness/runOn';
import type { RunOptions, WorkflowRun } from './harness/runWorkflow';
import {
	billedPrompts,
	idFor,
	promptOf,
	requestsFor,
	submittedPrompts,
} from './harness/simulatorFacts';
import type { HttpFault, JobFault, RequestRecord } from '../../dev/simulator';

/**
 * Retry On Fail runs the whole node again: when it throws, and, under both Continue settings, when
 * its first item carries an error (n8n-core, workflow-execute.ts). What was bought is not bought
 * again.
 */
useHost();
useFastClock(40);

const names = ['a', 'b', 'c'];
const items = names.map((name) => ({ json: { name } }));

const modes: Array<[string, RunOptions['settings']]> = [
	['Stop Workflow', {}],
	['Continue', { onError: 'continueRegularOutput' }],
	['Continue (using error output)', { onError: 'continueErrorOutput' }],
];

function withRetry(world: World, settings: RunOptions['settings']): Promise<WorkflowRun> {
	return runOn(world, textToVideo({ prompt: '={{ $json.name }}' }), {
		items,
		settings: { ...settings, retryOnFail: true, maxTries: 3, waitBetweenTries: 1000 },
	});
}

/** Whether a request is about the first item, the only one that makes n8n retry in all settings. */
const ofFirst = (request: RequestRecord, prediction?: { inputs: Record<string, unknown> }) =>
	(prediction?.inputs.prompt ?? promptOf(request)) === 'a';

async function expectAllDelivered(world: World, run: WorkflowRun): Promise<void> {
	expect(run.status).toBe('success');
	expect(run.errorOutput).toEqual([]);
	expect(run.output.map(({ json }) => json.id)).toEqual(names.map((name) => idFor(world, name)));
	for (const item of run.output) expect((await fileOf(item)).length).toBeGreaterThan(1000);
}

describe.each(modes)('With Retry On Fail and On Error = %s', (_mode, settings) => {
	const passing: Array<[string, 'poll' | 'download', HttpFault]> = [
		['a poll that is refused', 'poll', { kind: 'status', status: 401 }],
		['a download that finds no file', 'download', { kind: 'status', status: 404 }],
		['a download of a web page', 'download', { kind: 'html' }],
	];

	test.concurrent.each(passing)(
		'%s costs nothing: the next try takes up the same predictions',
		(_what, on, fault) =>
			onSimulator(async (world) => {
				world.misbehave({ on, fault, matching: ofFirst });
				const run = await withRetry(world, settings);
				await expectAllDelivered(world, run);
				expect(billedPrompts(world)).toEqual(names);
				expect(submittedPrompts(world).sort()).toEqual(names);
			})(),
	);

	test.concurrent(
		'items that were finished in the first try are neither submitted nor polled again',
		onSimulator(async (world) => {
			world.misbehave({
				on: 'download',
				fault: { kind: 'status', status: 404 },
				matching: ofFirst,
			});
			const run = await withRetry(world, settings);
			await expectAllDelivered(world, run);
			expect(submittedPrompts(world).sort()).toEqual(names);
			for (const { id, endedAt = Infinity } of world.predictions) {
				const polls = requestsFor(world, 'poll').filter(({ predictionId }) => predictionId === id);
				expect(polls.filter(({ time }) => time >= endedAt)).toHaveLength(1);
			}
		}),
	);

	test.concurrent(
		'a lost answer of an accepted submission is never paid twice',
		onSimulator(async (world) => {
			world.misbehave({
				on: 'submit',
				fault: { kind: 'reset', accepted: true },
				matching: ofFirst,
			});
			const run = await withRetry(world, settings);
			await expectAllDelivered(world, run);
			expect(billedPrompts(world)).toEqual(names);
		}),
	);

	test.concurrent(
		'a submission whose fate stays unknown is not sent again by any try',
		onSimulator(async (world) => {
			world.misbehave({ on: 'submit', fault: { kind: 'status', status: 503 }, matching: ofFirst });
			const run = await withRetry(world, settings);
			expect(submittedPrompts(world).sort()).toEqual(names);
			expect(JSON.stringify(run)).toContain('Money may have been spent');
		}),
	);

	const lasting: Array<[string, JobFault, string]> = [
		['moderation', { kind: 'moderated' }, 'moderation'],
		['an input that the model refuses', { kind: 'failed', code: 1401, message: 'bad' }, 'refused'],
	];

	test.concurrent.each(lasting)(
		'%s is answered again from the ledger, not bought again',
		(_what, fault, says) =>
			onSimulator(async (world) => {
				world.misbehave({ on: 'job', fault, matching: ofFirst, times: 9 });
				const run = await withRetry(world, settings);
				expect(billedPrompts(world)).toEqual(names);
				expect(submittedPrompts(world).sort()).toEqual(names);
				expect(JSON.stringify(run)).toContain(says);
				expect(JSON.stringify(run)).toContain(idFor(world, 'a'));
			})(),
	);

	test.concurrent(
		'a balance that is too low is not asked for again',
		onSimulator(async (world) => {
			world.settings.balance = 0;
			const run = await withRetry(world, settings);
			expect(JSON.stringify(run)).toContain('balance is too low');
			expect(world.billed).toEqual([]);
			expect(new Set(submittedPrompts(world)).size).toBe(submittedPrompts(world).length);
		}),
	);

	test.concurrent(
		'a generation that failed for a passing reason, and is refunded, is tried again',
		onSimulator(async (world) => {
			world.misbehave({
				on: 'job',
				fault: { kind: 'failed', code: 5003, message: 'unavailable' },
				matching: ofFirst,
			});
			const run = await withRetry(world, settings);
			expect(run.status).toBe('success');
			expect(billedPrompts(world)).toEqual(['a', ...names]);
			const paid = world.billed.filter(({ refunded }) => !refunded);
			expect(paid.map(({ inputs }) => inputs.prompt).sort()).toEqual(names);
			expect(run.output.map(({ json }) => json.prompt)).toEqual(names);
		}),
	);
});

describe('The same prompt', () => {
	test.concurrent.each([1, 3])(
		'in several items is a job for each (%i at a time)',
		(maxConcurrent) =>
			onSimulator(async (world) => {
				const run = await runOn(world, textToVideo({ prompt: 'same' }, { maxConcurrent }), {
					items: [{ json: {} }, { json: {} }, { json: {} }],
				});
				expect(world.billed).toHaveLength(3);
				expect(new Set(run.output.map(({ json }) => json.id)).size).toBe(3);
			})(),
	);

	test.concurrent(
		'in a second round of the same execution is a new job',
		onSimulator(async (world) => {
			const run = await runOn(world, textToVideo({ prompt: 'same' }), { twice: true });
			expect(run.status).toBe('success');
			expect(world.billed).toHaveLength(2);
			const [first, second] = run.rounds.map(([item]) => item?.json.id);
			expect(first).not.toBe(second);
		}),
	);
});

describe('Without Retry On Fail', () => {
	test.concurrent(
		'a failed download is not a reason to generate again: the error carries id, URL and last day',
		onSimulator(async (world) => {
			world.misbehave({ on: 'download', fault: { kind: 'status', status: 404 }, times: 9 });
			const run = await runOn(world, textToVideo({ prompt: 'a' }));
			expect(run.status).toBe('error');
			expect(world.billed).toHaveLength(1);
			const id = idFor(world, 'a');
			expect(errorText(run)).toContain(id);
			expect(errorText(run)).toContain(`${world.cdnUrl}/output/${id}.mp4`);
			expect(errorText(run)).toMatch(/kept until \d{4}-\d\d-\d\dT/);
			expect(errorText(run)).toContain('This generation was paid');
		}),
	);
});
