import { FakeTime } from '../../../dev/virtual/fakeTime';
import { EntryNames } from '../../../nodes/WaveSpeedVideo/generation/acquire/receipts/entries';
import { entriesOf } from '../../../nodes/WaveSpeedVideo/generation/acquire/receipts/holders';
import { hintsOf, idsOf, leftoversIn, SeveralRuns, WELL_AFTER } from './severalRuns';

/** Unfinished Videos = Output Too: what earlier executions paid and nobody has in hand any more. */
const HOUR = 3_600_000;

let time: FakeTime;
let world: SeveralRuns;

beforeEach(() => {
	time = new FakeTime();
	world = new SeveralRuns(time);
});
afterEach(() => time.end());

test('what a killed execution has paid comes behind the items of a later run, marked, from no input item', async () => {
	const killed = await world.lose('a');
	await world.pass(WELL_AFTER);

	const outcome = await world.later();

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
	await world.lose('a');
	await world.pass(WELL_AFTER);

	const outcome = await world.later({ wish: 'hint' });

	expect(idsOf(outcome)).toEqual([world.idOf('next')]);
	expect(hintsOf(outcome)).toContain(world.idOf('a'));
});

test('it is given once: a later run neither gives nor names it', async () => {
	await world.lose('a');
	await world.pass(WELL_AFTER);
	await world.later();
	await world.pass(HOUR);

	const outcome = await world.later();

	expect(leftoversIn(outcome)).toEqual([]);
	expect(hintsOf(outcome)).not.toContain(world.idOf('a'));
});

test('also where n8n keeps nothing of the run that gave it', async () => {
	await world.lose('a');
	await world.pass(WELL_AFTER);
	const { id } = await world.run({ prompts: ['next'], process: world.newProcess() });
	world.stored.delete(id);

	const outcome = await world.later();

	expect(leftoversIn(outcome)).toEqual([]);
	expect(hintsOf(outcome)).not.toContain(world.idOf('a'));
});

test('… and another one had wanted to give it at the same moment', async () => {
	await world.lose('a');
	await world.pass(WELL_AFTER);
	const giver = await world.run({ prompts: ['next'], process: world.newProcess() });
	expect(leftoversIn(giver.outcome)).toEqual([world.idOf('a')]);
	const { store } = world.newProcess();
	const wanted = { executionId: '77', role: 'none', turn: 2 } as const;
	const names = new EntryNames('wsk_secret', store.place);
	await time.run(store.add(entriesOf(names, world.idOf('a'), wanted)));
	world.stored.delete(giver.id);

	const outcome = await world.later();

	expect(leftoversIn(outcome)).toEqual([]);
	expect(hintsOf(outcome)).not.toContain(world.idOf('a'));
});

test('a run that fails gives nothing away: the next one gives it', async () => {
	await world.lose('a');
	await world.pass(WELL_AFTER);
	world.service.jobEnd = () => 'failed';
	const failed = await world.later({ continues: false });
	expect(failed?.error).toBeDefined();
	world.service.jobEnd = () => 'completed';

	expect(leftoversIn(await world.later())).toEqual([world.idOf('a')]);
});

test('what a run took over and did not hand on, because n8n died behind the node, the next one gives', async () => {
	const killed = await world.lose('a');
	await world.pass(WELL_AFTER);
	expect(leftoversIn(await world.later({ isLostBehind: true }))).toEqual([world.idOf('a')]);

	const outcome = await world.later();

	expect(leftoversIn(outcome)).toEqual([world.idOf('a')]);
	expect(outcome?.rows.at(-1)?.json['boughtByExecution']).toBe(killed);
});

test('a Stop while it is fetched ends the run: it, and the run’s own video, are for the next ones', async () => {
	await world.lose('a');
	await world.pass(WELL_AFTER);
	const person = new AbortController();
	const { send } = world.service;
	const stopping: typeof send = async (request) => {
		if (request.path.includes(`/${world.idOf('a')}/`)) person.abort();
		return await send(request);
	};

	const stopped = await world.later({ service: { send: stopping }, stop: person.signal });

	expect(stopped?.error).toContain('topped');
	await world.pass(WELL_AFTER);
	const left = [world.idOf('a'), world.idOf('next')];
	expect(leftoversIn(await world.later()).sort()).toEqual(left.sort());
});

test.each([0, 1, 3, 5, 20, 300, 700])(
	'of two processes whose runs end within %s ms of each other one gives it, or else it is named',
	async (apartMs) => {
		const lost = ['a', 'b', 'c'];
		for (const prompt of lost) await world.lose(prompt);
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
	await world.lose('a');
	await world.pass(WELL_AFTER);
	const process = world.newProcess();
	const first = world.start({ prompts: ['one'], process });
	const second = world.start({ prompts: ['two'], process });

	const both = [await time.run(first.outcome), await time.run(second.outcome)];

	expect(both.flatMap(leftoversIn)).toEqual([world.idOf('a')]);
});

test('under a Pay Once Key it is output too, and whoever asks with the key is given it, unpaid', async () => {
	await world.lose('a', { safety: [{ payOnceKey: 'row 1' }] });
	await world.pass(WELL_AFTER);
	expect(leftoversIn(await world.later())).toEqual([world.idOf('a')]);

	const asked = await world.later({ prompts: ['a'], safety: [{ payOnceKey: 'row 1' }] });

	expect(idsOf(asked)).toEqual([world.idOf('a')]);
	expect(world.paid).toEqual(['a', 'next']);
});

test('of very many, twenty are given at a time', async () => {
	const prompts = Array.from({ length: 25 }, (_, index) => `lost ${index}`);
	await world.run({ prompts, process: world.newProcess(), diesAfterMs: 45_000 });
	await world.pass(WELL_AFTER);

	const counts: number[] = [];
	for (let run = 0; run < 3; run++) counts.push(leftoversIn(await world.later()).length);

	expect(counts).toEqual([20, 5, 0]);
});

test.each(['hint', 'ignore'])(
	'it is output too where it was bought with another choice of the option: %s',
	async (wish) => {
		await world.lose('a', { wish });
		await world.pass(WELL_AFTER);

		expect(leftoversIn(await world.later())).toEqual([world.idOf('a')]);
	},
);
