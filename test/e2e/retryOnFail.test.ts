import type { Execution } from '../../dev/n8n';
import { about, type Rule } from '../../dev/simulator';
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
import { expectNoSecrets } from './secrets';
import { useStrictWorld } from './useWorld';
import { GENERATE } from '../../dev/world/workflows';

const world = useStrictWorld();

const PROMPTS = THREE_PROMPTS;
const [FIRST = '', SECOND = ''] = PROMPTS;

/** What ends an item at once, and may pass. */
const FAULTS = {
	submit: { on: 'submit', fault: { kind: 'status', status: 403 } },
	poll: { on: 'poll', fault: { kind: 'status', status: 403 } },
	download: { on: 'download', fault: { kind: 'status', status: 404 } },
} as const satisfies Record<string, Rule>;

describe.each(ERROR_SETTINGS)('Retry On Fail, On Error = %s', (_, onError) => {
	/** n8n sees a failed row, and retries, only in the first place; an error it sees anyhow. */
	const failing = onError === 'stopWorkflow' ? SECOND : FIRST;

	const runThree = async () =>
		await world().run(batch('three', PROMPTS, { onError, ...retrying(3) }));

	/** What a person is told of the failure: by the execution's error, or by the first row with one. */
	const failureText = (execution: Execution) => {
		if (onError === 'stopWorkflow') return errorText(execution);
		const rows = execution.items(GENERATE, onError === 'continueErrorOutput' ? 1 : 0);
		return JSON.stringify(rows[0]?.json['error']);
	};

	test.each(['submit', 'poll', 'download'] as const)(
		'after a failed %s all three videos arrive, and each is paid once',
		async (stage) => {
			const { simulator } = world();
			simulator.misbehave({ ...FAULTS[stage], matching: about(failing) });

			const execution = await runThree();

			expect(execution.error).toBeUndefined();
			expect(execution.status).toBe('success');
			await expectVideos(world(), execution, PROMPTS);
			expect(paidPrompts(simulator)).toEqual(PROMPTS);
			const { status } = FAULTS[stage].fault;
			expect(requestsFor(simulator, stage).filter((one) => one.status === status)).toHaveLength(1);
			expect(requestsFor(simulator, 'submit')).toHaveLength(stage === 'submit' ? 4 : 3);
		},
	);

	test('a download that fails at every try costs no second generation, and the error names the video', async () => {
		const { simulator } = world();
		simulator.misbehave({ ...FAULTS.download, matching: about(failing), times: 100 });

		const execution = await runThree();

		expect(paidPrompts(simulator)).toEqual(PROMPTS);
		expect(requestsFor(simulator, 'submit')).toHaveLength(3);
		const failed = requestsFor(simulator, 'download').filter(({ status }) => status === 404);
		expect(failed).toHaveLength(3);
		const [id = ''] = paidIds(simulator, failing);
		const url = `${simulator.cdnUrl}${failed[0]?.path ?? ''}`;
		const told = failureText(execution);
		expect(told).toContain(id);
		expect(told).toContain(url);
		expect(told).toContain('This generation was paid.');
	});

	test('a moderated item is not bought again', async () => {
		const { simulator } = world();
		simulator.misbehave({
			on: 'job',
			fault: { kind: 'moderated' },
			matching: about(failing),
			times: 100,
		});

		const execution = await runThree();

		expect(failureText(execution)).toMatch(/moderation refused/);
		expect(failureText(execution)).toContain(paidIds(simulator, failing)[0]);
		expect(paidPrompts(simulator)).toEqual(PROMPTS);
		expect(requestsFor(simulator, 'submit')).toHaveLength(3);
	});

	test('a generation that fails at the provider for a passing reason is bought again, the others are not', async () => {
		const { simulator } = world();
		const fault = { kind: 'failed', code: 1403, message: 'execution failed' } as const;
		simulator.misbehave({ on: 'job', fault, matching: about(failing) });

		const execution = await runThree();

		await expectVideos(world(), execution, PROMPTS);
		expect(paidPrompts(simulator)).toEqual([...PROMPTS, failing].sort());
		const refunded = simulator.billed.filter((one) => one.refunded);
		expect(refunded.map(({ inputs }) => inputs['prompt'])).toEqual([failing]);
	});
});

test.each(['continueRegularOutput', 'continueErrorOutput'] as const)(
	'with %s n8n retries for the first item only: a failure of the second costs nothing more',
	async (onError) => {
		const { simulator } = world();
		simulator.misbehave({ ...FAULTS.download, matching: about(SECOND), times: 100 });

		const execution = await world().run(batch('second', PROMPTS, { onError, ...retrying(3) }));

		expect(paidPrompts(simulator)).toEqual(PROMPTS);
		const rows = [...execution.items(GENERATE), ...execution.items(GENERATE, 1)];
		const failed = rows.filter(({ json }) => json['error'] !== undefined);
		expect(failed).toHaveLength(1);
		expect(failed[0]?.json['error']).toMatchObject({
			code: 'download_failed',
			predictionId: paidIds(simulator, SECOND)[0],
			spent: 'yes',
		});
	},
);

test('a balance that is too low is asked once, and nothing is bought', async () => {
	const { simulator } = world();
	simulator.settings.balance = 0;

	const execution = await world().run(batch('poor', [FIRST], retrying(3)));

	expect(execution.error?.message).toMatch(/balance is too low/);
	expect(requestsFor(simulator, 'submit')).toHaveLength(1);
	expect(simulator.billed).toEqual([]);
});

test('the API key is in no execution, no log and no request to the CDN', () => {
	expectNoSecrets(world());
});
