import { setTimeout as sleep } from 'node:timers/promises';

import type { INodeParameters } from 'n8n-workflow';

import type { WorkflowContent } from '../../dev/n8n';
import { builtIn, GENERATE, TRIGGER } from '../../dev/world/workflows';
import { paidPrompts, requestsFor } from '../e2e/generations';
import { callWhenParked } from '../e2e/parkedRuns';
import { age } from './ages';
import { type Published, useCrashWorld } from './crashWorld';
import { AFTER, freeingWorker, videosOfBody } from './workflows';

const PROMPTS = ['1 a boat', '2 a train'];

/** What a later run buys for itself. */
const NEXT = 'next';

/** n8n's own start after a kill takes its time (ms). */
jest.setTimeout(180_000);

/** n8n is killed while it waits; a later run waits no longer than it has to. */
const LATER_NODE = builtIn(AFTER, 'wait', 1.1, {
	amount: `={{ $json.prompt === '${NEXT}' ? 0.5 : 20 }}`,
	unit: 'seconds',
});

/** Two videos, a node behind, and n8n killed while that one runs: who has them, and who is told of them. */
describe.each(['2.41.1', '1.123.81'])('n8n %s', (version) => {
	const world = useCrashWorld({ version, workers: 0 });
	beforeEach(() => {
		world().simulator.settings.jobSeconds = 0.5;
	});
	afterEach(() => expect(world().simulator.unexpected).toEqual([]));

	const videos = (name: string, options: INodeParameters = {}): WorkflowContent =>
		videosOfBody(name, {}, LATER_NODE, options);

	/** Has an execution buy the videos, and kills n8n while the later node runs. @returns its id */
	async function killBehind(workflow: Published): Promise<string> {
		const id = await workflow.start({ prompts: PROMPTS });
		await world().untilDownloaded(PROMPTS.length);
		// The last download is the node's last deed but one.
		await sleep(2_000);
		await world().cluster.crashMain();
		expect((await world().rest.ended(id)).status).toBe('crashed');
		return id;
	}

	/** Hours later, the node's next run. @returns what it says, and the prompts of those that it names */
	async function nextRun(workflow: Published): Promise<{ said: string; named: string[] }> {
		const { simulator } = world();
		for (const prediction of simulator.predictions) age(prediction, 2 * 3_600_000);
		// So short a job is not parked, and what is said beside it can be read.
		simulator.settings.jobSeconds = 0.3;
		const next = await world().rest.ended(await workflow.start({ prompts: [NEXT] }));
		expect(next.status).toBe('success');
		const said = JSON.stringify(next.runs(GENERATE).map((run) => run.hints));
		const named = simulator.billed.filter(({ id }) => said.includes(id));
		return { said, named: named.map(({ inputs }) => String(inputs['prompt'])).sort() };
	}

	/** Presses Retry. @returns the prompts of what it gave, with the files that were made for them */
	async function given(id: string): Promise<string[]> {
		const again = await world().retry(id);
		expect(again.status).toBe('success');
		const ids = await world().delivered(again);
		const { predictions } = world().simulator;
		return ids.map((one) => String(predictions.find((it) => it.id === one)?.inputs['prompt']));
	}

	const downloads = () => requestsFor(world().simulator, 'download').length;

	test('with Save Execution Progress its videos are in its data: a later run names none, and Retry goes on behind the node', async () => {
		const content = { ...videos('progress'), settings: { saveExecutionProgress: true } };
		const workflow = await world().publish(content, TRIGGER);
		const id = await killBehind(workflow);
		expect((await nextRun(workflow)).named).toEqual([]);
		const before = downloads();

		expect(await given(id)).toEqual(PROMPTS);

		expect(downloads()).toBe(before);
		expect(paidPrompts(world().simulator)).toEqual([...PROMPTS, NEXT]);
	});

	test('a parked execution that was resumed: a later run names its videos, and Retry gives them again, with their files', async () => {
		const { simulator } = world();
		simulator.settings.jobSeconds = 4;
		callWhenParked(world(), () => world().rest);
		const parking = freeingWorker(videos('parked', { unfinishedVideos: 'output' }));
		const workflow = await world().publish(parking, TRIGGER);
		const id = await killBehind(workflow);

		const { named, said } = await nextRun(workflow);

		expect(named).toEqual(PROMPTS);
		expect(said).toMatch(/Free the Worker that were.*If no Retry has handed them on since/);
		expect(await given(id)).toEqual(PROMPTS);
		expect(paidPrompts(simulator)).toEqual([...PROMPTS, NEXT]);
	});

	test('with a Pay Once Key another execution is given them again, and a later run names none', async () => {
		const keyed = videos('keyed', { payOnceKey: '={{ $json.prompt }}' });
		const workflow = await world().publish(keyed, TRIGGER);
		await killBehind(workflow);
		const { simulator } = world();

		const other = await workflow.start({ prompts: PROMPTS });

		const execution = await world().rest.ended(other);
		expect(execution.status).toBe('success');
		const paid = simulator.billed.map(({ id }) => id).sort();
		expect((await world().delivered(execution)).sort()).toEqual(paid);
		expect(paidPrompts(simulator)).toEqual(PROMPTS);
		await world().cluster.crashMain('SIGTERM');
		expect((await nextRun(workflow)).named).toEqual([]);
	});
});
