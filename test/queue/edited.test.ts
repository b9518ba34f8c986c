import type { INode, INodeParameters } from 'n8n-workflow';

import { CREDENTIAL_TYPE, type WorkflowContent } from '../../dev/n8n';
import { about } from '../../dev/simulator';
import { until } from '../../dev/world/until';
import { builtIn, GENERATE, TRIGGER } from '../../dev/world/workflows';
import { paidPrompts, requestsFor } from '../e2e/generations';
import { age } from './ages';
import { useCrashWorld } from './crashWorld';
import { AFTER, videosOfBody } from './workflows';

const PROMPTS = ['1 a boat', '2 a train', '3 a kite'];
const RENAMED = 'Our videos';

/** n8n's own start after a kill takes its time (ms). */
jest.setTimeout(180_000);

/** The workflow after a person has renamed and moved the node, and changed what does not concern the order. */
function edited({
	nodes,
	connections,
}: WorkflowContent): Pick<WorkflowContent, 'nodes' | 'connections'> {
	const change = (node: INode): INode => {
		if (node.name !== GENERATE) return node;
		const waitOptions = { ...(node.parameters['waitOptions'] as INodeParameters), timeout: 300 };
		const parameters = { ...node.parameters, waitOptions };
		return { ...node, name: RENAMED, position: [900, 400], parameters, notes: 'edited' };
	};
	const renamed = JSON.parse(JSON.stringify(connections).replaceAll(GENERATE, RENAMED)) as object;
	return { nodes: nodes.map(change), connections: renamed as WorkflowContent['connections'] };
}

describe.each(['2.41.1', '1.123.81'])('n8n %s', (version) => {
	const world = useCrashWorld({ version, workers: 0 });
	afterEach(() => expect(world().simulator.unexpected).toEqual([]));

	const paidIds = () =>
		world()
			.simulator.billed.map(({ id }) => id)
			.sort();

	const edit = async (workflowId: string) => {
		const { rest } = world();
		const saved = await rest.workflow(workflowId);
		await rest.updateWorkflow(workflowId, edited(saved));
	};

	test('the node is renamed, moved and edited between a crash and its Retry: what was bought is given, once', async () => {
		const { simulator, rest } = world();
		simulator.settings.jobSeconds = 8;
		const workflow = await world().publish(videosOfBody('edited'), TRIGGER);
		const id = await world().crashWhileMade(workflow, PROMPTS);
		await edit(workflow.workflowId);

		const asItIsNow = await rest.ended(await rest.retryExecution(id, true));
		const asItWas = await rest.ended(await rest.retryExecution(id, false));

		expect((await world().delivered(asItIsNow, RENAMED)).sort()).toEqual(paidIds());
		expect((await world().delivered(asItWas)).sort()).toEqual(paidIds());
		expect(paidPrompts(simulator)).toEqual(PROMPTS);
	});

	test('… and while an execution runs: it gives its videos, and a retry of one that failed meanwhile buys nothing again', async () => {
		const { simulator, rest } = world();
		simulator.settings.jobSeconds = 6;
		simulator.misbehave({
			on: 'download',
			fault: { kind: 'status', status: 404 },
			matching: about(PROMPTS[1]),
			times: 1,
		});
		const workflow = await world().publish(videosOfBody('running'), TRIGGER);
		const id = await workflow.start({ prompts: PROMPTS });
		await world().untilBilled(3);

		await edit(workflow.workflowId);

		expect((await rest.ended(id)).status).toBe('error');
		// n8n looks for the node that failed by its name, and retries as the workflow was only.
		await expect(rest.retryExecution(id, true)).rejects.toThrow('Could not find the node');
		const again = await rest.ended(await rest.retryExecution(id, false));
		expect((await world().delivered(again)).sort()).toEqual(paidIds());
		expect(paidPrompts(simulator)).toEqual(PROMPTS);
	});

	test('the API key is replaced by another of the account between a crash and its Retry: nothing is sent (n8n 2.14 and newer)', async () => {
		const { simulator, rest, credentialId } = world();
		simulator.settings.jobSeconds = 8;
		simulator.settings.moreApiKeys = ['wsk_another'];
		const use = async (apiKey: string) =>
			await rest.updateCredential(credentialId, {
				name: 'WaveSpeed simulator',
				type: CREDENTIAL_TYPE,
				data: { apiKey, baseUrl: simulator.url },
			});
		const workflow = await world().publish(videosOfBody('another key'), TRIGGER);
		// What is bought is written down beside the first looks.
		const id = await world().crashWhileMade(workflow, PROMPTS, { afterMs: 2_000 });

		await use('wsk_another');
		const refused = await world().retry(id);
		await use(simulator.apiKey);
		const again = await world().retry(id);

		// Older ones don't say what a retry repeats: what is bought is known by the key alone (docs/crashes.md).
		const isOld = version.startsWith('1.');
		expect(refused.status).toBe(isOld ? 'success' : 'error');
		if (!isOld) expect(JSON.stringify(refused.error)).toContain('another API key');
		expect(paidPrompts(simulator)).toEqual(isOld ? [...PROMPTS, ...PROMPTS].sort() : PROMPTS);
		expect(await world().delivered(again)).toHaveLength(3);
	});

	test('stopped while it downloads what earlier executions left behind, a run has given nothing away: the next outputs it', async () => {
		const { simulator, cluster, rest } = world();
		simulator.settings.jobSeconds = 8;
		const content = videosOfBody('stopped', {}, builtIn(AFTER, 'noOp', 1), {
			unfinishedVideos: 'output',
		});
		const workflow = await world().publish(content, TRIGGER);
		await world().crashWhileMade(workflow, PROMPTS, { afterMs: 2_000 });
		await until(() => simulator.predictions.every(({ status }) => status === 'completed'));
		const lost = paidIds();
		for (const prediction of simulator.predictions) age(prediction, 2 * 3_600_000);
		simulator.settings.jobSeconds = 0.5;
		simulator.misbehave({
			on: 'download',
			fault: { kind: 'slow', bytesPerSecond: 200 },
			matching: (_, prediction) => lost.includes(prediction?.id ?? ''),
			times: 3,
		});
		const stopped = await workflow.start({ prompts: ['stopped'] });
		const late = () =>
			requestsFor(simulator, 'download').filter(({ path }) => lost.some((id) => path.includes(id)));
		await until(() => late().length > 0, 60_000);
		await rest.stopExecution(stopped);
		expect((await rest.ended(stopped)).status).toBe('canceled');
		// A process looks once in ten minutes.
		await cluster.crashMain();

		const next = await rest.ended(await workflow.start({ prompts: ['next'] }));

		expect(next.status).toBe('success');
		expect(world().leftovers(next).sort()).toEqual(lost);
		expect((await world().delivered(next)).filter((id) => lost.includes(id)).sort()).toEqual(lost);
		expect(paidPrompts(simulator)).toEqual([...PROMPTS, 'next', 'stopped'].sort());
	});
});
