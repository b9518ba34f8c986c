import { MAX_ENTRIES } from '../../../../nodes/WaveSpeedVideo/generation/acquire/receipts/storeCalls';
import { KeyWorld, said, underKey } from './keyWorld';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

let world: KeyWorld;
beforeEach(() => {
	world = new KeyWorld();
});

describe('Where the memory does not hold', () => {
	test('without n8n’s database nothing is bought under a key', async () => {
		expect((await world.executionOf(['a'], { row: undefined })).map(said)).toEqual([
			'pay_once_refused',
		]);
		expect(world.service.billed).toHaveLength(0);
	});

	test('with a database that fails nothing is bought under a key', async () => {
		const store = {
			...world.newProcess(),
			add: async () => await Promise.reject(new Error('database is locked')),
		};
		expect((await world.executionOf(['a'], { row: store })).map(said)).toEqual([
			'pay_once_refused',
		]);
		expect(world.service.billed).toHaveLength(0);
	});

	test('a full memory buys nothing new under a key, and still gives what it knows', async () => {
		await world.executionOf(['a'], { payOnce: [underKey('1')] });
		const filled = MAX_ENTRIES - world.row.entries.length;
		world.row.entries.unshift(...Array.from({ length: filled }, (_, index) => `old ${index}`));

		expect((await world.executionOf(['b'], { payOnce: [underKey('2')] })).map(said)).toEqual([
			'pay_once_refused',
		]);
		expect((await world.executionOf(['a'], { payOnce: [underKey('1')] })).map(said)).toEqual([
			'job0',
		]);
		expect(world.service.billed).toHaveLength(1);
	});

	test('n8n is killed while it looks a key up: the key is still free, or still bought', async () => {
		const dying = world.newProcess();
		const dead = { ...dying, remove: async () => await new Promise<void>(() => {}) };
		// It never ends, as a killed one does.
		world.executionOf(['a'], { row: dead }).catch(() => undefined);
		await world.time.run(world.time.pass(5_000));

		expect((await world.executionOf(['a'])).map(said)).toEqual(['job0']);
		expect((await world.executionOf(['a'])).map(said)).toEqual(['job0']);
		expect(world.service.billed).toHaveLength(1);
	});
});

test('what is left of a look that n8n was killed in is believed by no look for other inputs, and mended by none', async () => {
	const store = world.newProcess();
	const dead = { ...store, remove: async () => await new Promise<void>(() => {}) };
	world.executionOf(['a'], { row: dead }).catch(() => undefined);
	await world.time.run(world.time.pass(200_000));
	expect((await world.executionOf(['b'])).map(said)).toEqual(['job0']);

	expect((await world.executionOf(['a'])).map(said)).toEqual(['pay_once_changed']);
	const payOnce = [underKey('row 7', 'buyAnew')];
	expect((await world.executionOf(['a'], { payOnce })).map(said)).toEqual(['job1']);
	await world.time.run(world.time.pass(8 * DAY));
	expect((await world.executionOf(['a'], { payOnce })).map(said)).toEqual(['pay_once_refused']);
	expect(world.promptsPaid()).toEqual(['b', 'a']);
});

test('what was marked for one order and bought for another is given to nobody who asks for the first', async () => {
	world.service.submitFaults = ['badRequest'];
	const store = world.newProcess();
	// Another process has put back what this one takes away.
	const row2 = {
		...store,
		remove: async (entries: string[]) =>
			await store.remove(entries.filter((one) => !kept.has(one))),
	};
	const kept = new Set<string>();
	const add = store.add.bind(store);
	Object.assign(row2, {
		add: async (entries: string[], max?: number) => {
			// What is about to be sent: three entries, before the two of the ticket. Kept for good.
			if (max !== undefined && entries.length === 5)
				entries.slice(0, 3).forEach((one) => kept.add(one));
			return await add(entries, max);
		},
	});
	expect((await world.executionOf(['b'], { row: row2 })).map(said)).toEqual(['invalid_input']);
	expect(kept.size).toBeGreaterThan(0);
	await world.executionOf(['a']);

	expect((await world.executionOf(['b'])).map(said)).toEqual(['pay_once_changed']);
	expect(world.promptsPaid()).toEqual(['a']);
});
