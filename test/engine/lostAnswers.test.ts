import { about } from '../../dev/simulator';
import { errorText } from './harness/errorText';
import { useFastClock } from './harness/fastClock';
import { useHost } from './harness/host';
import { onSimulator, type World } from './harness/onSimulator';
import { textToVideo } from './harness/parameters';
import type { IDataObject } from 'n8n-workflow';

import { runOn } from './harness/runOn';
import { runWorkflow, type WorkflowRun } from './harness/runWorkflow';
import { billedPrompts, idFor, requestsFor } from './harness/simulatorFacts';

/** A submission is accepted, so paid, and its answer gets lost on the way back. */
useHost();
useFastClock(80);

const names = ['a', 'b', 'c'];
const run = (world: World, prompts = names) =>
	runOn(world, textToVideo({ prompt: '={{ $json.name }}' }, { downloadVideo: false }), {
		items: prompts.map((name) => ({ json: { name } })),
	});

const faults = [
	['the connection is reset', { kind: 'reset', accepted: true }],
	['the gateway answers 504', { kind: 'status', status: 504, body: '', accepted: true }],
	['the JSON breaks off', { kind: 'malformedJson', accepted: true }],
	['no answer ever comes', { kind: 'stall', accepted: true }],
] as const;

describe('When the list of recent predictions shows the inputs', () => {
	const listInputs = 'always';

	test.concurrent.each(faults)(
		'and %s: the job is found, delivered and paid once',
		(_what, fault) =>
			onSimulator(
				async (world) => {
					world.misbehave({
						on: 'submit',
						fault,
						matching: about('b'),
					});
					const { status, output } = await run(world);
					expect(status).toBe('success');
					expect(output.map(({ json }) => json.id)).toEqual(
						names.map((name) => idFor(world, name)),
					);
					expect(billedPrompts(world)).toEqual(names);
					expect(requestsFor(world, 'submit')).toHaveLength(3);
				},
				{ listInputs },
			)(),
	);

	test.concurrent(
		'and all answers are lost: no item takes another one’s video, and none is paid twice',
		onSimulator(
			async (world) => {
				world.misbehave({ on: 'submit', fault: { kind: 'reset', accepted: true }, times: 3 });
				const ended = await run(world);
				expect(billedPrompts(world)).toEqual(names);
				expect(ended.output.map(({ json }) => json.id)).toEqual(
					names.map((name) => idFor(world, name)),
				);
			},
			{ listInputs },
		),
	);

	test.concurrent(
		'equal submissions whose answers are all lost are interchangeable: each item gets one',
		onSimulator(
			async (world) => {
				world.misbehave({ on: 'submit', fault: { kind: 'reset', accepted: true }, times: 3 });
				const ended = await run(world, ['same', 'same', 'same']);
				expect(ended.status).toBe('success');
				expect(new Set(ended.output.map(({ json }) => json.id))).toEqual(
					new Set(world.billed.map(({ id }) => id)),
				);
				expect(world.billed).toHaveLength(3);
			},
			{ listInputs },
		),
	);
});

describe('When the list of recent predictions hides the inputs', () => {
	const listInputs = 'never';

	test.concurrent.each([1, 3])(
		'nothing proves whose a job is: %i lost ones are errors that name the candidates',
		(lost) =>
			onSimulator(
				async (world) => {
					world.misbehave({ on: 'submit', fault: { kind: 'reset', accepted: true }, times: lost });
					const ended = await run(world);
					expect(ended.status).toBe('error');
					expect(billedPrompts(world)).toEqual(names);
					for (const { id } of world.billed.slice(0, lost)) {
						expect(errorText(ended)).toContain(id);
					}
				},
				{ listInputs },
			)(),
	);

	test.concurrent(
		'a job that somebody else submitted at the same moment is not delivered as ours',
		onSimulator(
			async (world) => {
				await run(world, ['theirs']);
				world.misbehave({ on: 'submit', fault: { kind: 'status', status: 502 } });
				const ended = await run(world, ['ours']);
				expect(ended.status).toBe('error');
				expect(errorText(ended)).toContain('Money may have been spent');
			},
			{ listInputs },
		),
	);

	const retried = (world: World, failed: WorkflowRun, options: IDataObject) =>
		runWorkflow({
			...ours(world),
			parameters: textToVideo({ prompt: 'ours' }, { downloadVideo: false, ...options }),
			retry: { of: failed, workflow: 'current' },
		});
	const ours = (world: World) => ({
		credentials: world.credentials,
		items: [{ json: {} }],
		parameters: textToVideo({ prompt: 'ours' }, { downloadVideo: false }),
	});

	test.concurrent(
		'a person may adopt a candidate by its ID',
		onSimulator(
			async (world) => {
				world.misbehave({ on: 'submit', fault: { kind: 'reset', accepted: true } });
				const failed = await runWorkflow(ours(world));
				const id = idFor(world, 'ours');
				const adopted = await retried(world, failed, { adoptPredictions: `other, ${id}` });
				expect(adopted.output[0]?.json).toMatchObject({ id, status: 'completed' });
				expect(world.billed).toHaveLength(1);
			},
			{ listInputs },
		),
	);

	test.concurrent(
		'a person may have it bought again',
		onSimulator(
			async (world) => {
				world.misbehave({ on: 'submit', fault: { kind: 'status', status: 502 } });
				const failed = await runWorkflow(ours(world));
				expect(world.billed).toHaveLength(0);
				const bought = await retried(world, failed, { lostSubmission: 'buyAgain' });
				expect(bought.output[0]?.json).toMatchObject({ status: 'completed' });
				expect(world.billed).toHaveLength(1);
			},
			{ listInputs },
		),
	);
});

test.concurrent(
	'Somebody else’s job of the same minute is not taken for ours',
	onSimulator(
		async (world) => {
			const others = await run(world, ['theirs']);
			expect(others.status).toBe('success');
			world.misbehave({ on: 'submit', fault: { kind: 'status', status: 502 } });
			const ours = await run(world, ['ours']);
			expect(ours.status).toBe('error');
			expect(errorText(ours)).toContain('Money may have been spent');
			expect(billedPrompts(world)).toEqual(['theirs']);
		},
		{ listInputs: 'always' },
	),
);

test.concurrent(
	'A service that cannot be reached has sold nothing: it is asked again, and then the error says so',
	onSimulator(async (world) => {
		const ended = await runWorkflow({
			// Nothing listens on the discard port.
			credentials: { ...world.credentials, baseUrl: 'http://127.0.0.1:9' },
			parameters: textToVideo(),
		});
		expect(ended.status).toBe('error');
		expect(errorText(ended)).toContain('ECONNREFUSED');
		expect(errorText(ended)).toContain('Nothing was bought');
	}),
);
