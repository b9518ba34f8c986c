import { setTimeout as sleep } from 'node:timers/promises';

import { paidPrompts } from '../e2e/generations';
import { TRIGGER } from '../e2e/workflows';
import { useCrashWorld } from './crashWorld';
import { videosOfBody } from './workflows';

const prompts = Array.from({ length: 6 }, (_, index) => `${index} a boat`);

describe('n8n 1.123.81 in queue mode', () => {
	const world = useCrashWorld({ version: '1.123.81', workers: 2 });
	beforeEach(() => {
		world().simulator.settings.jobSeconds = 8;
	});

	test('a killed worker’s jobs, which n8n runs again by itself, buy nothing twice', async () => {
		const { simulator, cluster } = world();
		const workflow = await world().publish(videosOfBody('queue'), TRIGGER);
		for (const prompt of prompts) await workflow.start({ prompts: [prompt] });
		await world().untilBilled(6);
		await sleep(1_000);
		await cluster.killWorker(0, 'SIGKILL');

		const ids = await world().rest.executionsOf(workflow.workflowId);
		const ended = await Promise.all(ids.map(async (id) => await world().rest.ended(id, 150_000)));

		console.log(
			'Q1 kill',
			ended.map(({ status }) => status),
			simulator.billed.length,
		);
		const delivered = await Promise.all(ended.map(async (one) => await world().delivered(one)));
		console.log('Q1 delivered', delivered.flat().length);
		expect(paidPrompts(simulator)).toEqual(prompts);
		expect(delivered.flat().sort()).toEqual(simulator.billed.map(({ id }) => id).sort());
		await cluster.restartWorker(0);
	}, 240_000);
});

describe('n8n 2.41.1 in queue mode', () => {
	const world = useCrashWorld({ version: '2.41.1', workers: 2 });
	beforeEach(() => {
		world().simulator.settings.jobSeconds = 8;
	});

	test('a killed worker’s videos are not bought again', async () => {
		const { simulator, cluster } = world();
		const workflow = await world().publish(videosOfBody('queue'), TRIGGER);
		for (const prompt of prompts) await workflow.start({ prompts: [prompt] });
		await world().untilBilled(6);
		await sleep(1_000);
		await cluster.killWorker(0, 'SIGKILL');

		const ids = await world().rest.executionsOf(workflow.workflowId);
		const ended = await Promise.all(ids.map(async (id) => await world().rest.ended(id, 150_000)));

		console.log(
			'Q2 kill',
			ended.map(({ status }) => status),
			simulator.billed.length,
		);
		const delivered = await Promise.all(ended.map(async (one) => await world().delivered(one)));
		console.log('Q2 delivered', delivered.flat().length);
		expect(paidPrompts(simulator)).toEqual(prompts);
		await cluster.restartWorker(0);
	}, 240_000);
});
