import { readFileSync } from 'fs';
import { join } from 'path';

import { type EntryStore, NoEntriesError } from '../../../../nodes/WaveSpeedVideo/base/entryStore';
import { MAX_ENTRIES } from '../../../../nodes/WaveSpeedVideo/generation/acquire/receipts/storeCalls';
import { LossyRow } from '../../../../dev/virtual/lossyRow';
import { receiptsIn } from '../../../../dev/virtual/receipts';
import { VirtualTime } from '../../../../dev/virtual/virtualTime';

const HOUR = 3_600_000;
const SECRET = 'wsk_secret';

let time: VirtualTime;
let row: LossyRow;
let processes = 0;

const receiptsOf = (store: EntryStore | undefined, secret = SECRET, seed?: number) =>
	receiptsIn(store, time, secret, seed);

const only = (key: string) => ({ key, also: [] });

/** A process that has just started: it remembers nothing. */
const freshProcess = (seed?: number) => receiptsOf(row.as(`process ${processes++}`), SECRET, seed);

beforeEach(() => {
	time = new VirtualTime();
	row = new LossyRow(async () => await time.pass(5));
});

test('a mark is known to the next process, and to it only', async () => {
	const first = freshProcess();
	expect(await time.run(first.mark(only('a')))).toBe(false);

	const second = freshProcess();
	expect(await time.run(second.mark(only('a')))).toBe(true);
	expect(await time.run(second.mark(only('b')))).toBe(false);
});

test('a mark is one write, before which nothing waits', async () => {
	await time.run(freshProcess().mark(only('a')));

	expect(row.writes).toBe(1);
	expect(row.entries).toHaveLength(3);
});

test('a mark tells its minute', async () => {
	const markedAt = time.now();
	await time.run(freshProcess().mark(only('a')));
	await time.run(time.pass(5 * HOUR));

	const [period, ...others] = await time.run(freshProcess().markedIn('a'));

	expect(others).toEqual([]);
	expect(period?.from).toBeLessThanOrEqual(markedAt);
	expect(period?.to).toBeGreaterThan(markedAt);
	expect(period).toMatchObject({ to: Number(period?.from) + 60_000 });
});

test('marks that a broken-off look left behind are none', async () => {
	const store = row.as(`killed ${processes++}`);
	const killed = receiptsOf({ ...store, remove: async () => await new Promise(() => {}) });
	void killed.marked(['a']);
	await time.run(time.pass(1_000));

	expect(await time.run(freshProcess().markedIn('a'))).toEqual([]);
});

test('a mark is forgotten after the 7 days that WaveSpeed keeps a prediction', async () => {
	const receipts = freshProcess();
	await time.run(receipts.mark(only('a')));
	await time.run(time.pass(7 * 24 * HOUR - 1));
	expect(await time.run(receipts.markedIn('a'))).toHaveLength(1);
	await time.run(time.pass(2 * HOUR));
	expect(await time.run(receipts.markedIn('a'))).toEqual([]);
});

test('the row holds hashes only, which nobody can try out without the secret', async () => {
	const receipts = freshProcess();
	await time.run(receipts.mark(only('a')));
	await time.run(receipts.bought(only('a'), 'prediction'));
	const mine = [...row.entries];

	expect(mine.every((entry) => /^[A-Za-z0-9+/]{43}=$/.test(entry))).toBe(true);
	row.entries = [];
	const other = receiptsOf(row.as('another account'), 'wsk_other');
	await time.run(other.mark(only('a')));
	await time.run(other.bought(only('a'), 'prediction'));
	expect(row.entries.filter((entry) => mine.includes(entry))).toEqual([]);
});

test('a hundred purchases at once in one process lose no mark, in a handful of writes', async () => {
	const receipts = freshProcess();
	const keys = Array.from({ length: 100 }, (_, index) => `key ${index}`);

	await time.run(Promise.all(keys.map(async (key) => await receipts.mark(only(key)))));

	expect(row.entries).toHaveLength(300);
	expect(row.writes).toBeLessThan(5);
});

test('of two that mark the same at once in one process, one is told so', async () => {
	const receipts = freshProcess();

	const known = await time.run(Promise.all([receipts.mark(only('a')), receipts.mark(only('a'))]));

	expect(known).toEqual([false, true]);
});

test('what two processes write at once is there a few seconds later', async () => {
	const lossless: number[] = [];
	for (let round = 0; round < 20; round++) {
		row.entries = [];
		const both = [freshProcess(0.1 + round / 40), freshProcess(0.9 - round / 40)];
		const keys = Array.from({ length: 40 }, (_, index) => `${round} ${index}`);
		await time.run(
			Promise.all(keys.map(async (key, index) => await both[index % 2]?.mark(only(key)))),
		);
		await time.run(time.pass(6_000));
		const fresh = freshProcess();
		lossless.push((await time.run(fresh.marked(keys))).length);
	}
	expect(lossless).toEqual(lossless.map(() => 40));
});

test('a look leaves the row as it was', async () => {
	const receipts = freshProcess();
	await time.run(receipts.mark(only('a')));
	await time.run(receipts.bought(only('a'), 'one'));
	await time.run(time.pass(2_000));
	const before = [...row.entries];

	await time.run(receipts.markedIn('a'));
	await time.run(receipts.owned('a', ['one', 'two']));
	await time.run(receipts.marked(['a', 'b']));
	await time.run(receipts.unsettled(['one', 'two']));
	await time.run(receipts.holders(['one', 'two']));

	expect(row.entries.sort()).toEqual(before.sort());
});

test('a prediction is known by the key that bought it, and as the node’s by any other', async () => {
	const receipts = freshProcess();
	await time.run(receipts.mark(only('a')));
	await time.run(receipts.bought(only('a'), 'one'));

	const next = freshProcess();
	expect(await time.run(next.owned('a', ['one', 'two']))).toEqual({
		byKey: ['one'],
		byNode: ['one'],
	});
	expect(await time.run(next.owned('b', ['one', 'two']))).toEqual({ byKey: [], byNode: ['one'] });
});

describe('what a broken-off look left behind is not believed', () => {
	/** A process that is killed in the middle of its first look. */
	const killed = () => {
		const store = row.as(`killed ${processes++}`);
		return receiptsOf({ ...store, remove: async () => await new Promise(() => {}) });
	};

	test('of whose a prediction is: a spare tells the truth', async () => {
		await time.run(freshProcess().bought(only('a'), 'one'));
		void killed().owned('a', ['one', 'stranger']);
		await time.run(time.pass(1_000));

		const owned = await time.run(freshProcess().owned('a', ['one', 'stranger']));
		expect(owned?.byKey).toEqual(['one']);
	});

	test('of what is unsettled', async () => {
		void killed().unsettled(['stranger']);
		await time.run(time.pass(1_000));
		void killed().owned('a', ['other stranger']);
		await time.run(time.pass(1_000));

		expect(await time.run(freshProcess().unsettled(['stranger', 'other stranger']))).toEqual([]);
		await time.run(freshProcess().bought(only('a'), 'one'));
		await time.run(time.pass(3_600_000));
		// All are looked at, by who had them in hand: nobody a stranger.
		const unsettled = await time.run(freshProcess().unsettled(['stranger', 'one']));
		expect(unsettled).toEqual([
			{ id: 'stranger', hasLeft: true },
			{ id: 'one', hasLeft: true },
		]);
		const holders = await time.run(freshProcess().holders(['stranger']));
		expect(holders.get('stranger')).toEqual([]);
		await time.run(time.pass(24 * 3_600_000));
		const dayLater = await time.run(freshProcess().unsettled(['stranger', 'one']));
		expect(dayLater).toEqual([{ id: 'one', hasLeft: false }]);
	});
});

test('a mark that another process has put back of a look is not an earlier purchase', async () => {
	const receipts = freshProcess();
	const looking = receipts.marked(['a']);
	await time.run(time.pass(6));
	// It has read the row with the look in it, and writes it when the look is over.
	const stale = [...row.entries];
	expect(stale).not.toHaveLength(0);
	await time.run(looking);
	row.entries = stale;

	expect(await time.run(receipts.mark(only('a')))).toBe(false);
	expect(await time.run(freshProcess().mark(only('a')))).toBe(true);
	await time.run(time.pass(180_000));
	expect(await time.run(freshProcess().mark(only('a')))).toBe(true);
});

test('what was bought is told until n8n has it for good, and whether it has left the node', async () => {
	const receipts = freshProcess();
	await time.run(receipts.bought(only('a'), 'one'));
	await time.run(receipts.bought(only('b'), 'two'));
	await time.run(receipts.delivered(['one']));

	const bought = ['one', 'two', 'foreign'];
	expect(await time.run(freshProcess().unsettled(bought))).toEqual([
		{ id: 'one', hasLeft: true },
		{ id: 'two', hasLeft: false },
	]);
	await time.run(receipts.safe(await time.run(receipts.holders(['one']))));
	expect(await time.run(freshProcess().unsettled(bought))).toEqual([{ id: 'two', hasLeft: false }]);
});

test('a purchase that was refused leaves nothing', async () => {
	const receipts = freshProcess();
	await time.run(receipts.mark(only('a')));
	await time.run(receipts.bought(only('a'), 'one'));

	await time.run(receipts.forget(only('a'), 'one'));
	await time.run(time.pass(2_000));

	expect(row.entries).toEqual([]);
});

test('the row is bounded, and the oldest receipts go first', async () => {
	row.entries = Array.from({ length: MAX_ENTRIES }, (_, index) => `old ${index}`);
	const receipts = freshProcess();

	await time.run(receipts.mark(only('a')));
	expect(row.entries).toHaveLength(MAX_ENTRIES);
	expect(row.entries[0]).toBe('old 3');
	// Looking takes no receipt away.
	await time.run(receipts.markedIn('a'));
	expect(row.entries[0]).toBe('old 3');
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
	const receipts = receiptsOf(store);

	expect(await time.run(receipts.mark(only('a')))).toBe(false);
	await time.run(receipts.bought(only('a'), 'one'));
	await time.run(receipts.delivered(['one']));
	await time.run(receipts.forget(only('a'), 'one'));
	expect(await time.run(receipts.markedIn('a'))).toEqual([]);
	expect(await time.run(receipts.owned('a', ['one']))).toBeUndefined();
	expect(await time.run(receipts.unsettled(['one']))).toEqual([]);
});

test('receipts of format 1 are read', async () => {
	const fixture = join(__dirname, '../../../fixtures/receiptsFormat1.json');
	const { secret, key, id, entries } = JSON.parse(readFileSync(fixture, 'utf8')) as {
		secret: string;
		key: string;
		id: string;
		entries: string[];
	};
	row.entries = entries;
	const receipts = receiptsOf(row.as('a newer version'), secret);

	expect(await time.run(receipts.marked([key]))).toEqual([key]);
	const markedAt = Date.parse('2026-11-20T09:07:00.000Z');
	expect(await time.run(receipts.markedIn(key))).toEqual([
		{ from: markedAt, to: markedAt + 60_000 },
	]);
	expect(await time.run(receipts.owned(key, [id]))).toEqual({ byKey: [id], byNode: [id] });
	expect(await time.run(receipts.unsettled([id]))).toEqual([{ id, hasLeft: false }]);
});
