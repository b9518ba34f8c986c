import { about, picture } from '../../dev/simulator';
import { storeFile } from './harness/binaryFiles';
import { errorText } from './harness/errorText';
import { useFastClock } from './harness/fastClock';
import { useHost } from './harness/host';
import { onSimulator, type World } from './harness/onSimulator';
import { character, imageToVideo, textToVideo } from './harness/parameters';
import { runOn } from './harness/runOn';
import { type RunOptions, runWorkflow, type WorkflowRun } from './harness/runWorkflow';
import { billedPrompts, idFor } from './harness/simulatorFacts';

/** What a person reads after a run: hints, messages, and the way back. */
useHost();
useFastClock();

const hintsOf = ({ hints }: WorkflowRun) => hints.map(({ message }) => message);

/** An item with a square picture. */
async function square() {
	const bytes = await picture({ width: 64, height: 64 });
	return {
		json: {},
		binary: { data: await storeFile(bytes, { fileName: 'a.png', mimeType: 'image/png' }) },
	};
}

const NEITHER = 'neither 16:9 nor 9:16';

describe('Of a square picture', () => {
	const animate = async (world: World, parameters: RunOptions['parameters'], count: number) =>
		hintsOf(
			await runOn(
				world,
				{ ...parameters, imageSource: 'binary' },
				{ items: await Promise.all(Array.from({ length: count }, square)) },
			),
		).join('\n');

	test.concurrent(
		'nothing is said with Seedance, whose video takes its shape',
		onSimulator(async (world) => {
			const said = await animate(world, imageToVideo({ operation: 'imageToVideo' }), 1);
			expect(said).toContain('1 video, estimated cost');
			expect(said).not.toContain(NEITHER);
		}),
	);

	test.concurrent.each([
		[1, `The picture of item 0 is ${NEITHER}`],
		[2, `The pictures of items 0, 1 are ${NEITHER}`],
	])('Sora’s fixed frame is told, for %i', (count, words) =>
		onSimulator(async (world) => {
			expect(await animate(world, imageToVideo(), count)).toContain(words);
		})(),
	);
});

test.concurrent(
	'A character is no video, and its price is more than nothing',
	onSimulator(async (world) => {
		const run = await runOn(world, character());
		expect(errorText(run)).toBe('');
		expect(hintsOf(run)).toEqual(['1 character, estimated cost $0.001.']);
	}),
);

const items = ['a', 'b', 'c'].map((name) => ({ json: { name } }));
const parameters = textToVideo({ prompt: '={{ $json.name }}' });

describe('What concerns the run', () => {
	const overBudget = (world: World, settings: RunOptions['settings']) =>
		runOn(world, textToVideo({ prompt: '={{ $json.name }}' }, { maxCost: 1 }), { items, settings });

	test.concurrent(
		'blames no item',
		onSimulator(async (world) => {
			const run = await overBudget(world, {});
			expect(run.error?.message).toMatch(/above Max Cost per Run of \$1\.00$/);
			expect(errorText(run)).not.toMatch(/item 0/i);
		}),
	);

	test.concurrent(
		'blames none in the error rows either, which every item gets',
		onSimulator(async (world) => {
			const run = await overBudget(world, { onError: 'continueRegularOutput' });
			expect(run.output.map(({ json }) => json.error)).toEqual(
				[0, 1, 2].map((itemIndex) =>
					expect.objectContaining({
						itemIndex,
						message: expect.stringMatching(/above Max Cost per Run of \$1\.00$/),
					}),
				),
			);
		}),
	);
});

describe('When one item of several stops the workflow', () => {
	const refuseB = (world: World) =>
		world.misbehave({
			on: 'submit',
			fault: { kind: 'status', status: 400, body: { code: 400, message: 'prompt is invalid' } },
			matching: about('b'),
		});

	test.concurrent(
		'what was bought for the others stands apart from it, a line for each prediction',
		onSimulator(async (world) => {
			refuseB(world);
			const run = await runOn(world, parameters, { items });
			const lines = String(run.error?.description).split('<br>\n');
			expect(run.error?.message).toMatch(/\[item 1\]$/);
			expect(lines[0]).toMatch(/^Item 1: Nothing was bought\./);
			expect(lines.slice(2)).toEqual([
				'Submitted for other items of this execution:',
				...['a', 'c'].map((name, index) =>
					expect.stringMatching(`^Item ${2 * index}: prediction ${idFor(world, name)} http\\S+$`),
				),
			]);
		}),
	);

	test.concurrent(
		'the way back that it tells brings the finished videos, and nothing is bought again',
		onSimulator(async (world) => {
			world.misbehave({
				on: 'job',
				fault: { kind: 'moderated' },
				matching: about('b'),
			});
			const options = { credentials: world.credentials, items, parameters };
			const stopped = await runWorkflow(options);
			expect(errorText(stopped)).toContain('Continue (using error output)');
			expect(errorText(stopped)).toContain('Executions → Retry with currently saved workflow');

			const retried = await runWorkflow({
				...options,
				settings: { onError: 'continueErrorOutput' },
				retry: { of: stopped, workflow: 'current' },
			});

			expect(retried.status).toBe('success');
			expect(retried.output.map(({ json }) => json.id)).toEqual([
				idFor(world, 'a'),
				idFor(world, 'c'),
			]);
			expect(retried.errorOutput).toHaveLength(1);
			expect(billedPrompts(world)).toEqual(['a', 'b', 'c']);
		}),
	);

	test.concurrent(
		'and buys nothing, no prediction is spoken of',
		onSimulator(async (world) => {
			const run = await runOn(
				world,
				{ resource: 'file', operation: 'upload', fileBinaryField: 'data' },
				{ items: [await square(), { json: {} }] },
			);
			expect(run.error?.message).toMatch(/\[item 1\]$/);
			expect(errorText(run)).not.toMatch(/undefined|prediction|Submitted/);
		}),
	);
});
