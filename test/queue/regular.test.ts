import { knownVersions } from '../../dev/n8n';
import { about, paidPrompts, retrying } from '../e2e/generations';
import { TRIGGER } from '../e2e/workflows';
import { useCrashWorld } from './crashWorld';
import { calling, videosForCaller, videosOfBody } from './workflows';

const PROMPTS = ['1 a boat', '2 a train', '3 a kite'];
const [, SECOND = ''] = PROMPTS;

describe.each(['2.41.1', '1.123.81'])('n8n %s in regular mode', (version) => {
	const world = useCrashWorld({ version, workers: 0 });
	beforeEach(() => {
		world().simulator.settings.jobSeconds = 6;
	});

	test('after a crash while videos are made, Retry takes them up', async () => {
		const { simulator, cluster } = world();
		const workflow = await world().publish(videosOfBody('crash'), TRIGGER);
		await workflow.start({ prompts: PROMPTS });
		await world().untilBilled(3);
		await cluster.killMain('SIGKILL');
		await cluster.restartMain();
		const crashed = await world().onlyOne(workflow.workflowId);
		expect(crashed.status).toBe('crashed');

		const again = await world().retry(crashed.id);

		expect(again.status).toBe('success');
		const bought = simulator.billed.map(({ id }) => id);
		console.log('REGULAR crash', version, bought.length);
		expect((await world().delivered(again)).sort()).toEqual(bought.sort());
		expect(paidPrompts(simulator)).toEqual(PROMPTS);
	});

	test('a node in a sub-workflow buys three videos for three items, however often the parent is retried', async () => {
		const { simulator } = world();
		simulator.settings.jobSeconds = 0.5;
		const fault = { kind: 'status', status: 404 } as const;
		simulator.misbehave({ on: 'download', fault, matching: about(SECOND), times: 2 });
		const child = await world().saveForCallers(videosForCaller('child'));
		const workflow = await world().publish(calling('parent', child), TRIGGER);
		await workflow.start({ prompts: PROMPTS });
		const first = await world().onlyOne(workflow.workflowId);
		expect(first.status).toBe('error');

		const second = await world().retry(first.id);
		const third = await world().retry(second.id);

		console.log('REGULAR sub', version, simulator.billed.length, second.status, third.status);
		expect(third.status).toBe('success');
		expect(paidPrompts(simulator)).toEqual(PROMPTS);
	});

	test('Retry On Fail on the node that calls a sub-workflow buys three videos for three items', async () => {
		const { simulator } = world();
		simulator.settings.jobSeconds = 0.5;
		const fault = { kind: 'status', status: 404 } as const;
		simulator.misbehave({ on: 'download', fault, matching: about(SECOND), times: 2 });
		const child = await world().saveForCallers(videosForCaller('child'));
		const workflow = await world().publish(calling('parent', child, retrying(3)), TRIGGER);
		await workflow.start({ prompts: PROMPTS });

		const execution = await world().onlyOne(workflow.workflowId);

		console.log('REGULAR sub retry', version, simulator.billed.length, execution.status);
		expect(execution.status).toBe('success');
		expect(paidPrompts(simulator)).toEqual(PROMPTS);
	});

	test('Stop, then Retry', async () => {
		const { simulator } = world();
		const workflow = await world().publish(videosOfBody('stop'), TRIGGER);
		await workflow.start({ prompts: PROMPTS });
		await world().untilBilled(3);
		const [id = ''] = await world().rest.executionsOf(workflow.workflowId);
		await world().rest.stopExecution(id);
		await world().rest.ended(id);

		await world().retry(id);

		console.log('REGULAR stop', version, simulator.billed.length);
		expect(paidPrompts(simulator)).toEqual(PROMPTS);
	});
});
void knownVersions;
