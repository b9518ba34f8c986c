import type { Execution } from '../../dev/n8n';
import { about, type HttpFault } from '../../dev/simulator';
import {
	batch,
	ERROR_SETTINGS,
	errorText,
	expectVideos,
	paidIds,
	paidPrompts,
	requestsFor,
	retrying,
	THREE_PROMPTS,
} from './generations';
import { useStrictWorld } from './useWorld';
import { GENERATE } from '../../dev/world/workflows';

const world = useStrictWorld();

const PROMPTS = THREE_PROMPTS;
const [FIRST = '', SECOND = ''] = PROMPTS;

const ACCEPTED: Array<[string, HttpFault]> = [
	['is reset', { kind: 'reset', accepted: true }],
	['is a 502', { kind: 'status', status: 502, accepted: true }],
	['is no JSON', { kind: 'malformedJson', accepted: true }],
];

test.each(ACCEPTED)(
	'an accepted submission whose answer %s is found, followed and paid once',
	async (_, fault) => {
		const { simulator } = world();
		simulator.misbehave({ on: 'submit', fault, matching: about(SECOND) });

		const execution = await world().run(batch('lost', PROMPTS));

		expect(execution.error).toBeUndefined();
		await expectVideos(world(), execution, PROMPTS);
		expect(execution.items(GENERATE)[1]?.json['id']).toBe(paidIds(simulator, SECOND)[0]);
		expect(paidPrompts(simulator)).toEqual(PROMPTS);
		expect(requestsFor(simulator, 'submit')).toHaveLength(3);
		expect(requestsFor(simulator, 'list')).not.toEqual([]);
	},
);

test('all answers of a batch lost: with inputs in the list each job finds its item', async () => {
	const { simulator } = world();
	simulator.settings.listInputs = 'always';
	simulator.misbehave({ on: 'submit', fault: { kind: 'reset', accepted: true }, times: 3 });

	const execution = await world().run(batch('all lost', PROMPTS));

	await expectVideos(world(), execution, PROMPTS);
	expect(paidPrompts(simulator)).toEqual(PROMPTS);
});

test('all answers of a batch lost: without inputs in the list nothing is guessed, and the errors name the candidates', async () => {
	const { simulator } = world();
	simulator.settings.listInputs = 'never';
	simulator.misbehave({ on: 'submit', fault: { kind: 'reset', accepted: true }, times: 2 });
	const onError = 'continueRegularOutput';

	const execution = await world().run(batch('all lost', [FIRST, SECOND], { onError }));

	const errors = execution.items(GENERATE).map(({ json }) => json['error']);
	const ids = simulator.billed.map(({ id }) => id);
	for (const error of errors) {
		expect(error).toMatchObject({ code: 'submission_unknown', spent: 'maybe' });
		for (const id of ids) expect(JSON.stringify(error)).toContain(id);
	}
	expect(errors).toHaveLength(2);
	expect(paidPrompts(simulator)).toEqual([FIRST, SECOND]);
	expect(requestsFor(simulator, 'submit')).toHaveLength(2);
});

test('a submission that may have arrived is not sent again, also not by Retry On Fail, and the error says that money may be spent', async () => {
	const { simulator } = world();
	simulator.misbehave({ on: 'submit', fault: { kind: 'reset' }, times: 100 });

	// At the same time: each takes the quarter of a minute that the node looks for the job, twice.
	const executions = await Promise.all(
		ERROR_SETTINGS.map(
			async ([name, onError]) =>
				await world().run(batch(name, [name], { onError, ...retrying(2) })),
		),
	);

	const told = ([, onError]: (typeof ERROR_SETTINGS)[number], execution: Execution) =>
		onError === 'stopWorkflow'
			? errorText(execution)
			: JSON.stringify(execution.items(GENERATE, onError === 'continueErrorOutput' ? 1 : 0));
	for (const [index, execution] of executions.entries()) {
		const text = told(ERROR_SETTINGS[index] as (typeof ERROR_SETTINGS)[number], execution);
		expect(text).toContain('The answer to the submission was lost');
		expect(text).toContain('Money may have been spent.');
		expect(text).toContain('It is not sent again by itself.');
	}
	expect(requestsFor(simulator, 'submit')).toHaveLength(ERROR_SETTINGS.length);
	expect(simulator.billed).toEqual([]);
});

test('a lost job that the list shows only after the first try is found by Retry On Fail and paid once', async () => {
	const { simulator } = world();
	simulator.misbehave({ on: 'submit', fault: { kind: 'reset', accepted: true } });
	// The looks of a try are over after 15 seconds.
	simulator.misbehave({ on: 'job', fault: { kind: 'hidden', seconds: 17 } });

	const execution = await world().run(batch('shown late', [FIRST], retrying(3)));

	expect(execution.error).toBeUndefined();
	await expectVideos(world(), execution, [FIRST]);
	expect(paidPrompts(simulator)).toEqual([FIRST]);
	expect(requestsFor(simulator, 'submit')).toHaveLength(1);
});

test('a submission of the same moment by another execution is not taken for the lost one', async () => {
	const { simulator } = world();
	simulator.settings.listInputs = 'never';
	simulator.misbehave({ on: 'submit', fault: { kind: 'reset' }, matching: about(FIRST) });

	const [lost, other] = await Promise.all(
		[FIRST, SECOND].map(async (prompt) => await world().run(batch(prompt, [prompt]))),
	);

	expect(lost?.error?.message).toMatch(/answer to the submission was lost/);
	expect(other?.status).toBe('success');
	expect(paidPrompts(simulator)).toEqual([SECOND]);
});
