import fc from 'fast-check';

import { runs } from '../../support/runs';
import { KeyWorld, said, underKey } from './keyWorld';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

let world: KeyWorld;
beforeEach(() => {
	world = new KeyWorld();
});

describe('A key that was bought before', () => {
	test('is given again, by whatever execution in whatever process, and costs nothing', async () => {
		expect((await world.executionOf(['a'])).map(said)).toEqual(['job0']);
		await world.time.run(world.time.pass(6 * DAY));

		expect((await world.executionOf(['a'])).map(said)).toEqual(['job0']);
		expect((await world.executionOf(['a'], { row: world.newProcess() })).map(said)).toEqual([
			'job0',
		]);
		expect(world.service.billed).toHaveLength(1);
	});

	test('is waited for while it runs', async () => {
		world.service.jobMs = 30 * 60_000;
		const first = world.executionOf(['a']);
		const second = world.time.pass(120_000).then(async () => await world.executionOf(['a']));

		expect((await Promise.all([first, second])).flat().map(said)).toEqual(['job0', 'job0']);
		expect(world.service.billed).toHaveLength(1);
	});

	test('is refused after the 7 days, instead of bought again', async () => {
		await world.executionOf(['a']);
		await world.time.run(world.time.pass(8 * DAY));

		const [again] = await world.executionOf(['a']);

		expect(again).toMatchObject({
			kind: 'failed',
			failure: { code: 'pay_once_refused', spent: 'no' },
		});
		expect(world.service.billed).toHaveLength(1);
	});

	test('… also by the process that bought it', async () => {
		const process = world.newProcess();
		await world.executionOf(['a'], { row: process });
		await world.time.run(world.time.pass(6 * DAY));
		expect((await world.executionOf(['a'], { row: process })).map(said)).toEqual(['job0']);
		await world.time.run(world.time.pass(2 * DAY));

		expect((await world.executionOf(['a'], { row: process })).map(said)).toEqual([
			'pay_once_refused',
		]);
		expect(world.service.billed).toHaveLength(1);
	});

	test('… also years later', async () => {
		await world.executionOf(['a']);
		await world.time.run(world.time.pass(800 * DAY));

		expect((await world.executionOf(['a'])).map(said)).toEqual(['pay_once_refused']);
		expect(world.service.billed).toHaveLength(1);
	});

	test('is refused when the API key has been replaced since, or the video was deleted', async () => {
		await world.executionOf(['a']);
		expect((await world.executionOf(['a'], { secret: 'wsk_new' })).map(said)).toEqual([
			'pay_once_refused',
		]);
		world.service.listing = { kind: 'empty' };
		await world.time.run(world.time.pass(10 * 60_000));
		expect((await world.executionOf(['a'])).map(said)).toEqual(['pay_once_refused']);
		expect(world.service.billed).toHaveLength(1);
	});

	test('… and failed at the provider is bought again, once', async () => {
		world.service.jobEnd = (index) => (index === 0 ? 'failed' : 'completed');
		expect((await world.executionOf(['a'])).map(said)).not.toEqual(['job0']);

		expect((await world.executionOf(['a'])).map(said)).toEqual(['job1']);
		expect((await world.executionOf(['a'])).map(said)).toEqual(['job1']);
		expect(world.service.billed).toHaveLength(2);
	});

	test('… and failed unseen, because n8n was ended, is bought again, once', async () => {
		world.service.jobEnd = (index) => (index === 0 ? 'failed' : 'completed');
		await world.executionOf(['a'], { timeoutMs: 5_000 });
		await world.time.run(world.time.pass(600_000));

		expect((await world.executionOf(['a'])).map(said)).toEqual(['job1']);
		expect((await world.executionOf(['a'])).map(said)).toEqual(['job1']);
		expect(world.service.billed).toHaveLength(2);
	});

	test('… and failed at the provider while the list can’t be read, is bought again, once', async () => {
		world.service.jobEnd = (index) => (index === 0 ? 'failed' : 'completed');
		world.service.listing = { kind: 'unreadable' };
		await world.executionOf(['a']);
		world.service.listing = { kind: 'right' };

		expect((await world.executionOf(['a'])).map(said)).toEqual(['job1']);
		expect((await world.executionOf(['a'])).map(said)).toEqual(['job1']);
		expect(world.service.billed).toHaveLength(2);
	});

	test('was refused by WaveSpeed, is free again', async () => {
		world.service.submitFaults = ['badRequest'];
		await world.executionOf(['a']);
		expect(world.service.billed).toHaveLength(0);

		expect((await world.executionOf(['a'])).map(said)).toEqual(['job0']);
	});

	test('keys of their own are videos of their own', async () => {
		const payOnce = [underKey('1'), underKey('2'), underKey('3')];

		const made = await world.executionOf(['a', 'a', 'a'], { payOnce });
		const again = await world.executionOf(['a', 'a', 'a'], { payOnce });

		expect(new Set(made.map(said)).size).toBe(3);
		expect(again.map(said)).toEqual(made.map(said));
		expect(world.service.billed).toHaveLength(3);
	});
});

describe('A key whose video was deleted or cancelled at WaveSpeed', () => {
	test.each(['deleted', 'cancelled'] as const)(
		'while the node waited (%s) is never bought again, and the error says what to do',
		async (end) => {
			world.service.jobEnd = () => end;
			const [first] = await world.executionOf(['a']);
			expect(first).toMatchObject({ kind: 'failed', failure: { predictionId: 'job0' } });
			expect(JSON.stringify(first)).toContain('another key');
			world.service.jobEnd = () => 'completed';

			const [again] = await world.executionOf(['a']);

			expect(again).toMatchObject({
				kind: 'failed',
				failure: { code: 'pay_once_refused', predictionId: 'job0' },
			});
			expect(JSON.stringify(again)).toMatch(new RegExp(`bought.*2026-11-20.*job0.*${end}`));
			expect(world.service.billed).toHaveLength(1);
		},
	);

	test('… nor when its record is gone, also in the process that bought it', async () => {
		const process = world.newProcess();
		await world.executionOf(['a'], { row: process });
		world.service.removed.add('job0');
		await world.time.run(world.time.pass(600_000));

		const [here] = await world.executionOf(['a'], { row: process });
		expect(here).toMatchObject({ kind: 'failed', failure: { predictionId: 'job0' } });
		const [elsewhere] = await world.executionOf(['a']);
		expect(said(elsewhere)).toBe('pay_once_refused');
		expect(JSON.stringify(elsewhere)).toContain('2026-11-20');
		expect(world.service.billed).toHaveLength(1);
	});

	test('… nor when one that failed before it is still listed', async () => {
		world.service.jobEnd = (index) => (index === 0 ? 'failed' : 'completed');
		await world.executionOf(['a'], { timeoutMs: 5_000 });
		await world.time.run(world.time.pass(600_000));
		expect((await world.executionOf(['a'])).map(said)).toEqual(['job1']);
		world.service.removed.add('job1');
		await world.time.run(world.time.pass(600_000));

		expect((await world.executionOf(['a'])).map(said)).toEqual(['pay_once_refused']);
		expect(world.service.billed).toHaveLength(2);
	});
});

describe('One key at the same moment', () => {
	test('by two items of a run is one video for both', async () => {
		expect((await world.executionOf(['a', 'a'])).map(said)).toEqual(['job0', 'job0']);
		expect(world.service.billed).toHaveLength(1);
	});

	test('by fifty executions of one process is one video', async () => {
		const process = world.newProcess();
		const all = Array.from(
			{ length: 50 },
			async () => await world.executionOf(['a'], { row: process }),
		);

		expect(new Set((await Promise.all(all)).flat().map(said))).toEqual(new Set(['job0']));
		expect(world.service.billed).toHaveLength(1);
	});

	test('by executions of several processes, whose writes overwrite each other, is one video', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.array(fc.integer({ min: 0, max: 1_500 }), { minLength: 2, maxLength: 4 }),
				fc.double({ min: 0.01, max: 0.99, noNaN: true }),
				fc.integer({ min: 1, max: 10 }),
				async (starts, seed, writeMs) => {
					world = new KeyWorld(writeMs);

					const all = starts.map(async (after, index) => {
						await world.time.pass(after);
						return await world.executionOf(['a'], { seed: (seed * (index + 3.7)) % 1 });
					});

					const ids = (await world.time.run(Promise.all(all))).flat().map(said);
					expect(world.service.billed).toHaveLength(1);
					expect(new Set(ids)).toEqual(new Set(['job0']));
				},
			),
			{ numRuns: runs(60) },
		);
	});
});
