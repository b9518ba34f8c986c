import { EntryNames } from '../../../../nodes/WaveSpeedVideo/generation/acquire/receipts/entries';
import { DECOY } from '../../../../nodes/WaveSpeedVideo/generation/acquire/receipts/row';
import { KeyWorld, said, underKey } from './keyWorld';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

let world: KeyWorld;
beforeEach(() => {
	world = new KeyWorld();
});

describe('A key whose inputs have changed', () => {
	test('is refused before anything is sent, and the error shows both', async () => {
		await world.executionOf(['a boat']);
		const before = world.service.count('sora');

		const [changed] = await world.executionOf(['a train']);

		expect(changed).toMatchObject({
			kind: 'failed',
			failure: { code: 'pay_once_changed', spent: 'no', predictionId: 'job0' },
		});
		const text = JSON.stringify(changed);
		expect(text).toContain('a boat');
		expect(text).toContain('a train');
		expect(world.service.count('sora')).toBe(before);
	});

	test('is bought anew where the option says so, once for each; the first is given again', async () => {
		const payOnce = [underKey('row 7', 'buyAnew')];
		await world.executionOf(['a'], { payOnce });
		expect((await world.executionOf(['b'], { payOnce })).map(said)).toEqual(['job1']);
		expect((await world.executionOf(['c'], { payOnce })).map(said)).toEqual(['job2']);
		expect((await world.executionOf(['b'], { payOnce })).map(said)).toEqual(['job1']);
		expect((await world.executionOf(['a'], { payOnce })).map(said)).toEqual(['job0']);
		expect(world.promptsPaid()).toEqual(['a', 'b', 'c']);
	});

	test('is not bought for them when n8n was ended while the first was being submitted', async () => {
		const { row: dying, time: mortalTime, ...mortal } = world.endedAfterThePost();
		world.executionOf(['a'], { row: dying, ...mortal, time: mortalTime }).catch(() => undefined);
		await world.time.run(world.time.pass(400_000));
		expect(world.promptsPaid()).toEqual(['a']);

		const [changed] = await world.executionOf(['b']);

		expect(said(changed)).toBe('pay_once_refused');
		expect(JSON.stringify(changed)).toContain('job0');
		expect((await world.executionOf(['a'])).map(said)).toEqual(['job0']);
		expect(world.promptsPaid()).toEqual(['a']);
	});

	test('by two processes at once, of which one waits with its submission, is bought once', async () => {
		const payOnce = [underKey('row 7', 'buyAnew')];
		await world.executionOf(['a'], { payOnce });
		await world.time.run(world.time.pass(HOUR));
		const late = world.executionOf(['b'], { payOnce, makingMs: 20_000 });
		await world.time.pass(200);
		const ids = (
			await world.time.run(Promise.all([late, world.executionOf(['b'], { payOnce })]))
		).flat();

		expect(ids.map(said)).toEqual(['job1', 'job1']);
		expect(world.promptsPaid()).toEqual(['a', 'b']);
	});

	test('at the same moment, by two processes, fails one of them at once', async () => {
		const both = [world.executionOf(['a']), world.executionOf(['b'], { seed: 0.3 })];
		const before = world.time.now();

		const made = (await world.time.run(Promise.all(both))).flat().map(said);

		expect(made.sort()).toEqual(['job0', 'pay_once_changed']);
		expect(world.time.now() - before).toBeLessThan(90_000);
		expect(world.service.billed).toHaveLength(1);
	});

	test('what was bought anew is given also when the first has failed, and where changes are refused', async () => {
		world.service.jobEnd = (index) => (index === 0 ? 'failed' : 'completed');
		await world.executionOf(['a'], { timeoutMs: 5_000 });
		const payOnce = [underKey('row 7', 'buyAnew')];
		expect((await world.executionOf(['b'], { payOnce })).map(said)).toEqual(['job1']);
		await world.time.run(world.time.pass(600_000));

		expect((await world.executionOf(['b'])).map(said)).toEqual(['job1']);
		expect(world.promptsPaid()).toEqual(['a', 'b']);
	});

	test('a purchase anew that fails at the provider leaves what was paid before paid', async () => {
		await world.executionOf(['a']);
		await world.time.run(world.time.pass(8 * DAY));
		world.service.jobEnd = () => 'failed';
		await world.executionOf(['b'], { payOnce: [underKey('row 7', 'buyAnew')] });
		world.service.jobEnd = () => 'completed';

		expect((await world.executionOf(['a'])).map(said)).toEqual(['pay_once_refused']);
		expect(world.promptsPaid()).toEqual(['a', 'b']);
		const again = await world.executionOf(['b'], { payOnce: [underKey('row 7', 'buyAnew')] });
		expect(again.map(said)).toEqual(['job2']);
	});

	test('… also while the account’s list can’t be read', async () => {
		await world.executionOf(['a']);
		await world.time.run(world.time.pass(DAY));
		world.service.jobEnd = () => 'failed';
		world.service.listing = { kind: 'unreadable' };
		await world.executionOf(['b'], { payOnce: [underKey('row 7', 'buyAnew')] });
		world.service.jobEnd = () => 'completed';
		world.service.listing = { kind: 'right' };

		expect((await world.executionOf(['a'])).map(said)).toEqual(['job0']);
		expect(world.promptsPaid()).toEqual(['a', 'b']);
	});

	test('… also where a look that was broken off has spoilt what tells whose a video is', async () => {
		await world.executionOf(['a']);
		const names = new EntryNames('wsk_secret', world.newProcess().place);
		world.row.entries.push(names.claim(JSON.stringify(['pay once row 7']), DECOY));
		world.service.jobEnd = () => 'failed';
		await world.executionOf(['b'], { payOnce: [underKey('row 7', 'buyAnew')] });
		world.service.jobEnd = () => 'completed';

		expect((await world.executionOf(['a'])).map(said)).toEqual(['job0']);
		expect(world.promptsPaid()).toEqual(['a', 'b']);
	});

	test('a purchase anew that WaveSpeed refuses leaves the key as it was', async () => {
		await world.executionOf(['a']);
		world.service.submitFaults = ['badRequest'];
		await world.executionOf(['b'], { payOnce: [underKey('row 7', 'buyAnew')] });

		expect((await world.executionOf(['b'])).map(said)).toEqual(['pay_once_changed']);
		expect((await world.executionOf(['a'])).map(said)).toEqual(['job0']);
	});
});
