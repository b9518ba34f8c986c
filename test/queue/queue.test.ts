import { setTimeout as sleep } from 'node:timers/promises';

import type { INodeParameters } from 'n8n-workflow';

import { paidIds, paidPrompts } from '../e2e/generations';
import { until } from '../../dev/world/until';
import { builtIn, GENERATE, TRIGGER } from '../../dev/world/workflows';
import { age } from './ages';
import { useCrashWorld } from './crashWorld';
import { AFTER, videosOfBody } from './workflows';

const PROMPTS = Array.from({ length: 6 }, (_, index) => `${index} a boat`);

/** ms; n8n notices after some 10 s here that a worker is gone. */
const LIMIT = 240_000;

describe.each(['1.123.81', '2.41.1'])('n8n %s in queue mode', (version) => {
	const world = useCrashWorld({ version, workers: 2 });

	/** Six executions on two workers, one of which is ended while videos are made. */
	async function loseWorker(signal: 'SIGKILL' | 'SIGTERM', options: INodeParameters = {}) {
		world().simulator.settings.jobSeconds = 10;
		const content = videosOfBody('queue', {}, builtIn(AFTER, 'noOp', 1), options);
		const workflow = await world().publish(content, TRIGGER);
		const ids: string[] = [];
		for (const prompt of PROMPTS) ids.push(await workflow.start({ prompts: [prompt] }));
		await world().untilBilled(6);
		await sleep(1_000);
		await world().cluster.killWorker(0, signal);
		const ended = await Promise.all(ids.map(async (id) => await world().rest.ended(id, 150_000)));
		await world().cluster.restartWorker(0);
		// A process looks for what is unfinished once in ten minutes.
		await world().cluster.killWorker(1, 'SIGTERM');
		await world().cluster.restartWorker(1);
		return { ended, workflow };
	}

	test.each(['SIGKILL', 'SIGTERM'] as const)(
		'a worker that ends by %s makes nothing be bought twice or given to another; what n8n gives up is named',
		async (signal) => {
			const { simulator } = world();

			const { ended, workflow } = await loseWorker(signal);

			expect(paidPrompts(simulator)).toEqual(PROMPTS);
			const ids: string[] = [];
			const lost: string[] = [];
			for (const [index, execution] of ended.entries()) {
				const own = paidIds(simulator, PROMPTS[index] ?? '');
				const isDone = execution.status === 'success';
				expect(await world().delivered(execution)).toEqual(isDone ? own : []);
				(isDone ? ids : lost).push(...own);
			}
			// n8n 1.x runs a dead worker's jobs again; 2.x ends them as errors.
			if (version.startsWith('1.')) expect(lost).toEqual([]);
			else expect(lost).not.toEqual([]);

			// n8n 2.x has emptied what the worker ran: the next run names it, and gives only its own.
			for (const prediction of simulator.predictions) age(prediction, 2 * 3_600_000);
			const next = await world().rest.ended(await workflow.start({ prompts: ['next'] }), LIMIT);
			expect(await world().delivered(next)).toEqual(paidIds(simulator, 'next'));
			expect(paidPrompts(simulator)).toEqual([...PROMPTS, 'next']);
			const hints = JSON.stringify(next.runs(GENERATE).map((run) => run.hints));
			expect(
				ids
					.concat(lost)
					.filter((id) => hints.includes(id))
					.sort(),
			).toEqual(lost.sort());
		},
		LIMIT,
	);

	test.each(['hint', 'output'])(
		'a worker killed while a later node runs: what n8n gives up is told by a later run, with the option %s',
		async (unfinishedVideos) => {
			const { simulator, cluster } = world();
			simulator.settings.jobSeconds = 0.5;
			const wait = builtIn(AFTER, 'wait', 1.1, {
				amount: "={{ $json.prompt === 'next' ? 0.5 : 15 }}",
				unit: 'seconds',
			});
			const content = videosOfBody('behind', {}, wait, { unfinishedVideos });
			const workflow = await world().publish(content, TRIGGER);
			const ids: string[] = [];
			for (const prompt of PROMPTS) ids.push(await workflow.start({ prompts: [prompt] }));
			await world().untilDownloaded(6);
			await sleep(1_500);
			await cluster.killWorker(0, 'SIGKILL');
			const ended = await Promise.all(ids.map(async (id) => await world().rest.ended(id, 150_000)));
			await cluster.restartWorker(0);
			const lost = ended.flatMap(({ status }, index) =>
				status === 'success' ? [] : paidIds(simulator, PROMPTS[index] ?? ''),
			);
			// n8n 1.x runs a dead worker's jobs again.
			expect(lost.length > 0).toBe(version.startsWith('2.'));
			await cluster.killWorker(1, 'SIGTERM');
			await cluster.restartWorker(1);
			for (const prediction of simulator.predictions) age(prediction, 2 * 3_600_000);

			const next = await world().rest.ended(await workflow.start({ prompts: ['next'] }), LIMIT);

			const hints = JSON.stringify(next.runs(GENERATE).map((run) => run.hints));
			const paid = simulator.billed.map(({ id }) => id);
			expect(paid.filter((id) => hints.includes(id)).sort()).toEqual([...lost].sort());
			const given = unfinishedVideos === 'output' ? lost : [];
			expect(world().leftovers(next).sort()).toEqual([...given].sort());
			expect((await world().delivered(next)).sort()).toEqual(
				[...given, ...paidIds(simulator, 'next')].sort(),
			);
			expect(paidPrompts(simulator)).toEqual([...PROMPTS, 'next']);
		},
		LIMIT,
	);

	test(
		'with Output Too, what n8n gives up is output by later runs, once; what another execution has in hand is not',
		async () => {
			const { simulator } = world();
			const { ended, workflow } = await loseWorker('SIGKILL', { unfinishedVideos: 'output' });
			const lost = ended.flatMap(({ status }, index) =>
				status === 'success' ? [] : paidIds(simulator, PROMPTS[index] ?? ''),
			);
			expect(lost.length > 0).toBe(version.startsWith('2.'));
			// The first of its two videos is finished, and in its hands until the other one is.
			simulator.settings.jobSeconds = ({ inputs }) => (inputs['prompt'] === 'long' ? 40 : 0.5);
			const busy = await workflow.start({ prompts: ['held', 'long'] });
			const isReady = ({ inputs, status }: { inputs: object; status: string }) =>
				Reflect.get(inputs, 'prompt') === 'long' || status === 'completed';
			await until(
				() => simulator.predictions.length === 8 && simulator.predictions.every(isReady),
				60_000,
			);
			for (const prediction of simulator.predictions) age(prediction, 2 * 3_600_000);

			const next = await workflow.startAll([{ prompts: ['next'] }, { prompts: ['next'] }]);
			const two = await Promise.all(next.map(async (id) => await world().rest.ended(id, LIMIT)));

			expect(two.map(({ status }) => status)).toEqual(['success', 'success']);
			expect((await world().rest.execution(busy)).status).toBe('running');
			const given = await Promise.all(two.map(async (one) => await world().delivered(one)));
			expect(given.flat().sort()).toEqual([...lost, ...paidIds(simulator, 'next')].sort());
			expect(two.flatMap((one) => world().leftovers(one)).sort()).toEqual([...lost].sort());
			const [held = ''] = paidIds(simulator, 'held');
			expect(JSON.stringify(two.map((one) => one.runs(GENERATE)))).toContain(held);
			const own = [...paidIds(simulator, 'held'), ...paidIds(simulator, 'long')];
			expect(await world().delivered(await world().rest.ended(busy, LIMIT))).toEqual(own);
			expect(paidPrompts(simulator)).toEqual([...PROMPTS, 'held', 'long', 'next', 'next'].sort());
		},
		LIMIT,
	);
});
