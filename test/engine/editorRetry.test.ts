import { fileOf } from './harness/binaryFiles';
import { useFastClock } from './harness/fastClock';
import { useHost } from './harness/host';
import { onSimulator, type World } from './harness/onSimulator';
import { textToVideo } from './harness/parameters';
import { runOn } from './harness/runOn';
import { type RunOptions, runWorkflow } from './harness/runWorkflow';
import { about, type Rule } from '../../dev/simulator';
import { billedPrompts, idFor, requestsFor } from './harness/simulatorFacts';

/** A person presses Retry on a failed execution: n8n starts the node again with its old context. */
useHost();
useFastClock(40);

const names = ['a', 'b', 'c'];

const batch = (world: World): RunOptions => ({
	credentials: world.credentials,
	items: names.map((name) => ({ json: { name } })),
	parameters: textToVideo({ prompt: '={{ $json.name }}' }),
});

describe.each(['current', 'original'] as const)('Retry with the %s workflow', (workflow) => {
	test.concurrent(
		'after a failed download delivers all items without a new generation',
		onSimulator(async (world) => {
			world.misbehave({
				on: 'download',
				fault: { kind: 'status', status: 404 },
				matching: about('b'),
			});
			const failed = await runWorkflow(batch(world));
			expect(failed.status).toBe('error');

			const run = await runWorkflow({ ...batch(world), retry: { of: failed, workflow } });
			expect(run.status).toBe('success');
			expect(billedPrompts(world)).toEqual(names);
			expect(run.output.map(({ json }) => json.id)).toEqual(
				names.map((name) => idFor(world, name)),
			);
			expect((await fileOf(run.next?.[1])).length).toBeGreaterThan(1000);
		}),
	);

	test.concurrent(
		'after a deadline goes on waiting for the job that still ran',
		onSimulator(
			async (world) => {
				const parameters = textToVideo({ prompt: 'a' }, { timeout: 3 });
				const failed = await runOn(world, parameters);
				expect(failed.status).toBe('error');

				let run = failed;
				for (let tries = 0; run.status === 'error' && tries < 5; tries++) {
					run = await runOn(world, parameters, { retry: { of: run, workflow } });
				}
				expect(run.output[0]?.json).toMatchObject({ id: idFor(world, 'a'), status: 'completed' });
				expect(world.billed).toHaveLength(1);
			},
			{ jobSeconds: 8 },
		),
	);

	test.concurrent(
		'after a moderated item answers that again, and buys nothing',
		onSimulator(async (world) => {
			world.misbehave({
				on: 'job',
				fault: { kind: 'moderated' },
				matching: about('b'),
			});
			const failed = await runWorkflow(batch(world));
			const run = await runWorkflow({ ...batch(world), retry: { of: failed, workflow } });
			expect(run.status).toBe('error');
			expect(run.error?.message).toContain('moderation');
			expect(billedPrompts(world)).toEqual(names);
		}),
	);

	const repairable: Array<[string, Rule]> = [
		[
			'a picture that could not be downloaded (1402)',
			{ on: 'job', fault: { kind: 'failed', code: 1402, message: 'image not reachable' } },
		],
		[
			'a balance that ran out in the job (1407)',
			{ on: 'job', fault: { kind: 'failed', code: 1407, message: 'insufficient credits' } },
		],
		['a job that was cancelled', { on: 'job', fault: { kind: 'status', status: 'cancelled' } }],
		['a job that was deleted', { on: 'job', fault: { kind: 'status', status: 'deleted' } }],
		[
			'a submission that the service had refused',
			{ on: 'submit', fault: { kind: 'status', status: 400 } },
		],
	];

	test.concurrent.each(repairable)(
		'after %s tries it again: a person may have repaired it',
		(_what, rule) =>
			onSimulator(async (world) => {
				world.misbehave(rule);
				const one = { ...batch(world), items: [{ json: { name: 'a' } }] };
				const failed = await runWorkflow(one);
				expect(failed.status).toBe('error');
				const run = await runWorkflow({ ...one, retry: { of: failed, workflow } });
				expect(run.status).toBe('success');
				expect(run.output[0]?.json).toMatchObject({ status: 'completed', prompt: 'a' });
			})(),
	);

	test.concurrent(
		'after a balance that was too low tries the items that were not bought',
		onSimulator(async (world) => {
			// Enough for two of three.
			world.settings.balance = 2.5;
			const failed = await runWorkflow(batch(world));
			expect(failed.status).toBe('error');
			expect(world.billed).toHaveLength(2);

			world.settings.balance = 100;
			const run = await runWorkflow({ ...batch(world), retry: { of: failed, workflow } });
			expect(run.status).toBe('success');
			expect(billedPrompts(world)).toEqual(names);
		}),
	);

	test.concurrent(
		'after a submission whose answer was lost adopts the job when it shows up',
		onSimulator(async (world) => {
			world.misbehave({ on: 'submit', fault: { kind: 'reset', accepted: true } });
			world.misbehave({ on: 'list', fault: { kind: 'status', status: 503 }, times: 3 });
			const one = { ...batch(world), items: [{ json: { name: 'a' } }] };
			const failed = await runWorkflow(one);
			expect(failed.status).toBe('error');

			const run = await runWorkflow({ ...one, retry: { of: failed, workflow } });
			expect(run.output[0]?.json.id).toBe(idFor(world, 'a'));
			expect(world.billed).toHaveLength(1);
			expect(requestsFor(world, 'submit')).toHaveLength(1);
		}),
	);
});

test.concurrent(
	'A retry with the current workflow and a changed prompt buys what was changed',
	onSimulator(async (world) => {
		world.misbehave({
			on: 'download',
			fault: { kind: 'status', status: 404 },
			matching: about('b'),
		});
		const failed = await runWorkflow(batch(world));
		const run = await runWorkflow({
			...batch(world),
			parameters: textToVideo({ prompt: "={{ $json.name === 'b' ? 'better' : $json.name }}" }),
			retry: { of: failed, workflow: 'current' },
		});
		expect(run.status).toBe('success');
		expect(billedPrompts(world)).toEqual(['a', 'b', 'better', 'c']);
		expect(run.output.map(({ json }) => json.prompt)).toEqual(['a', 'better', 'c']);
	}),
);

test.concurrent(
	'A new execution of the same workflow is a new order',
	onSimulator(async (world) => {
		await runWorkflow(batch(world));
		await runWorkflow(batch(world));
		expect(world.billed).toHaveLength(6);
	}),
);
