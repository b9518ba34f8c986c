import fc from 'fast-check';

import type { Generated } from '../../../../nodes/WaveSpeedVideo/generation/generate';
import type { PayOnce } from '../../../../nodes/WaveSpeedVideo/generation/acquire/receipts/payOnce';
import { attempt, type Attempt } from '../../../../dev/virtual/execution';
import { FakeService } from '../../../../dev/virtual/fakeService';
import { LossyRow } from '../../../../dev/virtual/lossyRow';
import { mortalStoreOf } from '../../../../dev/virtual/mortal';
import { lineageOf } from '../../../../dev/virtual/receipts';
import { VirtualTime } from '../../../../dev/virtual/virtualTime';
import { MAX_ENTRIES } from '../../../../nodes/WaveSpeedVideo/generation/acquire/receipts/storeCalls';
import { runs } from '../../support/runs';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

let time: VirtualTime;
let service: FakeService;
let row: LossyRow;
let count = 0;

beforeEach(() => {
	time = new VirtualTime();
	service = new FakeService(time);
	row = new LossyRow(async () => await time.pass(4));
});

const newProcess = () => row.as(`payOnce ${count++}`);
const underKey = (key: string, changed: PayOnce['changed'] = 'refuse'): PayOnce => ({
	key,
	changed,
});

/** An execution that is no repetition of another one: only the key tells what was bought. */
function executionOf(prompts: string[], options: Partial<Attempt> = {}): Promise<Generated[]> {
	const executionId = `payOnce ${count++}`;
	return attempt({
		time,
		service,
		row: newProcess(),
		store: {},
		prompts,
		executionId,
		lineage: lineageOf(executionId, { root: executionId, isRepetition: false }),
		payOnce: prompts.map(() => underKey('row 7')),
		...options,
	});
}

/** n8n is ended when the POST has gone out, before its answer comes. */
function endedAfterThePost(): Pick<Attempt, 'row' | 'service' | 'time'> {
	let dead = false;
	const alive = async <T>(task: () => Promise<T>): Promise<T> => {
		if (dead) await new Promise(() => {});
		return await task();
	};
	const store = newProcess();
	const mortal = Object.create(service) as FakeService;
	Object.assign(mortal, {
		send: async (request: Parameters<FakeService['send']>[0]) =>
			await alive(async () => {
				const answer = await service.send(request);
				if (request.path.includes('sora')) dead = true;
				if (dead) await new Promise(() => {});
				return answer;
			}),
	});
	return {
		time,
		service: mortal,
		row: mortalStoreOf(store, alive),
	};
}

const said = (generated: Generated | undefined) => {
	if (generated?.kind === 'completed') return generated.prediction.id;
	return generated?.kind === 'failed' ? generated.failure.code : generated?.kind;
};

const promptsPaid = () => service.billed.map(({ body }) => body['prompt']);

describe('A key that was bought before', () => {
	test('is given again, by whatever execution in whatever process, and costs nothing', async () => {
		expect((await executionOf(['a'])).map(said)).toEqual(['job0']);
		await time.run(time.pass(6 * DAY));

		expect((await executionOf(['a'])).map(said)).toEqual(['job0']);
		expect((await executionOf(['a'], { row: newProcess() })).map(said)).toEqual(['job0']);
		expect(service.billed).toHaveLength(1);
	});

	test('is waited for while it runs', async () => {
		service.jobMs = 30 * 60_000;
		const first = executionOf(['a']);
		const second = time.pass(120_000).then(async () => await executionOf(['a']));

		expect((await Promise.all([first, second])).flat().map(said)).toEqual(['job0', 'job0']);
		expect(service.billed).toHaveLength(1);
	});

	test('is refused after the 7 days, instead of bought again', async () => {
		await executionOf(['a']);
		await time.run(time.pass(8 * DAY));

		const [again] = await executionOf(['a']);

		expect(again).toMatchObject({
			kind: 'failed',
			failure: { code: 'pay_once_refused', spent: 'no' },
		});
		expect(service.billed).toHaveLength(1);
	});

	test('… also by the process that bought it', async () => {
		const process = newProcess();
		await executionOf(['a'], { row: process });
		await time.run(time.pass(6 * DAY));
		expect((await executionOf(['a'], { row: process })).map(said)).toEqual(['job0']);
		await time.run(time.pass(2 * DAY));

		expect((await executionOf(['a'], { row: process })).map(said)).toEqual(['pay_once_refused']);
		expect(service.billed).toHaveLength(1);
	});

	test('… also years later', async () => {
		await executionOf(['a']);
		await time.run(time.pass(800 * DAY));

		expect((await executionOf(['a'])).map(said)).toEqual(['pay_once_refused']);
		expect(service.billed).toHaveLength(1);
	});

	test('is refused when the API key has been replaced since, or the video was deleted', async () => {
		await executionOf(['a']);
		expect((await executionOf(['a'], { secret: 'wsk_new' })).map(said)).toEqual([
			'pay_once_refused',
		]);
		service.listing = { kind: 'empty' };
		await time.run(time.pass(10 * 60_000));
		expect((await executionOf(['a'])).map(said)).toEqual(['pay_once_refused']);
		expect(service.billed).toHaveLength(1);
	});

	test('… and failed at the provider is bought again, once', async () => {
		service.jobEnd = (index) => (index === 0 ? 'failed' : 'completed');
		expect((await executionOf(['a'])).map(said)).not.toEqual(['job0']);

		expect((await executionOf(['a'])).map(said)).toEqual(['job1']);
		expect((await executionOf(['a'])).map(said)).toEqual(['job1']);
		expect(service.billed).toHaveLength(2);
	});

	test('… and failed unseen, because n8n was ended, is bought again, once', async () => {
		service.jobEnd = (index) => (index === 0 ? 'failed' : 'completed');
		await executionOf(['a'], { timeoutMs: 5_000 });
		await time.run(time.pass(600_000));

		expect((await executionOf(['a'])).map(said)).toEqual(['job1']);
		expect((await executionOf(['a'])).map(said)).toEqual(['job1']);
		expect(service.billed).toHaveLength(2);
	});

	test('… and failed at the provider while the list can’t be read, is bought again, once', async () => {
		service.jobEnd = (index) => (index === 0 ? 'failed' : 'completed');
		service.listing = { kind: 'unreadable' };
		await executionOf(['a']);
		service.listing = { kind: 'right' };

		expect((await executionOf(['a'])).map(said)).toEqual(['job1']);
		expect((await executionOf(['a'])).map(said)).toEqual(['job1']);
		expect(service.billed).toHaveLength(2);
	});

	test('was refused by WaveSpeed, is free again', async () => {
		service.submitFaults = ['badRequest'];
		await executionOf(['a']);
		expect(service.billed).toHaveLength(0);

		expect((await executionOf(['a'])).map(said)).toEqual(['job0']);
	});

	test('keys of their own are videos of their own', async () => {
		const payOnce = [underKey('1'), underKey('2'), underKey('3')];

		const made = await executionOf(['a', 'a', 'a'], { payOnce });
		const again = await executionOf(['a', 'a', 'a'], { payOnce });

		expect(new Set(made.map(said)).size).toBe(3);
		expect(again.map(said)).toEqual(made.map(said));
		expect(service.billed).toHaveLength(3);
	});
});

describe('A key whose video was deleted or cancelled at WaveSpeed', () => {
	test.each(['deleted', 'cancelled'] as const)(
		'while the node waited (%s) is never bought again, and the error says what to do',
		async (end) => {
			service.jobEnd = () => end;
			const [first] = await executionOf(['a']);
			expect(first).toMatchObject({ kind: 'failed', failure: { predictionId: 'job0' } });
			expect(JSON.stringify(first)).toContain('another key');
			service.jobEnd = () => 'completed';

			const [again] = await executionOf(['a']);

			expect(again).toMatchObject({
				kind: 'failed',
				failure: { code: 'pay_once_refused', predictionId: 'job0' },
			});
			expect(JSON.stringify(again)).toMatch(new RegExp(`bought.*2026-11-20.*job0.*${end}`));
			expect(service.billed).toHaveLength(1);
		},
	);

	test('… nor when its record is gone, also in the process that bought it', async () => {
		const process = newProcess();
		await executionOf(['a'], { row: process });
		service.removed.add('job0');
		await time.run(time.pass(600_000));

		const [here] = await executionOf(['a'], { row: process });
		expect(here).toMatchObject({ kind: 'failed', failure: { predictionId: 'job0' } });
		const [elsewhere] = await executionOf(['a']);
		expect(said(elsewhere)).toBe('pay_once_refused');
		expect(JSON.stringify(elsewhere)).toContain('2026-11-20');
		expect(service.billed).toHaveLength(1);
	});

	test('… nor when one that failed before it is still listed', async () => {
		service.jobEnd = (index) => (index === 0 ? 'failed' : 'completed');
		await executionOf(['a'], { timeoutMs: 5_000 });
		await time.run(time.pass(600_000));
		expect((await executionOf(['a'])).map(said)).toEqual(['job1']);
		service.removed.add('job1');
		await time.run(time.pass(600_000));

		expect((await executionOf(['a'])).map(said)).toEqual(['pay_once_refused']);
		expect(service.billed).toHaveLength(2);
	});
});

describe('A lost answer under a key', () => {
	test.each([1, 2, 3])(
		'of one of several items is found for all of them (%i asked again later)',
		async (items) => {
			service.submitFaults = ['lostAfter'];
			const prompts = Array.from({ length: items + 1 }, () => 'a');

			const made = await executionOf(prompts);

			expect(new Set(made.map(said))).toEqual(new Set(['job0']));
			expect(service.billed).toHaveLength(1);
		},
	);

	test('… also of executions of one process at the same time', async () => {
		service.submitFaults = ['lostAfter'];
		const process = newProcess();
		const all = Array.from({ length: 4 }, async () => await executionOf(['a'], { row: process }));

		expect(new Set((await Promise.all(all)).flat().map(said))).toEqual(new Set(['job0']));
		expect(service.billed).toHaveLength(1);
	});

	test('… and of two processes, where the list is late', async () => {
		service.submitFaults = ['lostAfter'];
		service.listing = { kind: 'lagging', byMs: 20_000 };
		const all = [0, 400].map(async (after) => {
			await time.pass(after);
			return await executionOf(['a']);
		});
		await time.run(Promise.all(all));

		expect((await executionOf(['a'])).map(said)).toEqual(['job0']);
		expect(service.billed).toHaveLength(1);
	});

	test('that a person has told whose it is, is remembered', async () => {
		service.listInputs = 'ignored';
		service.submitFaults = ['lostAfter'];
		await executionOf(['a']);
		await time.run(time.pass(300_000));
		const lost = { buyAgain: false, adopt: ['job0'] };
		expect((await executionOf(['a'], { lost })).map(said)).toEqual(['job0']);

		expect((await executionOf(['a'])).map(said)).toEqual(['job0']);
		expect(service.billed).toHaveLength(1);
	});
});

describe('A failure under a key', () => {
	test('that is followed by another and by a third is bought until one succeeds, then never again', async () => {
		service.jobEnd = (index) => (index < 4 ? 'failed' : 'completed');
		for (let tries = 0; tries < 4; tries++) await executionOf(['a']);
		expect((await executionOf(['a'])).map(said)).toEqual(['job4']);

		expect((await executionOf(['a'])).map(said)).toEqual(['job4']);
		await time.run(time.pass(9 * DAY));
		expect((await executionOf(['a'])).map(said)).toEqual(['pay_once_refused']);
		expect(service.billed).toHaveLength(5);
	});

	test('leaves the key free for other inputs, also when the failure was seen by nobody', async () => {
		service.jobEnd = (index) => (index === 1 ? 'completed' : 'moderated');
		await executionOf(['a']);
		expect((await executionOf(['b'])).map(said)).toEqual(['job1']);

		service.jobEnd = (index) => (index === 3 ? 'completed' : 'failed');
		const payOnce = [underKey('row 8')];
		await executionOf(['a'], { payOnce, timeoutMs: 5_000 });
		await time.run(time.pass(600_000));
		expect((await executionOf(['b'], { payOnce })).map(said)).toEqual(['job3']);
	});

	test('that a process sees late does not wipe out what another has bought meanwhile', async () => {
		service.jobEnd = (index) => (index === 0 ? 'failed' : 'completed');
		service.listing = { kind: 'lagging', byMs: 60_000 };
		const slow = executionOf(['a'], { fixedDelayMs: 61_000 });
		await time.pass(100);
		const quick = newProcess();
		const first = await executionOf(['a'], { row: quick, fixedDelayMs: 1_000 });
		expect(said(first[0])).not.toBe('job0');
		const second = executionOf(['a'], { row: quick });
		await time.run(Promise.all([slow, second]));

		expect((await executionOf(['a'])).map(said)).toEqual(['job1']);
		expect(service.billed).toHaveLength(2);
	});

	test('of a purchase anew that another process sees after more than 7 days wipes out nothing', async () => {
		await executionOf(['a']);
		await time.run(time.pass(6 * DAY));
		service.jobEnd = () => 'failed';
		service.jobMs = 3 * DAY;
		const payOnce = [underKey('row 7', 'buyAnew')];
		await executionOf(['b'], { payOnce, timeoutMs: 5_000 });
		await time.run(time.pass(2 * DAY));
		await executionOf(['b'], { payOnce, timeoutMs: 3 * DAY });
		service.jobEnd = () => 'completed';
		service.jobMs = 60_000;

		expect((await executionOf(['a'])).map(said)).toEqual(['pay_once_refused']);
		expect((await executionOf(['b'], { payOnce })).map(said)).toEqual(['job2']);
		expect(promptsPaid()).toEqual(['a', 'b', 'b']);
	});
});

describe('A key whose inputs have changed', () => {
	test('is refused before anything is sent, and the error shows both', async () => {
		await executionOf(['a boat']);
		const before = service.count('sora');

		const [changed] = await executionOf(['a train']);

		expect(changed).toMatchObject({
			kind: 'failed',
			failure: { code: 'pay_once_changed', spent: 'no', predictionId: 'job0' },
		});
		const text = JSON.stringify(changed);
		expect(text).toContain('a boat');
		expect(text).toContain('a train');
		expect(service.count('sora')).toBe(before);
	});

	test('is bought anew where the option says so, once for each; the first is given again', async () => {
		const payOnce = [underKey('row 7', 'buyAnew')];
		await executionOf(['a'], { payOnce });
		expect((await executionOf(['b'], { payOnce })).map(said)).toEqual(['job1']);
		expect((await executionOf(['c'], { payOnce })).map(said)).toEqual(['job2']);
		expect((await executionOf(['b'], { payOnce })).map(said)).toEqual(['job1']);
		expect((await executionOf(['a'], { payOnce })).map(said)).toEqual(['job0']);
		expect(promptsPaid()).toEqual(['a', 'b', 'c']);
	});

	test('is not bought for them when n8n was ended while the first was being submitted', async () => {
		const { row: dying, time: mortalTime, ...mortal } = endedAfterThePost();
		executionOf(['a'], { row: dying, ...mortal, time: mortalTime }).catch(() => undefined);
		await time.run(time.pass(400_000));
		expect(promptsPaid()).toEqual(['a']);

		const [changed] = await executionOf(['b']);

		expect(said(changed)).toBe('pay_once_refused');
		expect(JSON.stringify(changed)).toContain('job0');
		expect((await executionOf(['a'])).map(said)).toEqual(['job0']);
		expect(promptsPaid()).toEqual(['a']);
	});

	test('by two processes at once, of which one waits with its submission, is bought once', async () => {
		const payOnce = [underKey('row 7', 'buyAnew')];
		await executionOf(['a'], { payOnce });
		await time.run(time.pass(HOUR));
		const late = executionOf(['b'], { payOnce, makingMs: 20_000 });
		await time.pass(200);
		const ids = (await time.run(Promise.all([late, executionOf(['b'], { payOnce })]))).flat();

		expect(ids.map(said)).toEqual(['job1', 'job1']);
		expect(promptsPaid()).toEqual(['a', 'b']);
	});

	test('at the same moment, by two processes, fails one of them at once', async () => {
		const both = [executionOf(['a']), executionOf(['b'], { seed: 0.3 })];
		const before = time.now();

		const made = (await time.run(Promise.all(both))).flat().map(said);

		expect(made.sort()).toEqual(['job0', 'pay_once_changed']);
		expect(time.now() - before).toBeLessThan(90_000);
		expect(service.billed).toHaveLength(1);
	});

	test('what was bought anew is given also when the first has failed, and where changes are refused', async () => {
		service.jobEnd = (index) => (index === 0 ? 'failed' : 'completed');
		await executionOf(['a'], { timeoutMs: 5_000 });
		const payOnce = [underKey('row 7', 'buyAnew')];
		expect((await executionOf(['b'], { payOnce })).map(said)).toEqual(['job1']);
		await time.run(time.pass(600_000));

		expect((await executionOf(['b'])).map(said)).toEqual(['job1']);
		expect(promptsPaid()).toEqual(['a', 'b']);
	});

	test('a purchase anew that fails at the provider leaves what was paid before paid', async () => {
		await executionOf(['a']);
		await time.run(time.pass(8 * DAY));
		service.jobEnd = () => 'failed';
		await executionOf(['b'], { payOnce: [underKey('row 7', 'buyAnew')] });
		service.jobEnd = () => 'completed';

		expect((await executionOf(['a'])).map(said)).toEqual(['pay_once_refused']);
		expect(promptsPaid()).toEqual(['a', 'b']);
		const again = await executionOf(['b'], { payOnce: [underKey('row 7', 'buyAnew')] });
		expect(again.map(said)).toEqual(['job2']);
	});

	test('… also while the account’s list can’t be read', async () => {
		await executionOf(['a']);
		await time.run(time.pass(DAY));
		service.jobEnd = () => 'failed';
		service.listing = { kind: 'unreadable' };
		await executionOf(['b'], { payOnce: [underKey('row 7', 'buyAnew')] });
		service.jobEnd = () => 'completed';
		service.listing = { kind: 'right' };

		expect((await executionOf(['a'])).map(said)).toEqual(['job0']);
		expect(promptsPaid()).toEqual(['a', 'b']);
	});

	test('a purchase anew that WaveSpeed refuses leaves the key as it was', async () => {
		await executionOf(['a']);
		service.submitFaults = ['badRequest'];
		await executionOf(['b'], { payOnce: [underKey('row 7', 'buyAnew')] });

		expect((await executionOf(['b'])).map(said)).toEqual(['pay_once_changed']);
		expect((await executionOf(['a'])).map(said)).toEqual(['job0']);
	});
});

describe('Where the memory does not hold', () => {
	test('without n8n’s database nothing is bought under a key', async () => {
		expect((await executionOf(['a'], { row: undefined })).map(said)).toEqual(['pay_once_refused']);
		expect(service.billed).toHaveLength(0);
	});

	test('with a database that fails nothing is bought under a key', async () => {
		const store = {
			...newProcess(),
			add: async () => await Promise.reject(new Error('database is locked')),
		};
		expect((await executionOf(['a'], { row: store })).map(said)).toEqual(['pay_once_refused']);
		expect(service.billed).toHaveLength(0);
	});

	test('a full memory buys nothing new under a key, and still gives what it knows', async () => {
		await executionOf(['a'], { payOnce: [underKey('1')] });
		const filled = MAX_ENTRIES - row.entries.length;
		row.entries.unshift(...Array.from({ length: filled }, (_, index) => `old ${index}`));

		expect((await executionOf(['b'], { payOnce: [underKey('2')] })).map(said)).toEqual([
			'pay_once_refused',
		]);
		expect((await executionOf(['a'], { payOnce: [underKey('1')] })).map(said)).toEqual(['job0']);
		expect(service.billed).toHaveLength(1);
	});

	test('n8n is killed while it looks a key up: the key is still free, or still bought', async () => {
		const dying = newProcess();
		const dead = { ...dying, remove: async () => await new Promise<void>(() => {}) };
		// It never ends, as a killed one does.
		executionOf(['a'], { row: dead }).catch(() => undefined);
		await time.run(time.pass(5_000));

		expect((await executionOf(['a'])).map(said)).toEqual(['job0']);
		expect((await executionOf(['a'])).map(said)).toEqual(['job0']);
		expect(service.billed).toHaveLength(1);
	});
});

test('what is left of a look that n8n was killed in is believed by no look for other inputs, and mended by none', async () => {
	const store = newProcess();
	const dead = { ...store, remove: async () => await new Promise<void>(() => {}) };
	executionOf(['a'], { row: dead }).catch(() => undefined);
	await time.run(time.pass(200_000));
	expect((await executionOf(['b'])).map(said)).toEqual(['job0']);

	expect((await executionOf(['a'])).map(said)).toEqual(['pay_once_changed']);
	const payOnce = [underKey('row 7', 'buyAnew')];
	expect((await executionOf(['a'], { payOnce })).map(said)).toEqual(['job1']);
	await time.run(time.pass(8 * DAY));
	expect((await executionOf(['a'], { payOnce })).map(said)).toEqual(['pay_once_refused']);
	expect(promptsPaid()).toEqual(['b', 'a']);
});

test('what was marked for one order and bought for another is given to nobody who asks for the first', async () => {
	service.submitFaults = ['badRequest'];
	const store = newProcess();
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
	expect((await executionOf(['b'], { row: row2 })).map(said)).toEqual(['invalid_input']);
	expect(kept.size).toBeGreaterThan(0);
	await executionOf(['a']);

	expect((await executionOf(['b'])).map(said)).toEqual(['pay_once_changed']);
	expect(promptsPaid()).toEqual(['a']);
});

describe('One key at the same moment', () => {
	test('by two items of a run is one video for both', async () => {
		expect((await executionOf(['a', 'a'])).map(said)).toEqual(['job0', 'job0']);
		expect(service.billed).toHaveLength(1);
	});

	test('by fifty executions of one process is one video', async () => {
		const process = newProcess();
		const all = Array.from({ length: 50 }, async () => await executionOf(['a'], { row: process }));

		expect(new Set((await Promise.all(all)).flat().map(said))).toEqual(new Set(['job0']));
		expect(service.billed).toHaveLength(1);
	});

	test('by executions of several processes, whose writes overwrite each other, is one video', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.array(fc.integer({ min: 0, max: 1_500 }), { minLength: 2, maxLength: 4 }),
				fc.double({ min: 0.01, max: 0.99, noNaN: true }),
				fc.integer({ min: 1, max: 10 }),
				async (starts, seed, writeMs) => {
					time = new VirtualTime();
					service = new FakeService(time);
					row = new LossyRow(async () => await time.pass(writeMs));

					const all = starts.map(async (after, index) => {
						await time.pass(after);
						return await executionOf(['a'], { seed: (seed * (index + 3.7)) % 1 });
					});

					const ids = (await time.run(Promise.all(all))).flat().map(said);
					expect(service.billed).toHaveLength(1);
					expect(new Set(ids)).toEqual(new Set(['job0']));
				},
			),
			{ numRuns: runs(60) },
		);
	});
});
