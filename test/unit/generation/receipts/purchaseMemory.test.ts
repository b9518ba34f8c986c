import { openPurchaseMemory } from '../../../../nodes/WaveSpeedVideo/generation/acquire/receipts/purchaseMemory';
import * as support from '../../../../dev/virtual/receipts';
import { boat, idOf, MemoryWorld, newId } from './memoryWorld';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NONE: ReadonlySet<string> = new Set();

let world: MemoryWorld;
beforeEach(() => {
	world = new MemoryWorld();
});

test('a first execution buys, and neither asks WaveSpeed nor looks for receipts before', async () => {
	const memory = world.memoryOf(world.lineageOf({ isRepetition: false }));
	expect((await world.time.run(world.upToPost(memory))).recalled.kind).toBe('new');
	expect(world.row.writes).toBe(1);
	expect(world.service.requests).toEqual([]);
});

test('a retry after a crash takes up what was bought', async () => {
	await world.time.run(world.buy(world.memoryOf()));
	await world.time.run(world.time.pass(30 * HOUR));

	expect(idOf(await world.time.run(world.buy(world.memoryOf())))).toBe('job0');
	expect(world.service.billed).toHaveLength(1);
});

test('of three equal purchases a retry takes up each once', async () => {
	const first = world.memoryOf();
	await world.time.run(Promise.all([world.buy(first), world.buy(first), world.buy(first)]));

	const again = world.memoryOf();
	const recalled = await world.time.run(
		Promise.all([world.buy(again), world.buy(again), world.buy(again)]),
	);

	expect(recalled.map(idOf).sort()).toEqual(['job0', 'job1', 'job2']);
	expect(world.service.billed).toHaveLength(3);
});

test('a crash between POST and receipt: the job is found by its inputs', async () => {
	await world.time.run(world.upToPost(world.memoryOf()));
	await world.time.run(world.submitBoat('a train'));
	await world.time.run(world.submitBoat());

	expect(idOf(await world.time.run(world.buy(world.memoryOf())))).toBe('job1');
});

test('a crash between mark and POST: a stranger’s job that has all its inputs and a picture besides is named, not taken', async () => {
	await world.time.run(world.upToPost(world.memoryOf()));
	const theirs = await world.time.run(world.submitBoat());
	const [job] = world.service.billed;
	if (job) job.body = { ...job.body, image: 'https://theirs.example/cat.png' };

	const recalled = await world.time.run(world.memoryOf().recall(boat(), NONE));
	expect(recalled.recalled).toMatchObject({ kind: 'unsure', candidates: [{ id: theirs.id }] });
});

test('a crash between mark and POST: it is looked for until the list is sure, and then bought', async () => {
	await world.time.run(world.upToPost(world.memoryOf()));
	const markedAt = world.time.now();

	expect(idOf(await world.time.run(world.buy(world.memoryOf())))).toBe('new');
	expect(world.time.now() - markedAt).toBeGreaterThan(2 * MINUTE - 1_000);
	expect(world.service.billed).toHaveLength(1);
	// … once.
	expect(idOf(await world.time.run(world.buy(world.memoryOf())))).toBe('job0');
	expect(world.service.billed).toHaveLength(1);
});

test('a job that shows up in the list late is still found', async () => {
	const first = world.memoryOf();
	await world.time.run(world.upToPost(first));
	const second = world.time.run(world.buy(world.memoryOf()));
	setImmediate(() => {
		void world.time.pass(70_000).then(async () => await world.submitBoat());
	});

	expect(idOf(await second)).toBe('job0');
	expect(world.service.billed).toHaveLength(1);
});

test('what another execution bought for equal inputs within minutes is neither taken up nor a reason to buy', async () => {
	await world.time.run(world.buy(world.memoryOf(world.lineageOf({ root: 'other' }))));
	await world.time.run(world.upToPost(world.memoryOf()));

	expect(idOf(await world.time.run(world.buy(world.memoryOf())))).toBe('unsure');
	expect(world.service.billed).toHaveLength(1);
});

test('… and one that is bought an hour apart is no candidate', async () => {
	await world.time.run(world.buy(world.memoryOf(world.lineageOf({ root: 'other' }))));
	await world.time.run(world.time.pass(HOUR));
	await world.time.run(world.upToPost(world.memoryOf()));

	expect(idOf(await world.time.run(world.buy(world.memoryOf())))).toBe('new');
	expect(world.service.billed).toHaveLength(2);
});

test.each([
	['the list gives no inputs', boat(), 'ignored' as const],
	['a picture belongs to it', boat({ image: 'hash of a picture' }), 'given' as const],
])(
	'when nothing proves whose a job is (%s), nothing is bought or delivered',
	async (_, wanted, inputs) => {
		world.service.listInputs = inputs;
		await world.time.run(world.upToPost(world.memoryOf(), wanted));
		await world.time.run(world.submitBoat());

		const { recalled } = await world.time.run(world.buy(world.memoryOf(), wanted));

		expect(recalled).toMatchObject({ kind: 'unsure', candidates: [{ id: 'job0' }] });
		expect(world.service.billed).toHaveLength(1);
	},
);

test('while the list can’t be read, a marked purchase is not made again', async () => {
	await world.time.run(world.buy(world.memoryOf()));
	world.service.listFaults = Array.from({ length: 20 }, () => 'serverErrorBefore' as const);

	expect(idOf(await world.time.run(world.buy(world.memoryOf())))).toBe('unsure');
	expect(world.service.billed).toHaveLength(1);
});

test('what failed and was forgotten is bought again', async () => {
	const memory = world.memoryOf();
	const { receipt } = await world.time.run(world.buy(memory));
	await world.time.run(memory.forget(receipt, 'job0'));

	expect(idOf(await world.time.run(world.buy(world.memoryOf())))).toBe('new');
	expect(world.service.billed).toHaveLength(2);
});

test('in a sub-workflow, another call of the same parent buys; one after a failed call takes up', async () => {
	const life = newId();
	const call = () => world.lineageOf({ life, executionId: newId() });
	const first = call();
	await world.time.run(world.buy(world.memoryOf(first)));
	expect(idOf(await world.time.run(world.buy(world.memoryOf(call()))))).toBe('new');

	world.failed.add(first.executionId);
	expect(idOf(await world.time.run(world.buy(world.memoryOf(call()))))).toBe('job0');
	expect(world.service.billed).toHaveLength(2);
});

test('at its end nothing of it is left in the background', async () => {
	const memory = world.memoryOf();
	await world.time.run(world.buy(memory));
	expect(world.row.entries).not.toHaveLength(0);

	await world.time.run(memory.end());

	const writes = world.row.writes;
	await world.time.run(world.time.pass(HOUR));
	expect(world.row.writes).toBe(writes);
});

test('what is bought by an execution that parks is in that one’s hands only, until it is resumed', async () => {
	const memory = world.memoryOf(world.lineageOf({ executionId: '41', isRepetition: false }));
	const { receipt } = await world.time.run(world.upToPost(memory));
	memory.bought(receipt, await world.time.run(world.submitBoat()), boat().order, '41');
	await world.time.run(memory.end());

	const receipts = support.receiptsIn(world.row.as(`later ${newId()}`), world.time);
	const holders = await world.time.run(receipts.holders(['job0']));
	expect(holders.get('job0')).toEqual([{ executionId: '41', role: 'parked', turn: -1 }]);
});

test('a database that hangs holds the end up for two seconds at most', async () => {
	const hanging = {
		...world.row.as(`hanging ${newId()}`),
		add: async () => await new Promise<never>(() => {}),
	};
	const memory = openPurchaseMemory(world.lineageOf({ isRepetition: false }), {
		client: world.clientOf(),
		receipts: support.receiptsIn(hanging, world.time),
		runtime: world.time.runtime,
		known: () => new Set(),
	});
	memory.bought(
		'["root","hash of a boat",0]',
		await world.time.run(world.submitBoat()),
		boat().order,
	);
	const before = world.time.now();

	await world.time.run(memory.end());

	expect(world.time.now() - before).toBeLessThanOrEqual(2_000);
});
