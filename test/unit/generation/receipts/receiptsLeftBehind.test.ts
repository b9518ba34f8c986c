import { failingStore } from '../../../../dev/virtual/failingStore';
import { only, ReceiptsWorld } from './receiptsWorld';

let world: ReceiptsWorld;
beforeEach(() => {
	world = new ReceiptsWorld();
});

test('marks that a broken-off look left behind are none', async () => {
	const store = world.newStore();
	const killed = world.receiptsOf({ ...store, remove: async () => await new Promise(() => {}) });
	void killed.marked(['a']);
	await world.time.run(world.time.pass(1_000));

	expect(await world.time.run(world.freshProcess().markedIn('a'))).toEqual([]);
});

describe('what a broken-off look left behind is not believed', () => {
	/** A process that is killed in the middle of its first look. */
	const killed = () => {
		const store = world.newStore();
		return world.receiptsOf({ ...store, remove: async () => await new Promise(() => {}) });
	};

	test('of whose a prediction is: a spare tells the truth', async () => {
		await world.time.run(world.freshProcess().bought(only('a'), 'one'));
		void killed().owned('a', ['one', 'stranger']);
		await world.time.run(world.time.pass(1_000));

		const owned = await world.time.run(world.freshProcess().owned('a', ['one', 'stranger']));
		expect(owned?.byKey).toEqual(['one']);
	});

	test('of whether something was bought: where it can’t be told, it was', async () => {
		await world.time.run(world.freshProcess().bought(only('a'), 'one'));
		void killed().isBought('a');
		await world.time.run(world.time.pass(1_000));

		expect(await world.time.run(world.freshProcess().isBought('a'))).toBe(true);
	});

	test('of what is unsettled', async () => {
		void killed().unsettled(['stranger']);
		await world.time.run(world.time.pass(1_000));
		void killed().owned('a', ['other stranger']);
		await world.time.run(world.time.pass(1_000));

		expect(
			await world.time.run(world.freshProcess().unsettled(['stranger', 'other stranger'])),
		).toEqual([]);
		await world.time.run(world.freshProcess().bought(only('a'), 'one'));
		await world.time.run(world.time.pass(3_600_000));
		// All are looked at, by who had them in hand: nobody a stranger.
		const unsettled = await world.time.run(world.freshProcess().unsettled(['stranger', 'one']));
		expect(unsettled).toEqual([
			{ id: 'stranger', hasLeft: true },
			{ id: 'one', hasLeft: true },
		]);
		const holders = await world.time.run(world.freshProcess().holders(['stranger']));
		expect(holders.get('stranger')).toEqual([]);
		await world.time.run(world.time.pass(24 * 3_600_000));
		const dayLater = await world.time.run(world.freshProcess().unsettled(['stranger', 'one']));
		expect(dayLater).toEqual([{ id: 'one', hasLeft: false }]);
	});
});

test('a row that can’t be read doesn’t say that nothing was bought, or who has what in hand', async () => {
	const add = async () => await Promise.reject(new Error('database is locked'));
	const receipts = world.receiptsOf({ ...world.newStore(), add });

	expect(await world.time.run(receipts.isBought('a'))).toBe(true);
	const holders = await world.time.run(receipts.holders(['one']));
	expect(holders.get('one')).toMatchObject([{ executionId: undefined, role: 'parked' }]);
});

test('what was bought while the database was away for half a minute is written down after that', async () => {
	const failing = { how: 'refuses', from: 1, calls: 12 } as const;
	const receipts = world.receiptsOf(failingStore(world.newStore(), world.row, world.time, failing));
	await world.time.run(receipts.mark(only('a')));
	await world.time.run(receipts.bought(only('a'), 'one'));
	expect((await world.time.run(world.freshProcess().owned('a', ['one'])))?.byKey).toEqual([]);
	await world.time.run(world.time.pass(30_000));

	expect((await world.time.run(world.freshProcess().owned('a', ['one'])))?.byKey).toEqual(['one']);
});

test('who wants what was lost, and finds that a retry has taken it up meanwhile, does not get it', async () => {
	const receipts = world.freshProcess();
	await world.time.run(receipts.bought(only('a'), 'one'));
	await world.time.run(receipts.held('one', '41', true));
	await world.time.run(world.freshProcess().held('one', '42', false));

	const lost = { id: 'one', executionId: '41', turn: 1 };
	expect(await world.time.run(world.freshProcess().inherit(lost, '43'))).toBe(false);
	expect(await world.time.run(world.freshProcess().inherit({ ...lost, turn: 3 }, '44'))).toBe(true);
});

test('a mark that another process has put back of a look is not an earlier purchase', async () => {
	const receipts = world.freshProcess();
	const looking = receipts.marked(['a']);
	await world.time.run(world.time.pass(6));
	// It has read the row with the look in it, and writes it when the look is over.
	const stale = [...world.row.entries];
	expect(stale).not.toHaveLength(0);
	await world.time.run(looking);
	world.row.entries = stale;

	expect(await world.time.run(receipts.mark(only('a')))).toBe(false);
	expect(await world.time.run(world.freshProcess().mark(only('a')))).toBe(true);
	await world.time.run(world.time.pass(180_000));
	expect(await world.time.run(world.freshProcess().mark(only('a')))).toBe(true);
});

// Later ones can put back what the first has taken away: then it is named, and not given.
test.each([6, 7, 8, 9])(
	'who has what in hand is told rightly to a process that asks %s ms after another one',
	async (apartMs) => {
		const buyer = world.freshProcess();
		await world.time.run(buyer.bought(only('a'), 'one'));
		await world.time.run(buyer.held('one', '41', true));
		await world.time.run(buyer.settled());
		const both = [0, apartMs].map(async (at) => {
			await world.time.pass(at);
			return await world.freshProcess().holders(['one']);
		});

		const [, later] = await world.time.run(Promise.all(both));

		expect(later?.get('one')).toEqual([{ executionId: '41', role: 'buyer', turn: 0 }]);
	},
);
