import { setTimeout as sleep } from 'node:timers/promises';

import { about } from '../../dev/simulator';
import { paidIds as paidIdsOf, paidPrompts, requestsFor, retrying } from '../e2e/generations';
import { until } from '../../dev/world/until';
import { builtIn, GENERATE, TRIGGER } from '../../dev/world/workflows';
import { age } from './ages';
import { useCrashWorld } from './crashWorld';
import { AFTER, calling, rewrittenVideosOfBody, videosForCaller, videosOfBody } from './workflows';

const PROMPTS = ['1 a boat', '2 a train', '3 a kite'];
const [, SECOND = ''] = PROMPTS;

/** What ends the second item for so many tries, and can't happen to a video that is bought anew. */
const failingDownloads = (times: number) => ({
	on: 'download' as const,
	fault: { kind: 'status', status: 404 } as const,
	matching: about(SECOND),
	times,
});

/** n8n's own start after a kill takes its time (ms). */
jest.setTimeout(180_000);

describe.each(['2.41.1', '1.123.81'])('n8n %s in regular mode', (version) => {
	const world = useCrashWorld({ version, workers: 0 });
	beforeEach(() => {
		world().simulator.settings.jobSeconds = 4;
	});
	afterEach(() => expect(world().simulator.unexpected).toEqual([]));

	const paidIds = () => world().simulator.billed.map(({ id }) => id);

	test.each(['SIGKILL', 'SIGTERM'] as const)(
		'ended by %s while videos are made, a retried execution takes them up',
		async (signal) => {
			const { simulator } = world();
			simulator.settings.jobSeconds = 8;
			const workflow = await world().publish(videosOfBody('crash'), TRIGGER);
			const id = await world().crashWhileMade(workflow, PROMPTS, { signal });
			expect((await world().rest.ended(id)).status).toBe('crashed');

			const again = await world().retry(id);

			expect(again.status).toBe('success');
			expect(paidPrompts(simulator)).toEqual(PROMPTS);
			expect((await world().delivered(again)).sort()).toEqual(paidIds().sort());
		},
	);

	test('killed while a later node runs, a retried execution is given the videos again', async () => {
		const { simulator, cluster } = world();
		simulator.settings.jobSeconds = 0.5;
		const after = builtIn(AFTER, 'wait', 1.1, { amount: 30, unit: 'seconds' });
		const workflow = await world().publish(videosOfBody('later', {}, after), TRIGGER);
		const id = await workflow.start({ prompts: PROMPTS });
		await world().untilDownloaded(3);
		await cluster.crashMain();

		const retry = world().rest.retryExecution(id, false);
		await world().untilDownloaded(6);

		expect(paidPrompts(simulator)).toEqual(PROMPTS);
		const again = await world().rest.ended(await retry);
		expect((await world().delivered(again)).sort()).toEqual(paidIds().sort());
	});

	test.each(['hint', 'output'])(
		'killed while a later node runs, and not retried, its videos are told by a later run, with the option %s',
		async (unfinishedVideos) => {
			const { simulator, cluster } = world();
			simulator.settings.jobSeconds = 0.5;
			const wait = builtIn(AFTER, 'wait', 1.1, {
				amount: "={{ $json.prompt === 'next' ? 0.5 : 30 }}",
				unit: 'seconds',
			});
			const content = videosOfBody('behind', {}, wait, { unfinishedVideos });
			const workflow = await world().publish(content, TRIGGER);
			const kept = await workflow.start({ prompts: ['next'] });
			expect((await world().rest.ended(kept)).status).toBe('success');
			const id = await workflow.start({ prompts: PROMPTS });
			await world().untilDownloaded(4);
			// The last download is the node's last deed but one.
			await sleep(1_500);
			await cluster.crashMain();
			expect((await world().rest.ended(id)).status).toBe('crashed');
			const lost = PROMPTS.flatMap((prompt) => paidIdsOf(simulator, prompt));
			for (const prediction of simulator.predictions) age(prediction, 2 * 3_600_000);

			const next = await world().rest.ended(await workflow.start({ prompts: ['next'] }));

			expect(next.status).toBe('success');
			const hints = JSON.stringify(next.runs(GENERATE).map((run) => run.hints));
			expect(
				paidIds()
					.filter((one) => hints.includes(one))
					.sort(),
			).toEqual([...lost].sort());
			const leftovers = next.items(GENERATE).filter(({ json }) => json['unfinished']);
			const isOutput = unfinishedVideos === 'output';
			expect(leftovers.map(({ json }) => json['id']).sort()).toEqual(isOutput ? lost.sort() : []);
			for (const { json } of leftovers) {
				expect(json).toMatchObject({ handedOnBefore: true, boughtByExecution: id });
			}
			expect(await world().delivered(next)).toHaveLength(isOutput ? 4 : 1);
			// A process looks once in ten minutes: what was given is given and named no more.
			await cluster.crashMain();
			const last = await world().rest.ended(await workflow.start({ prompts: ['next'] }));
			expect(world().leftovers(last)).toEqual([]);
			const again = JSON.stringify(last.runs(GENERATE).map((run) => run.hints));
			expect(lost.filter((one) => again.includes(one))).toEqual(isOutput ? [] : lost);
			expect(paidPrompts(simulator)).toEqual([...PROMPTS, 'next', 'next', 'next']);
		},
	);

	test('a retried execution whose earlier nodes write another prompt buys, and names what is unfinished', async () => {
		const { simulator, cluster } = world();
		simulator.settings.jobSeconds = 8;
		const workflow = await world().publish(rewrittenVideosOfBody('rewritten'), TRIGGER);
		const id = await workflow.start({ prompts: ['a boat'] });
		await world().untilBilled(1);
		// It is the execution's for sure only when its claim is written, beside the first looks.
		await until(() => requestsFor(simulator, 'poll').length > 0, 60_000);
		await cluster.crashMain();
		await world().rest.ended(id);

		const again = await world().retry(id);

		expect(again.status).toBe('success');
		expect(paidPrompts(simulator)).toEqual([`a boat, take ${id}`, `a boat, take ${again.id}`]);
		const [unfinished, bought] = paidIds();
		expect(await world().delivered(again)).toEqual([bought]);
		const hints = again.runs(GENERATE).flatMap(({ hints: some = [] }) => some);
		const hint = hints.map(({ message }) => message).join(' ');
		expect(hint).toContain(unfinished);
		expect(hint).toMatch(/This run has bought anew.*operation Get/);
	});

	test('killed and not retried, its videos are output by a later run, once; a retry gives them again', async () => {
		const { simulator, cluster } = world();
		simulator.settings.jobSeconds = 8;
		const wish = { unfinishedVideos: 'output' };
		const content = videosOfBody('left behind', {}, builtIn(AFTER, 'noOp', 1), wish);
		const workflow = await world().publish(content, TRIGGER);
		const id = await workflow.start({ prompts: PROMPTS });
		await world().untilBilled(3);
		// What is bought, and by whom, is written down beside the first looks.
		await sleep(2_000);
		const restart = async () => {
			await cluster.crashMain();
		};
		await restart();
		expect((await world().rest.ended(id)).status).toBe('crashed');
		await until(() => simulator.predictions.every(({ status }) => status === 'completed'));
		const lost = paidIds();
		for (const prediction of simulator.predictions) age(prediction, 2 * 3_600_000);
		simulator.settings.jobSeconds = 0.5;
		const run = async (prompt: string) =>
			await world().rest.ended(await workflow.start({ prompts: [prompt] }));

		const next = await run('next');

		expect(next.status).toBe('success');
		expect((await world().delivered(next)).sort()).toEqual(paidIds().sort());
		expect(world().leftovers(next).sort()).toEqual([...lost].sort());
		expect(next.items(GENERATE).map(({ pairedItem }) => pairedItem)).toEqual([
			{ item: 0 },
			[],
			[],
			[],
		]);
		const bought = next.items(GENERATE).map(({ json }) => json['boughtByExecution']);
		expect(bought).toEqual([undefined, id, id, id]);
		// A process looks once in ten minutes.
		await restart();
		const last = await run('last');
		expect(world().leftovers(last)).toEqual([]);
		expect(JSON.stringify(last.runs(GENERATE).map(({ hints }) => hints))).not.toContain(lost[0]);
		for (const prediction of simulator.predictions) age(prediction, -2 * 3_600_000);
		expect((await world().delivered(await world().retry(id))).sort()).toEqual([...lost].sort());
		expect(paidPrompts(simulator)).toEqual([...PROMPTS, 'last', 'next'].sort());
	});

	test('after Stop, a retried execution buys nothing again', async () => {
		const { simulator } = world();
		const workflow = await world().publish(videosOfBody('stop'), TRIGGER);
		const id = await workflow.start({ prompts: PROMPTS });
		await world().untilBilled(3);
		await world().rest.stopExecution(id);
		await world().rest.ended(id);

		const again = await world().retry(id);

		expect(paidPrompts(simulator)).toEqual(PROMPTS);
		// n8n 1.x keeps nothing to go on with in a stopped execution: its retry runs no node at all.
		const isOld = version.startsWith('1.');
		expect([again.ran(GENERATE), again.ran(AFTER)]).toEqual([!isOld, !isOld]);
		expect((await world().delivered(again)).sort()).toEqual(isOld ? [] : paidIds().sort());
	});

	test('a sub-workflow buys three videos for three items, however often its parent is retried', async () => {
		const { simulator } = world();
		simulator.settings.jobSeconds = 0.5;
		simulator.misbehave(failingDownloads(2));
		const child = await world().saveForCallers(videosForCaller('child'));
		const workflow = await world().publish(calling('parent', child), TRIGGER);
		const first = await workflow.start({ prompts: PROMPTS });
		expect((await world().rest.ended(first)).status).toBe('error');

		const second = await world().retry(first);
		const third = await world().retry(second.id);

		expect([second.status, third.status]).toEqual(['error', 'success']);
		expect(paidPrompts(simulator)).toEqual(PROMPTS);
	});

	test('Retry On Fail on the node that calls a sub-workflow buys three videos for three items', async () => {
		const { simulator } = world();
		simulator.settings.jobSeconds = 0.5;
		simulator.misbehave(failingDownloads(2));
		const child = await world().saveForCallers(videosForCaller('child'));
		const workflow = await world().publish(calling('parent', child, retrying(3)), TRIGGER);
		const id = await workflow.start({ prompts: PROMPTS });

		expect((await world().rest.ended(id)).status).toBe('success');
		expect(paidPrompts(simulator)).toEqual(PROMPTS);
	});

	test('a sub-workflow that is called for each of three equal items makes three videos', async () => {
		const { simulator } = world();
		simulator.settings.jobSeconds = 0.5;
		const child = await world().saveForCallers(videosForCaller('child'));
		const content = calling('each', child, {}, 'each');
		const workflow = await world().publish(content, TRIGGER);
		const id = await workflow.start({ prompts: [SECOND, SECOND, SECOND] });

		expect((await world().rest.ended(id)).status).toBe('success');
		expect(paidPrompts(simulator)).toEqual([SECOND, SECOND, SECOND]);
	});
});
