import { readFileSync } from 'fs';
import { join } from 'path';

import { NoEntriesError } from '../../../../nodes/WaveSpeedVideo/base/entryStore';
import { MAX_ENTRIES } from '../../../../nodes/WaveSpeedVideo/generation/acquire/receipts/storeCalls';
import { only, ReceiptsWorld } from './receiptsWorld';

const HOUR = 3_600_000;

let world: ReceiptsWorld;
beforeEach(() => {
	world = new ReceiptsWorld();
});

test('a mark is known to the next process, and to it only', async () => {
	const first = world.freshProcess();
	expect(await world.time.run(first.mark(only('a')))).toBe(false);

	const second = world.freshProcess();
	expect(await world.time.run(second.mark(only('a')))).toBe(true);
	expect(await world.time.run(second.mark(only('b')))).toBe(false);
});

test('a mark is one write, before which nothing waits', async () => {
	await world.time.run(world.freshProcess().mark(only('a')));

	expect(world.row.writes).toBe(1);
	expect(world.row.entries).toHaveLength(3);
});

test('a mark tells its minute', async () => {
	const markedAt = world.time.now();
	await world.time.run(world.freshProcess().mark(only('a')));
	await world.time.run(world.time.pass(5 * HOUR));

	const [period, ...others] = await world.time.run(world.freshProcess().markedIn('a'));

	expect(others).toEqual([]);
	expect(period?.from).toBeLessThanOrEqual(markedAt);
	expect(period?.to).toBeGreaterThan(markedAt);
	expect(period).toMatchObject({ to: Number(period?.from) + 60_000 });
});

test('a mark is forgotten after the 7 days that WaveSpeed keeps a prediction', async () => {
	const receipts = world.freshProcess();
	await world.time.run(receipts.mark(only('a')));
	await world.time.run(world.time.pass(7 * 24 * HOUR - 1));
	expect(await world.time.run(receipts.markedIn('a'))).toHaveLength(1);
	await world.time.run(world.time.pass(2 * HOUR));
	expect(await world.time.run(receipts.markedIn('a'))).toEqual([]);
});

test('the row holds hashes only, which nobody can try out without the secret', async () => {
	const receipts = world.freshProcess();
	await world.time.run(receipts.mark(only('a')));
	await world.time.run(receipts.bought(only('a'), 'prediction'));
	const mine = [...world.row.entries];

	expect(mine.every((entry) => /^[A-Za-z0-9+/]{43}=$/.test(entry))).toBe(true);
	world.row.entries = [];
	const other = world.receiptsOf(world.row.as('another account'), 'wsk_other');
	await world.time.run(other.mark(only('a')));
	await world.time.run(other.bought(only('a'), 'prediction'));
	expect(world.row.entries.filter((entry) => mine.includes(entry))).toEqual([]);
});

test('a hundred purchases at once in one process lose no mark, in a handful of writes', async () => {
	const receipts = world.freshProcess();
	const keys = Array.from({ length: 100 }, (_, index) => `key ${index}`);

	await world.time.run(Promise.all(keys.map(async (key) => await receipts.mark(only(key)))));

	expect(world.row.entries).toHaveLength(300);
	expect(world.row.writes).toBeLessThan(5);
});

test('of two that mark the same at once in one process, one is told so', async () => {
	const receipts = world.freshProcess();

	const known = await world.time.run(
		Promise.all([receipts.mark(only('a')), receipts.mark(only('a'))]),
	);

	expect(known).toEqual([false, true]);
});

test('what two processes write at once is there a few seconds later', async () => {
	const lossless: number[] = [];
	for (let round = 0; round < 20; round++) {
		world.row.entries = [];
		const both = [world.freshProcess(0.1 + round / 40), world.freshProcess(0.9 - round / 40)];
		const keys = Array.from({ length: 40 }, (_, index) => `${round} ${index}`);
		await world.time.run(
			Promise.all(keys.map(async (key, index) => await both[index % 2]?.mark(only(key)))),
		);
		await world.time.run(world.time.pass(6_000));
		const fresh = world.freshProcess();
		lossless.push((await world.time.run(fresh.marked(keys))).length);
	}
	expect(lossless).toEqual(lossless.map(() => 40));
});

test('a look leaves the row as it was', async () => {
	const receipts = world.freshProcess();
	await world.time.run(receipts.mark(only('a')));
	await world.time.run(receipts.bought(only('a'), 'one'));
	await world.time.run(world.time.pass(2_000));
	const before = [...world.row.entries];

	await world.time.run(receipts.markedIn('a'));
	await world.time.run(receipts.owned('a', ['one', 'two']));
	await world.time.run(receipts.marked(['a', 'b']));
	await world.time.run(receipts.unsettled(['one', 'two']));
	await world.time.run(receipts.holders(['one', 'two']));

	expect(world.row.entries.sort()).toEqual(before.sort());
});

test('a prediction is known by the key that bought it, and as the node’s by any other', async () => {
	const receipts = world.freshProcess();
	await world.time.run(receipts.mark(only('a')));
	await world.time.run(receipts.bought(only('a'), 'one'));

	const next = world.freshProcess();
	expect(await world.time.run(next.owned('a', ['one', 'two']))).toEqual({
		byKey: ['one'],
		byNode: ['one'],
	});
	expect(await world.time.run(next.owned('b', ['one', 'two']))).toEqual({
		byKey: [],
		byNode: ['one'],
	});
});

test('what was bought is told until n8n has it for good, and whether it has left the node', async () => {
	const receipts = world.freshProcess();
	await world.time.run(receipts.bought(only('a'), 'one'));
	await world.time.run(receipts.bought(only('b'), 'two'));
	await world.time.run(receipts.delivered(['one']));

	const bought = ['one', 'two', 'foreign'];
	expect(await world.time.run(world.freshProcess().unsettled(bought))).toEqual([
		{ id: 'one', hasLeft: true },
		{ id: 'two', hasLeft: false },
	]);
	await world.time.run(receipts.safe(await world.time.run(receipts.holders(['one']))));
	expect(await world.time.run(world.freshProcess().unsettled(bought))).toEqual([
		{ id: 'two', hasLeft: false },
	]);
});

test('a purchase that was refused leaves nothing', async () => {
	const receipts = world.freshProcess();
	await world.time.run(receipts.mark(only('a')));
	await world.time.run(receipts.bought(only('a'), 'one'));

	await world.time.run(receipts.forget(only('a'), 'one'));
	await world.time.run(world.time.pass(2_000));

	expect(world.row.entries).toEqual([]);
});

test('the row is bounded, and the oldest receipts go first', async () => {
	world.row.entries = Array.from({ length: MAX_ENTRIES }, (_, index) => `old ${index}`);
	const receipts = world.freshProcess();

	await world.time.run(receipts.mark(only('a')));
	expect(world.row.entries).toHaveLength(MAX_ENTRIES);
	expect(world.row.entries[0]).toBe('old 3');
	// Looking takes no receipt away.
	await world.time.run(receipts.markedIn('a'));
	expect(world.row.entries[0]).toBe('old 3');
});

test.each([
	['without n8n’s helpers', undefined],
	[
		'in an engine without a database',
		{
			name: 'broken',
			place: 'broken',
			add: async () => await Promise.reject(new NoEntriesError()),
			remove: async () => await Promise.reject(new NoEntriesError()),
			count: async () => await Promise.reject(new NoEntriesError()),
		},
	],
])('%s everything is new, and nothing is said', async (_, store) => {
	const receipts = world.receiptsOf(store);

	expect(await world.time.run(receipts.mark(only('a')))).toBe(false);
	await world.time.run(receipts.bought(only('a'), 'one'));
	await world.time.run(receipts.delivered(['one']));
	await world.time.run(receipts.forget(only('a'), 'one'));
	expect(await world.time.run(receipts.markedIn('a'))).toEqual([]);
	expect(await world.time.run(receipts.owned('a', ['one']))).toBeUndefined();
	expect(await world.time.run(receipts.unsettled(['one']))).toEqual([]);
});

test('receipts of format 1 are read', async () => {
	const fixture = join(__dirname, '../../../fixtures/receiptsFormat1.json');
	const { secret, key, id, entries } = JSON.parse(readFileSync(fixture, 'utf8')) as {
		secret: string;
		key: string;
		id: string;
		entries: string[];
	};
	world.row.entries = entries;
	const receipts = world.receiptsOf(world.row.as('a newer version'), secret);

	expect(await world.time.run(receipts.marked([key]))).toEqual([key]);
	const markedAt = Date.parse('2026-11-20T09:07:00.000Z');
	expect(await world.time.run(receipts.markedIn(key))).toEqual([
		{ from: markedAt, to: markedAt + 60_000 },
	]);
	expect(await world.time.run(receipts.owned(key, [id]))).toEqual({ byKey: [id], byNode: [id] });
	expect(await world.time.run(receipts.unsettled([id]))).toEqual([{ id, hasLeft: false }]);
});
