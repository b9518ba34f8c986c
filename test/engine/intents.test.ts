import { useFastClock } from './harness/fastClock';
import { useHost } from './harness/host';
import { onSimulator, type World } from './harness/onSimulator';
import { textToVideo } from './harness/parameters';
import { type RunOptions, runWorkflow } from './harness/runWorkflow';

/** What the workflow means to buy is one purchase, whatever its expressions give the second time. */
useHost();
useFastClock(40);

/** Two items whose prompts are other texts at each evaluation. */
const changing = (world: World, settings: RunOptions['settings'] = {}): RunOptions => ({
	credentials: world.credentials,
	items: ['a', 'b'].map((name) => ({ json: { name } })),
	parameters: textToVideo({ prompt: '={{ $json.name }} {{ Math.random() }} {{ $now }}' }),
	settings,
});

const ofA = (_request: unknown, prediction?: { inputs: Record<string, unknown> }) =>
	String(prediction?.inputs.prompt).startsWith('a ');

const failDownload = (world: World, times = 1) =>
	world.misbehave({
		on: 'download',
		fault: { kind: 'status', status: 404 },
		matching: ofA,
		times,
	});

const MODES = [
	['Stop Workflow', {}],
	['Continue', { onError: 'continueRegularOutput' }],
	['Continue (using error output)', { onError: 'continueErrorOutput' }],
] as const;

describe.each(MODES)(
	'A prompt that changes at each evaluation, with On Error = %s',
	(_, onError) => {
		test.concurrent(
			'is bought once under Retry On Fail, and what is output is what was bought',
			onSimulator(async (world) => {
				failDownload(world);
				const retry = { retryOnFail: true, maxTries: 3, waitBetweenTries: 200 };
				const run = await runWorkflow(changing(world, { ...onError, ...retry }));
				expect(run.status).toBe('success');
				expect(world.billed).toHaveLength(2);
				expect(run.output.map(({ json }) => json.prompt)).toEqual(
					world.billed.map(({ inputs }) => inputs.prompt).sort(),
				);
			}),
		);
	},
);

test.concurrent.each(['current', 'original'] as const)(
	'A prompt that changes at each evaluation is bought once in an editor retry (%s workflow)',
	(workflow) =>
		onSimulator(async (world) => {
			failDownload(world);
			const failed = await runWorkflow(changing(world));
			expect(failed.status).toBe('error');
			const run = await runWorkflow({ ...changing(world), retry: { of: failed, workflow } });
			expect(run.status).toBe('success');
			expect(world.billed).toHaveLength(2);
		})(),
);

test.concurrent(
	'A second click on Retry of the same failed execution buys nothing that the first has bought',
	onSimulator(async (world) => {
		world.misbehave({ on: 'submit', fault: { kind: 'status', status: 400 }, times: 2 });
		const failed = await runWorkflow(changing(world));
		expect(failed.status).toBe('error');
		const again = () =>
			runWorkflow({ ...changing(world), retry: { of: failed, workflow: 'original' } });
		const [first, second] = await Promise.all([again(), again()]);
		const third = await again();
		for (const run of [first, second, third]) {
			expect(run?.status).toBe('success');
			expect(run?.output.map(({ json }) => json.id)).toEqual(
				third.output.map(({ json }) => json.id),
			);
		}
		expect(world.billed).toHaveLength(2);
	}),
);

test.concurrent(
	'A finished video needs no key to be delivered: with another credential it is not bought again',
	onSimulator(async (world) => {
		failDownload(world);
		const failed = await runWorkflow(changing(world));
		expect(failed.status).toBe('error');
		const credentials = { ...world.credentials, apiKey: 'wsk_of_somebody_else' };
		const run = await runWorkflow({
			...changing(world),
			credentials,
			retry: { of: failed, workflow: 'original' },
		});
		expect(run.status).toBe('success');
		expect(world.billed).toHaveLength(2);
	}),
);

test.concurrent(
	'A second round of a loop over the same item is a new purchase once the first is delivered',
	onSimulator(async (world) => {
		const run = await runWorkflow({ ...changing(world), twice: true });
		expect(run.status).toBe('success');
		expect(world.billed).toHaveLength(4);
	}),
);
