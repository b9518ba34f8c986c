import fc from 'fast-check';

import type { HttpFault, JobFault, Rule } from '../../dev/simulator';
import { useFastClock } from './harness/fastClock';
import { useHost } from './harness/host';
import { onSimulator, type World } from './harness/onSimulator';
import { textToVideo } from './harness/parameters';
import { runOn } from './harness/runOn';
import type { RunOptions, WorkflowRun } from './harness/runWorkflow';
import { runs } from '../unit/support/runs';

/** The promises that hold whatever goes wrong, tried with schedules of faults drawn by chance. */
useHost();
useFastClock(40);

const submitFaults: HttpFault[] = [
	{ kind: 'status', status: 429 },
	{ kind: 'status', status: 429, headers: { 'retry-after': '3' } },
	{ kind: 'status', status: 400 },
	{ kind: 'status', status: 401 },
	{ kind: 'status', status: 503 },
	{ kind: 'status', status: 503, accepted: true },
	{ kind: 'reset' },
	{ kind: 'reset', accepted: true },
	{ kind: 'malformedJson', accepted: true },
	{ kind: 'envelope', code: 500, message: 'internal', accepted: true },
	{ kind: 'delay', seconds: 3 },
];
const pollFaults: HttpFault[] = [
	{ kind: 'status', status: 401 },
	{ kind: 'status', status: 404 },
	{ kind: 'status', status: 429 },
	{ kind: 'status', status: 500 },
	{ kind: 'reset' },
	{ kind: 'malformedJson' },
	{ kind: 'html' },
];
const downloadFaults: HttpFault[] = [
	{ kind: 'status', status: 404 },
	{ kind: 'status', status: 503 },
	{ kind: 'reset', afterBytes: 5000 },
	{ kind: 'truncate', afterBytes: 5000 },
	{ kind: 'truncate', afterBytes: 5000, chunked: true },
	{ kind: 'html' },
	{ kind: 'empty' },
	{ kind: 'ignoreRange' },
];
const jobFaults: JobFault[] = [
	{ kind: 'moderated' },
	{ kind: 'failed', code: 5000, message: 'internal' },
	{ kind: 'failed', code: 1402, message: 'no picture' },
	{ kind: 'outputs', shape: 'string' },
	{ kind: 'outputs', shape: 'empty' },
	{ kind: 'hidden', seconds: 4 },
];

const httpRule = (on: 'submit' | 'poll' | 'download', faults: HttpFault[]): fc.Arbitrary<Rule> =>
	fc.record({
		on: fc.constant(on),
		fault: fc.constantFrom(...faults),
		times: fc.integer({ min: 1, max: 3 }),
		after: fc.integer({ min: 0, max: 4 }),
	});

const rule: fc.Arbitrary<Rule> = fc.oneof(
	httpRule('submit', submitFaults),
	httpRule('poll', pollFaults),
	httpRule('download', downloadFaults),
	fc.record({
		on: fc.constant('job' as const),
		fault: fc.constantFrom(...jobFaults),
		times: fc.integer({ min: 1, max: 3 }),
		after: fc.integer({ min: 0, max: 3 }),
	}),
);

const schedule = fc.record({
	items: fc.integer({ min: 1, max: 4 }),
	maxConcurrent: fc.integer({ min: 1, max: 4 }),
	rules: fc.array(rule, { minLength: 1, maxLength: 5 }),
	onError: fc.constantFrom<NonNullable<RunOptions['settings']>['onError']>(
		'stopWorkflow',
		'continueRegularOutput',
		'continueErrorOutput',
	),
	retryOnFail: fc.boolean(),
});

type Schedule = typeof schedule extends fc.Arbitrary<infer T> ? T : never;

const promptOfItem = (index: number) => `item ${index}`;

function run(world: World, { items, maxConcurrent, onError, retryOnFail }: Schedule) {
	return runOn(
		world,
		textToVideo({ prompt: '={{ $json.prompt }}' }, { maxConcurrent, timeout: 300 }),
		{
			items: Array.from({ length: items }, (_, index) => ({
				json: { prompt: promptOfItem(index) },
			})),
			settings: { onError, retryOnFail, maxTries: 3, waitBetweenTries: 500 },
		},
	);
}

/** At most one generation of an item is kept paid: others have failed and are refunded. */
function expectPaidOnce({ billed }: World): void {
	const kept = billed.filter(({ refunded }) => !refunded).map(({ inputs }) => inputs.prompt);
	expect(kept).toEqual([...new Set(kept)]);
}

/** What was paid can be found again by a person who has the output, the error and the log. */
function expectNothingLost({ billed }: World, ended: WorkflowRun): void {
	const { output, errorOutput, error, logs } = ended;
	const seen = JSON.stringify([output, errorOutput, error, logs]);
	for (const { id } of billed) expect(seen).toContain(id);
}

const itemIndex = ({ pairedItem }: WorkflowRun['output'][number]) =>
	(pairedItem as { item: number }).item;

/** Each branch keeps the order of the items, and under Continue each item has one row. */
function expectOrder(ended: WorkflowRun, { items, onError }: Schedule): void {
	const [good, bad] = [ended.output.map(itemIndex), ended.errorOutput.map(itemIndex)];
	for (const branch of [good, bad]) expect(branch).toEqual([...branch].sort((a, b) => a - b));
	for (const row of ended.output.filter(({ json }) => !json.error)) {
		expect(row.json.prompt).toBe(promptOfItem(itemIndex(row)));
	}
	if (onError === 'stopWorkflow') return;
	expect(ended.status).toBe('success');
	expect([...good, ...bad].sort((a, b) => a - b)).toEqual([...Array(items).keys()]);
}

test('Under any faults it ends, keeps the order, pays once and loses nothing that was paid', async () => {
	await fc.assert(
		fc.asyncProperty(schedule, async (drawn) => {
			await onSimulator(
				async (world) => {
					for (const one of drawn.rules) world.misbehave(one);
					const ended = await run(world, drawn);
					expectPaidOnce(world);
					expectNothingLost(world, ended);
					expectOrder(ended, drawn);
				},
				{ listInputs: 'always' },
			)();
		}),
		{ numRuns: runs(15) },
	);
});
