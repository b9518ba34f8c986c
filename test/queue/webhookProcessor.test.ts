import { setTimeout as sleep } from 'node:timers/promises';

import type { INodeParameters } from 'n8n-workflow';

import { type Execution, grouped } from '../../dev/n8n';
import { until } from '../../dev/world/until';
import { builtIn, GENERATE, type Step, TRIGGER } from '../../dev/world/workflows';
import { paidIds, paidPrompts, requestsFor } from '../e2e/generations';
import { callAs } from '../e2e/triggered';
import { useCrashWorld } from './crashWorld';
import { AFTER, videosOfBody } from './workflows';

/** ms; n8n goes on 75 to 135 s after Timeout at the latest. */
jest.setTimeout(240_000);

const PROMPTS = Array.from({ length: 6 }, (_, index) => `${index} a boat`);

/** Gives the worker free; the jobs have ended long before Timeout. */
const PARKING: INodeParameters = {
	wait: 'freeWorker',
	...grouped({ pollInterval: 1, timeout: 600 }),
};

const parkingEach = (name: string, after?: Step) => {
	const content = videosOfBody(name, {}, after);
	const nodes = content.nodes.map((node) =>
		node.name === GENERATE ? { ...node, parameters: { ...node.parameters, ...PARKING } } : node,
	);
	return { ...content, nodes };
};

describe.each(['2.41.1', '1.123.81'])(
	'n8n %s in queue mode, calls taken by webhook processors',
	(version) => {
		const world = useCrashWorld({
			version,
			workers: 2,
			webhooks: version.startsWith('2.') ? 2 : 1,
		});

		/** How many executions of a workflow are in each state, also while main is gone. */
		async function countIn(workflowId: string, status: string): Promise<number> {
			const rows = await world().cluster.database?.query(
				`SELECT count(*) FROM execution_entity WHERE "workflowId" = '${workflowId}' AND status = '${status}'`,
			);
			return Number(rows?.[0]);
		}

		/** Six executions of one video each, all of them parked. */
		async function sixParked(name: string) {
			world().simulator.settings.jobSeconds = 15;
			const workflow = await world().publish(parkingEach(name), TRIGGER);
			for (const prompt of PROMPTS) await workflow.post({ prompts: [prompt] });
			await until(async () => (await countIn(workflow.workflowId, 'waiting')) === 6, 60_000);
			return workflow.workflowId;
		}

		/** Each has given its own video, and what follows ran once with it. */
		async function expectAllGiven(workflowId: string) {
			const { simulator, rest } = world();
			const ids = await rest.executionsOf(workflowId);
			const ended = await Promise.all(ids.map(async (id) => await rest.ended(id)));
			const promptOf = (execution: Execution) =>
				(execution.items(TRIGGER)[0]?.json['body'] as { prompts: string[] }).prompts[0] ?? '';
			expect(ended.map(promptOf).sort()).toEqual(PROMPTS);
			for (const execution of ended) {
				const own = paidIds(simulator, promptOf(execution));
				expect(await world().delivered(execution)).toEqual(own);
				expect(execution.runs(AFTER)).toHaveLength(1);
			}
			expect(paidPrompts(simulator)).toEqual(PROMPTS);
		}

		/** All calls went to the processor, and all were taken. */
		function expectCallsTaken() {
			const { simulator, cluster } = world();
			const { host } = new URL(cluster.callsUrl);
			const calls = simulator.callbacks.map(({ url, status }) => [new URL(url).host, status]);
			expect(calls).toEqual(PROMPTS.map(() => [host, 200]));
		}

		test('parked executions are resumed by the processor, each with its video', async () => {
			const workflowId = await sixParked('processor');
			await until(async () => (await countIn(workflowId, 'success')) === 6, 90_000);
			await expectAllGiven(workflowId);
			expectCallsTaken();
			// Main takes no such calls, so it was the processor that looked and downloaded.
			const [call] = world().simulator.callbacks;
			const { pathname, search } = new URL(call?.url ?? '');
			const main = await fetch(world().cluster.main.url + pathname + search, { method: 'POST' });
			expect(main.status).toBe(404);
		});

		test.each(['SIGKILL', 'SIGTERM'] as const)(
			'main ended by %s while WaveSpeed calls: all go on before it is back',
			async (signal) => {
				const workflowId = await sixParked(`main ${signal}`);
				await world().cluster.killMain(signal);
				await until(async () => (await countIn(workflowId, 'success')) === 6, 120_000);
				expectCallsTaken();
				await world().cluster.restartMain();
				await expectAllGiven(workflowId);
			},
		);

		// n8n 1.x has no guard against it: what follows ran twice (docs/scaling.md).
		if (version.startsWith('1.')) return;

		test('two calls for one execution that come to two processors at once: what follows runs once', async () => {
			const { simulator, cluster, rest } = world();
			simulator.misbehave({ on: 'callback', fault: { kind: 'never' }, times: 2 });
			simulator.settings.jobSeconds = 5;
			const asking = builtIn(AFTER, 'httpRequest', 4.2, {
				url: `${simulator.url}/api/v3/balance`,
				sendHeaders: true,
				headerParameters: {
					parameters: [{ name: 'Authorization', value: `Bearer ${simulator.apiKey}` }],
				},
				options: {},
			});
			const workflow = await world().publish(parkingEach('two processors', asking), TRIGGER);
			const id = await workflow.start({ prompts: ['1 a boat', '2 a train'] });
			await until(async () => (await countIn(workflow.workflowId, 'waiting')) === 1, 60_000);
			await until(() => simulator.predictions.every(({ status }) => status === 'completed'));
			const answers = await Promise.all(
				simulator.predictions.map(async (prediction, index) => {
					const { pathname, search } = new URL(prediction.webhook ?? '');
					const url = `${cluster.webhooks[index]?.url}${pathname}${search}`;
					const body = { id: prediction.id, status: 'completed' };
					return (await callAs(url, body, simulator.settings.webhookSecret)).status;
				}),
			);
			expect(answers).toEqual([200, 200]);
			const ended = await rest.ended(id, 60_000);
			// Whoever comes second is through, too.
			await sleep(10_000);
			expect(requestsFor(simulator, 'balance')).toHaveLength(2);
			expect(await world().delivered(ended)).toHaveLength(2);
		});
	},
);
