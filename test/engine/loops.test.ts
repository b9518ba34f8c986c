import type { IDataObject } from 'n8n-workflow';

import { useFastClock } from './harness/fastClock';
import { useHost } from './harness/host';
import { onSimulator, type World } from './harness/onSimulator';
import { textToVideo } from './harness/parameters';
import { runOn } from './harness/runOn';
import type { RunOptions, WorkflowRun } from './harness/runWorkflow';

/** Failed items that go back to the node: what is paid for them is taken up, not bought again. */
useHost();
useFastClock(40);

const NAMES = ['a', 'b', 'c'];
const items = NAMES.map((name) => ({ json: { name } }));

const MODES = [
	['by the error output', { onError: 'continueErrorOutput' }],
	['by Continue', { onError: 'continueRegularOutput' }],
] as const;

const PROMPTS = [
	['the same at each round', "={{ $('Source').item.json.name }}"],
	['another at each evaluation', "={{ $('Source').item.json.name }} {{ Math.random() }}"],
] as const;

const CASES = MODES.flatMap(([mode, settings]) =>
	PROMPTS.map(([what, prompt]) => [mode, what, settings, prompt] as const),
);

const looping = (
	world: World,
	settings: RunOptions['settings'],
	prompt: string,
	options: IDataObject,
	loops = 6,
): Promise<WorkflowRun> =>
	runOn(world, textToVideo({ prompt }, options), { items, settings, loops });

const delivered = (run: WorkflowRun) =>
	run.rounds.flat().flatMap(({ json }) => (json.status === 'completed' ? [json] : []));

test.concurrent.each(CASES)(
	'Items whose time-outs loop back %s are bought once and delivered once (prompts: %s)',
	(_mode, _what, settings, prompt) =>
		onSimulator(
			async (world) => {
				const run = await looping(world, settings, prompt, { timeout: 20 });
				expect(run.status).toBe('success');
				expect(world.billed).toHaveLength(3);
				const prompts = delivered(run).map(({ prompt: said }) => String(said)[0]);
				expect(prompts.sort()).toEqual(NAMES);
			},
			{ jobSeconds: 60 },
		)(),
);

test.concurrent.each(CASES)(
	'Downloads that fail and loop back %s are made again, and nothing is bought for it (prompts: %s)',
	(_mode, _what, settings, prompt) =>
		onSimulator(async (world) => {
			const fault = { kind: 'status', status: 404 } as const;
			world.misbehave({ on: 'download', fault, times: 4 });
			const run = await looping(world, settings, prompt, {});
			expect(world.billed).toHaveLength(3);
			expect(delivered(run)).toHaveLength(3);
		})(),
);

test.concurrent.each(CASES)(
	'A submission of unknown fate that loops back %s is not sent again (prompts: %s)',
	(_mode, _what, settings, prompt) =>
		onSimulator(
			async (world) => {
				const fault = { kind: 'status', status: 502, accepted: true } as const;
				world.misbehave({ on: 'submit', fault, times: 1 });
				const run = await looping(world, settings, prompt, {}, 2);
				expect(world.billed).toHaveLength(3);
				expect(delivered(run)).toHaveLength(2);
				const last = [...run.output, ...run.errorOutput].at(-1)?.json.error;
				expect(last).toMatchObject({ code: 'submission_unknown', spent: 'maybe' });
			},
			{ listInputs: 'never' },
		)(),
);

describe('A call that an agent repeats', () => {
	const call = (world: World, options: IDataObject): Promise<WorkflowRun> =>
		runOn(world, textToVideo({ prompt: '={{ $json.prompt }}' }, options), {
			items: [{ json: { prompt: 'a boat', toolCallId: 'first' } }],
			tool: true,
			twice: true,
		});

	test.concurrent(
		'while the first video is not delivered, takes that one up',
		onSimulator(
			async (world) => {
				const run = await call(world, { timeout: 40 });
				expect(run.rounds[0]?.[0]?.json.error).toMatchObject({ code: 'timeout' });
				expect(run.rounds[1]?.[0]?.json).toMatchObject({
					id: world.billed[0]?.id,
					status: 'completed',
				});
				expect(world.billed).toHaveLength(1);
			},
			{ jobSeconds: 60 },
		),
	);

	test.concurrent(
		'once it is delivered, is a new one',
		onSimulator(async (world) => {
			const run = await call(world, {});
			expect(world.billed).toHaveLength(2);
			expect(run.rounds[0]?.[0]?.json.id).not.toBe(run.rounds[1]?.[0]?.json.id);
		}),
	);
});
