import { FakeTime } from '../../../dev/virtual/fakeTime';
import type { Fate } from '../../../nodes/WaveSpeedVideo/base/lineage';
import { EntryNames } from '../../../nodes/WaveSpeedVideo/generation/acquire/receipts/entries';
import { entriesOf } from '../../../nodes/WaveSpeedVideo/generation/acquire/receipts/holders';
import { hintsOf, idsOf, leftoversIn, SeveralRuns, type Started, WELL_AFTER } from './severalRuns';

/** What became of videos that left the node, in executions that n8n lost while a later node ran. */
const HOUR = 3_600_000;
const API_KEY = 'wsk_secret';

let time: FakeTime;
let world: SeveralRuns;

beforeEach(() => {
	time = new FakeTime();
	world = new SeveralRuns(time);
});
afterEach(() => time.end());

/** An execution by which the node gives a video, before n8n dies behind it. @returns its id */
async function loseBehind(prompt: string, more: Partial<Started> = {}): Promise<string> {
	const dying = { prompts: [prompt], process: world.newProcess(), isLostBehind: true, ...more };
	return (await world.run(dying)).id;
}

/** What n8n says of these executions, whatever became of them. */
function tell(told: Record<string, Fate>): void {
	const { fateOf } = world;
	world.fateOf = (executionId, id) => told[executionId] ?? fateOf(executionId, id);
}

test('with Hint it is named, with the execution that n8n lost, and that later nodes may have had it', async () => {
	const execution = await loseBehind('a', { wish: 'ignore' });
	await world.pass(WELL_AFTER);

	const outcome = await world.later({ wish: 'hint' });

	expect(idsOf(outcome)).toEqual([world.idOf('next')]);
	expect(hintsOf(outcome)).toMatch(
		new RegExp(`lost since.*${world.idOf('a')} \\(“a”.*execution ${execution}\\).*operation Get`),
	);
	expect(hintsOf(outcome)).not.toContain('not handed on so far');
});

test('with Output Too it is given once, marked as one that nodes behind may have had', async () => {
	const execution = await loseBehind('a', { wish: 'hint' });
	await world.pass(WELL_AFTER);

	const outcome = await world.later();

	expect(outcome?.rows.at(-1)?.json).toMatchObject({
		predictionId: world.idOf('a'),
		unfinished: true,
		handedOnBefore: true,
		boughtByExecution: execution,
	});
	const again = await world.later();
	expect(leftoversIn(again)).toEqual([]);
	expect(hintsOf(again)).not.toContain(world.idOf('a'));
	expect(world.paid).toEqual(['a', 'next', 'next']);
});

test('where the run that gives it is lost behind the node, too, the next one gives it', async () => {
	await loseBehind('a');
	await world.pass(WELL_AFTER);
	expect(leftoversIn(await world.later({ isLostBehind: true }))).toEqual([world.idOf('a')]);
	await world.pass(WELL_AFTER);

	const outcome = await world.later();

	// And its own video, which was lost with it.
	const [lost] = world.service.billed.filter(({ body }) => body['prompt'] === 'next');
	expect(leftoversIn(outcome).sort()).toEqual([world.idOf('a'), lost?.id].sort());
});

test('what a repetition has given again is neither named nor given', async () => {
	const lost = await loseBehind('a');
	await world.pass(WELL_AFTER);
	await world.later({ prompts: ['a'], root: lost, isRetry: true, wish: 'ignore' });

	const outcome = await world.later();

	expect(leftoversIn(outcome)).toEqual([]);
	expect(hintsOf(outcome)).not.toContain(world.idOf('a'));
});

test('the retry that takes it up neither names it nor gives it twice, whatever it finds beside', async () => {
	for (const wish of ['hint', 'output']) {
		const lost = await loseBehind(wish);
		await world.pass(WELL_AFTER);

		const retry = await world.later({ prompts: [wish], root: lost, isRetry: true, wish });

		expect(idsOf(retry)).toEqual([world.idOf(wish)]);
		expect(hintsOf(retry)).not.toContain('Handed on');
	}
});

describe('is neither named nor given', () => {
	const expectNothing = async (more: Partial<Started> = {}) => {
		const outcome = await world.later(more);
		expect(leftoversIn(outcome)).toEqual([]);
		expect(hintsOf(outcome)).not.toContain(world.idOf('a'));
	};

	test('while its execution runs in a later node, or waits there', async () => {
		const execution = await loseBehind('a');
		await world.pass(WELL_AFTER);
		const told: Record<string, Fate> = { [execution]: 'runs' };
		tell(told);
		await expectNothing();
		for (const fate of ['onItsWay', 'open'] as const) {
			told[execution] = fate;
			await world.pass(WELL_AFTER);
			await expectNothing();
		}

		told[execution] = 'lost';
		await world.pass(WELL_AFTER);

		expect(leftoversIn(await world.later())).toEqual([world.idOf('a')]);
	});

	test.each(['handedOn', 'gone'] as const)(
		'when one of the executions that had it has it, or n8n keeps none of it: %s',
		async (fate) => {
			const lost = await loseBehind('a');
			const retry = { prompts: ['a'], root: lost, isRetry: true, isLostBehind: true };
			const good = await loseBehind('a', retry);
			await loseBehind('a', retry);
			tell({ [good]: fate });
			await world.pass(WELL_AFTER);

			await expectNothing();
		},
	);

	test('when it was bought by an older version, which wrote down nobody', async () => {
		const executionId = await loseBehind('a');
		const { store } = world.newProcess();
		const names = new EntryNames(API_KEY, store.place);
		const holder = { executionId, role: 'buyer', turn: 0 } as const;
		const before = world.row.entries.length;
		await time.run(store.remove(entriesOf(names, world.idOf('a'), holder)));
		expect(world.row.entries.length).toBe(before - 6);
		await world.pass(WELL_AFTER);

		await expectNothing();
	});
});

test('what n8n still calls running after six hours is named, and not given: it may have died unnoticed', async () => {
	const execution = await loseBehind('a');
	tell({ [execution]: 'runs' });
	await world.pass(7 * HOUR);

	const outcome = await world.later();

	expect(leftoversIn(outcome)).toEqual([]);
	expect(hintsOf(outcome)).toContain(world.idOf('a'));
});

test('what n8n has is looked at once, whatever comes after, and costs no more room than before', async () => {
	const entriesOf = async (prompt: string) => {
		const before = world.row.entries.length;
		const { id } = await world.run({ prompts: [prompt], process: world.newProcess() });
		return { id, entries: world.row.entries.length - before };
	};
	const { id, entries } = await entriesOf('a');
	await world.pass(WELL_AFTER);
	const before = world.row.entries.length;
	const next = await world.later();
	expect(leftoversIn(next)).toEqual([]);
	expect(world.read).toEqual([id]);
	// In place of who had it (the four digits of its execution's ID, their end, its turn).
	expect(world.row.entries.length - before).toBe(entries + 1 - 6);
	await world.pass(HOUR / 2);

	await world.later();

	expect(world.read).toEqual([id]);
});

test('an execution with many videos is read once, of many executions a hundred at a time, the oldest first', async () => {
	const prompts = Array.from({ length: 30 }, (_, index) => `many ${index}`);
	const { id: many } = await world.run({ prompts, process: world.newProcess() });
	const ids = [many];
	for (let index = 0; index < 80; index++) {
		const process = world.newProcess();
		ids.push((await world.run({ prompts: [`one ${index}`], process, wish: 'ignore' })).id);
	}
	await world.pass(WELL_AFTER);

	await world.later();
	// Thirty of a hundred are the first one's.
	expect(world.read).toEqual(ids.slice(0, 71));
	await world.later();

	expect(world.read).toEqual(ids);
});
