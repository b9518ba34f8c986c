import { FakeTime } from '../../../dev/virtual/fakeTime';
import type { RunOutcome } from './nodeRun';
import { idsOf, leftoversIn, SeveralRuns, type Started } from './severalRuns';

/** Unfinished Videos = Output Too: what earlier executions paid and nobody has in hand any more. */
const HOUR = 3_600_000;
const WELL_AFTER = 2 * HOUR;

/** The second video takes its time. (The clock of these tests has no fractions of a millisecond.) */
const SLOW = { prompts: ['a', 'slow'], wait: { pollInterval: 10 } };

let time: FakeTime;
let world: SeveralRuns;

beforeEach(() => {
	time = new FakeTime();
	world = new SeveralRuns(time);
});
afterEach(() => time.end());

/** Buys a video in an execution that is killed meanwhile. @returns that execution's id */
async function lose(prompt: string, more: Partial<Started> = {}): Promise<string> {
	const dying = { prompts: [prompt], process: world.newProcess(), diesAfterMs: 5_000, ...more };
	return (await world.run(dying)).id;
}

/** A later execution, by default in a process of its own. */
async function later(more: Partial<Started> = {}): Promise<RunOutcome | undefined> {
	const { outcome } = await world.run({ prompts: ['next'], process: world.newProcess(), ...more });
	return outcome;
}

const hintsOf = (outcome: RunOutcome | undefined) => (outcome?.hints ?? []).join('\n');

test('what a killed execution has paid comes behind the items of a later run, marked, from no input item', async () => {
	const killed = await lose('a');
	await world.pass(WELL_AFTER);

	const outcome = await later();

	expect(outcome?.rows).toMatchObject([
		{ json: { prompt: 'next' }, pairedItem: { item: 0 } },
		{
			json: {
				predictionId: world.idOf('a'),
				prompt: 'a',
				status: 'completed',
				unfinished: true,
				boughtByExecution: killed,
			},
		},
	]);
	expect(outcome?.rows[0]?.json).not.toHaveProperty('unfinished');
	expect(outcome?.rows[1]?.pairedItem).toEqual([]);
	expect(world.paid).toEqual(['a', 'next']);
	expect(hintsOf(outcome)).toContain("behind the run's own items");
	expect(hintsOf(outcome)).not.toContain('Paid in earlier executions');
});

test('with Hint it is named, and not output', async () => {
	await lose('a');
	await world.pass(WELL_AFTER);

	const outcome = await later({ wish: 'hint' });

	expect(idsOf(outcome)).toEqual([world.idOf('next')]);
	expect(hintsOf(outcome)).toContain(world.idOf('a'));
});

test('it is given once: a later run neither gives nor names it', async () => {
	await lose('a');
	await world.pass(WELL_AFTER);
	await later();
	await world.pass(HOUR);

	const outcome = await later();

	expect(leftoversIn(outcome)).toEqual([]);
	expect(hintsOf(outcome)).not.toContain(world.idOf('a'));
});

test('also where n8n keeps nothing of the run that gave it', async () => {
	await lose('a');
	await world.pass(WELL_AFTER);
	const { id } = await world.run({ prompts: ['next'], process: world.newProcess() });
	world.stored.delete(id);

	const outcome = await later();

	expect(leftoversIn(outcome)).toEqual([]);
	expect(hintsOf(outcome)).not.toContain(world.idOf('a'));
});

describe('is named and not output', () => {
	test('while the execution that bought it runs, however long', async () => {
		world.service.jobMs = (index) => (index === 0 ? 10_000 : 600_000);
		const running = world.start({ ...SLOW, process: world.newProcess() });
		await world.pass(60_000);
		world.age(WELL_AFTER);
		world.service.jobMs = 60_000;

		const outcome = await later();

		expect(idsOf(outcome)).toEqual([world.idOf('next')]);
		expect(hintsOf(outcome)).toMatch(
			new RegExp(`${world.idOf('a')}[^)]*, execution ${running.id}`),
		);
		const own = await time.run(running.outcome);
		expect(idsOf(own)).toEqual([world.idOf('a'), world.idOf('slow')]);
	});

	test('when n8n has not kept the execution that bought it', async () => {
		const killed = await lose('a');
		world.stored.delete(killed);
		await world.pass(WELL_AFTER);

		const outcome = await later();

		expect(leftoversIn(outcome)).toEqual([]);
		expect(hintsOf(outcome)).toContain(world.idOf('a'));
	});

	test('when the execution that bought it carried an error from the start, as the retry of a stopped one', async () => {
		const hasFailed = async () => await Promise.resolve(true);
		await lose('a', { isRetry: true, place: { hasFailed } });
		await world.pass(WELL_AFTER);

		const outcome = await later();

		expect(leftoversIn(outcome)).toEqual([]);
		expect(hintsOf(outcome)).toContain(world.idOf('a'));
	});

	test.each([
		['an agent runs the node', { isTool: true }],
		['the run doesn’t wait for its videos', { parameters: { wait: 'doNotWait' } }],
	])('when %s', async (_, more) => {
		await lose('a');
		await world.pass(WELL_AFTER);

		const outcome = await later(more);

		expect(leftoversIn(outcome)).toEqual([]);
		expect(hintsOf(outcome)).toContain(world.idOf('a'));
	});

	test('when n8n may throw away what this try gives, because its first item failed', async () => {
		await lose('a');
		await world.pass(WELL_AFTER);
		world.service.jobEnd = () => 'failed';

		const outcome = await later({ node: { retryOnFail: true } });

		expect(leftoversIn(outcome)).toEqual([]);
		expect(hintsOf(outcome)).toContain(world.idOf('a'));
	});

	test.each([
		['does not know it', 'unknown'],
		['tells of another prediction', 'job1'],
	])('when WaveSpeed, asked for it, %s', async (_, answered) => {
		await lose('a');
		await later({ prompts: ['another'] });
		await world.pass(WELL_AFTER);
		const id = world.idOf('a');
		const { send } = world.service;
		const lying: typeof send = async (request) =>
			await send({ ...request, path: request.path.replace(`/${id}/`, `/${answered}/`) });

		const outcome = await later({ service: { send: lying } });

		expect(idsOf(outcome)).toEqual([world.idOf('next')]);
		expect(hintsOf(outcome)).toMatch(new RegExp(`${id} is not output`));
		expect(leftoversIn(await later())).toEqual([id]);
	});
});

test('a run that fails gives nothing away: the next one gives it', async () => {
	await lose('a');
	await world.pass(WELL_AFTER);
	world.service.jobEnd = () => 'failed';
	const failed = await later({ continues: false });
	expect(failed?.error).toBeDefined();
	world.service.jobEnd = () => 'completed';

	expect(leftoversIn(await later())).toEqual([world.idOf('a')]);
});

test('what a run took over and did not hand on, because n8n died behind the node, the next one gives', async () => {
	const killed = await lose('a');
	await world.pass(WELL_AFTER);
	expect(leftoversIn(await later({ isLostBehind: true }))).toEqual([world.idOf('a')]);

	const outcome = await later();

	expect(leftoversIn(outcome)).toEqual([world.idOf('a')]);
	expect(outcome?.rows.at(-1)?.json['boughtByExecution']).toBe(killed);
});

describe('what a retry has taken up', () => {
	test('is not output while that runs, and is when it has died, too', async () => {
		const killed = await lose('a');
		await world.pass(WELL_AFTER);
		world.service.jobMs = 600_000;
		const process = world.newProcess();
		const retry = world.start({ ...SLOW, root: killed, isRetry: true, process });
		await world.pass(30_000);
		world.service.jobMs = 60_000;
		const meanwhile = await later();
		expect(leftoversIn(meanwhile)).toEqual([]);
		expect(hintsOf(meanwhile)).toContain(world.idOf('a'));

		process.kill();
		await time.run(retry.outcome);

		expect(leftoversIn(await later())).toEqual([world.idOf('a')]);
		expect(world.service.billed.filter(({ body }) => body['prompt'] === 'a')).toHaveLength(1);
	});

	test('is not output either where it came with the context of the execution that failed', async () => {
		world.service.jobMs = (index) => (index === 0 ? 60_000 : 120_000);
		world.service.jobEnd = (index) => (index === 1 ? 'failed' : 'completed');
		const context = {};
		const failed = await world.run({
			prompts: ['a', 'b'],
			process: world.newProcess(),
			continues: false,
			context,
		});
		await world.pass(WELL_AFTER);
		world.service.jobEnd = () => 'completed';
		world.service.jobMs = 600_000;
		const retry = world.start({
			prompts: ['a', 'b'],
			wait: SLOW.wait,
			root: failed.id,
			isRetry: true,
			process: world.newProcess(),
			context: JSON.parse(JSON.stringify(context)) as Record<string, unknown>,
		});
		await world.pass(30_000);
		world.service.jobMs = 60_000;

		expect(leftoversIn(await later())).toEqual([]);
		expect(idsOf(await time.run(retry.outcome))).toContain(world.idOf('a'));
	});

	test('after it was output, it is given again and not paid again', async () => {
		const killed = await lose('a');
		await world.pass(WELL_AFTER);
		await later();

		const again = await later({ prompts: ['a'], root: killed, isRetry: true });

		expect(idsOf(again)).toEqual([world.idOf('a')]);
		expect(world.paid).toEqual(['a', 'next']);
	});
});

test.each([0, 1, 3, 5, 20, 300, 700])(
	'of two processes whose runs end within %s ms of each other one gives it, or else it is named',
	async (apartMs) => {
		const lost = ['a', 'b', 'c'];
		for (const prompt of lost) await lose(prompt);
		await world.pass(WELL_AFTER);
		const first = world.start({ prompts: ['one'], process: world.newProcess() });
		if (apartMs > 0) await world.pass(apartMs);
		const second = world.start({ prompts: ['two'], process: world.newProcess() });

		const both = [await time.run(first.outcome), await time.run(second.outcome)];

		const given = both.flatMap(leftoversIn);
		expect(given).toHaveLength(new Set(given).size);
		const hints = both.map(hintsOf).join('\n');
		for (const id of lost.map((one) => world.idOf(one))) expect(hints).toContain(id);
	},
);

test('two runs of one process give it once', async () => {
	await lose('a');
	await world.pass(WELL_AFTER);
	const process = world.newProcess();
	const first = world.start({ prompts: ['one'], process });
	const second = world.start({ prompts: ['two'], process });

	const both = [await time.run(first.outcome), await time.run(second.outcome)];

	expect(both.flatMap(leftoversIn)).toEqual([world.idOf('a')]);
});

test('under a Pay Once Key it is output too, and whoever asks with the key is given it, unpaid', async () => {
	await lose('a', { safety: [{ payOnceKey: 'row 1' }] });
	await world.pass(WELL_AFTER);
	expect(leftoversIn(await later())).toEqual([world.idOf('a')]);

	const asked = await later({ prompts: ['a'], safety: [{ payOnceKey: 'row 1' }] });

	expect(idsOf(asked)).toEqual([world.idOf('a')]);
	expect(world.paid).toEqual(['a', 'next']);
});

test('of very many, twenty are given at a time', async () => {
	const prompts = Array.from({ length: 25 }, (_, index) => `lost ${index}`);
	await world.run({ prompts, process: world.newProcess(), diesAfterMs: 45_000 });
	await world.pass(WELL_AFTER);

	const counts: number[] = [];
	for (let run = 0; run < 3; run++) counts.push(leftoversIn(await later()).length);

	expect(counts).toEqual([20, 5, 0]);
});

test.each(['hint', 'ignore'])(
	'it is output too where it was bought with another choice of the option: %s',
	async (wish) => {
		await lose('a', { wish });
		await world.pass(WELL_AFTER);

		expect(leftoversIn(await later())).toEqual([world.idOf('a')]);
	},
);
