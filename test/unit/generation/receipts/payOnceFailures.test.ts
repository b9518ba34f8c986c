import { KeyWorld, said, underKey } from './keyWorld';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

let world: KeyWorld;
beforeEach(() => {
	world = new KeyWorld();
});

describe('A lost answer under a key', () => {
	test.each([1, 2, 3])(
		'of one of several items is found for all of them (%i asked again later)',
		async (items) => {
			world.service.submitFaults = ['lostAfter'];
			const prompts = Array.from({ length: items + 1 }, () => 'a');

			const made = await world.executionOf(prompts);

			expect(new Set(made.map(said))).toEqual(new Set(['job0']));
			expect(world.service.billed).toHaveLength(1);
		},
	);

	test('… also of executions of one process at the same time', async () => {
		world.service.submitFaults = ['lostAfter'];
		const process = world.newProcess();
		const all = Array.from(
			{ length: 4 },
			async () => await world.executionOf(['a'], { row: process }),
		);

		expect(new Set((await Promise.all(all)).flat().map(said))).toEqual(new Set(['job0']));
		expect(world.service.billed).toHaveLength(1);
	});

	test('… and of two processes, where the list is late', async () => {
		world.service.submitFaults = ['lostAfter'];
		world.service.listing = { kind: 'lagging', byMs: 20_000 };
		const all = [0, 400].map(async (after) => {
			await world.time.pass(after);
			return await world.executionOf(['a']);
		});
		await world.time.run(Promise.all(all));

		expect((await world.executionOf(['a'])).map(said)).toEqual(['job0']);
		expect(world.service.billed).toHaveLength(1);
	});

	test('that a person has told whose it is, is remembered', async () => {
		world.service.listInputs = 'ignored';
		world.service.submitFaults = ['lostAfter'];
		await world.executionOf(['a']);
		await world.time.run(world.time.pass(300_000));
		const lost = { buyAgain: false, adopt: ['job0'] };
		expect((await world.executionOf(['a'], { lost })).map(said)).toEqual(['job0']);

		expect((await world.executionOf(['a'])).map(said)).toEqual(['job0']);
		expect(world.service.billed).toHaveLength(1);
	});
});

describe('A failure under a key', () => {
	test('that is followed by another and by a third is bought until one succeeds, then never again', async () => {
		world.service.jobEnd = (index) => (index < 4 ? 'failed' : 'completed');
		for (let tries = 0; tries < 4; tries++) await world.executionOf(['a']);
		expect((await world.executionOf(['a'])).map(said)).toEqual(['job4']);

		expect((await world.executionOf(['a'])).map(said)).toEqual(['job4']);
		await world.time.run(world.time.pass(9 * DAY));
		expect((await world.executionOf(['a'])).map(said)).toEqual(['pay_once_refused']);
		expect(world.service.billed).toHaveLength(5);
	});

	test('leaves the key free for other inputs, also when the failure was seen by nobody', async () => {
		world.service.jobEnd = (index) => (index === 1 ? 'completed' : 'moderated');
		await world.executionOf(['a']);
		expect((await world.executionOf(['b'])).map(said)).toEqual(['job1']);

		world.service.jobEnd = (index) => (index === 3 ? 'completed' : 'failed');
		const payOnce = [underKey('row 8')];
		await world.executionOf(['a'], { payOnce, timeoutMs: 5_000 });
		await world.time.run(world.time.pass(600_000));
		expect((await world.executionOf(['b'], { payOnce })).map(said)).toEqual(['job3']);
	});

	test('that a process sees late does not wipe out what another has bought meanwhile', async () => {
		world.service.jobEnd = (index) => (index === 0 ? 'failed' : 'completed');
		world.service.listing = { kind: 'lagging', byMs: 60_000 };
		const slow = world.executionOf(['a'], { fixedDelayMs: 61_000 });
		await world.time.pass(100);
		const quick = world.newProcess();
		const first = await world.executionOf(['a'], { row: quick, fixedDelayMs: 1_000 });
		expect(said(first[0])).not.toBe('job0');
		const second = world.executionOf(['a'], { row: quick });
		await world.time.run(Promise.all([slow, second]));

		expect((await world.executionOf(['a'])).map(said)).toEqual(['job1']);
		expect(world.service.billed).toHaveLength(2);
	});

	test('of a purchase anew that another process sees after more than 7 days wipes out nothing', async () => {
		await world.executionOf(['a']);
		await world.time.run(world.time.pass(6 * DAY));
		world.service.jobEnd = () => 'failed';
		world.service.jobMs = 3 * DAY;
		const payOnce = [underKey('row 7', 'buyAnew')];
		await world.executionOf(['b'], { payOnce, timeoutMs: 5_000 });
		await world.time.run(world.time.pass(2 * DAY));
		await world.executionOf(['b'], { payOnce, timeoutMs: 3 * DAY });
		world.service.jobEnd = () => 'completed';
		world.service.jobMs = 60_000;

		expect((await world.executionOf(['a'])).map(said)).toEqual(['pay_once_refused']);
		expect((await world.executionOf(['b'], { payOnce })).map(said)).toEqual(['job2']);
		expect(world.promptsPaid()).toEqual(['a', 'b', 'b']);
	});
});
