import type { Intended } from '../../../../nodes/WaveSpeedVideo/generation/acquire/receipts/intended';
import type { PurchaseMemory } from '../../../../nodes/WaveSpeedVideo/generation/acquire/receipts/purchaseMemory';
import { receiptsIn } from '../../../../dev/virtual/receipts';
import { boat, idOf, MemoryWorld, MODEL, newId } from './memoryWorld';

const MINUTE = 60_000;

let world: MemoryWorld;
beforeEach(() => {
	world = new MemoryWorld();
});

test('an execution that fails leaves its purchases to the next try of its caller', async () => {
	const life = newId();
	const first = world.memoryOf(world.lineageOf({ life, executionId: newId() }));
	await world.time.run(world.buy(first));
	first.release();

	expect(
		idOf(
			await world.time.run(
				world.buy(world.memoryOf(world.lineageOf({ life, executionId: newId() }))),
			),
		),
	).toBe('job0');
});

describe('on an n8n that doesn’t say what a retry repeats', () => {
	const old = (root: string, earlier: string[] = []) =>
		world.lineageOf({
			root,
			retriesShareRoot: false,
			earlier: earlier.map((one) => ({ root: one, executionId: one })),
		});

	test('a retry takes up what an execution that failed has bought', async () => {
		await world.time.run(world.buy(world.memoryOf(old('7'))));
		world.failed.add('7');

		expect(idOf(await world.time.run(world.buy(world.memoryOf(old('9', ['8', '7'])))))).toBe(
			'job0',
		);
		// … and so does its own retry.
		world.failed.add('9');
		expect(idOf(await world.time.run(world.buy(world.memoryOf(old('10', ['9', '8', '7'])))))).toBe(
			'job0',
		);
		expect(world.service.billed).toHaveLength(1);
	});

	test('what an execution that failed may have bought, and nothing proves it, is not bought again', async () => {
		const withPicture = boat({ image: 'hash of a picture' });
		await world.time.run(world.upToPost(world.memoryOf(old('7')), withPicture));
		await world.time.run(world.submitBoat());
		world.failed.add('7');

		const again = world.memoryOf(old('9', ['8', '7']));
		const { recalled } = await world.time.run(world.buy(again, withPicture));

		expect(recalled).toMatchObject({ kind: 'unsure', candidates: [{ id: 'job0' }] });
		expect(world.service.billed).toHaveLength(1);
	});

	test('what an execution bought that runs or went well is not taken up', async () => {
		await world.time.run(world.buy(world.memoryOf(old('7'))));

		expect(idOf(await world.time.run(world.buy(world.memoryOf(old('9', ['8', '7'])))))).toBe('new');
		expect(world.service.billed).toHaveLength(2);
	});
});

describe('A mark that led to nothing known', () => {
	test('after a failure, what another process has bought meanwhile is taken up, not bought again', async () => {
		await world.time.run(world.upToPost(world.memoryOf()));
		const memory = world.memoryOf();
		const { receipt } = await world.time.run(world.buy(memory));
		await world.time.run(memory.forget(receipt, 'job0'));
		const other = world.memoryOf();
		expect(idOf(await world.time.run(world.buy(other)))).toBe('new');

		const recalled = await world.time.run(memory.mark(receipt, boat()));

		expect(idOf({ recalled })).toBe('job1');
	});

	test('is not taken for another model’s job with equal inputs', async () => {
		await world.time.run(world.upToPost(world.memoryOf()));
		await world.time.run(world.clientOf().submit('somebody/else', { prompt: 'a boat' }));

		expect(idOf(await world.time.run(world.buy(world.memoryOf())))).toBe('new');
	});

	test('buys nothing while its receipt can’t be read', async () => {
		const { receipt } = await world.time.run(world.upToPost(world.memoryOf()));
		// Both copies are spoilt by looks that were broken off; the second has looked at the first copy five times.
		for (const [name, looks] of Object.entries({ first: 0, second: 5 })) {
			const row = world.row.as(name);
			let count = 0;
			const remove = async (entries: string[]) =>
				await (count++ < looks ? row.remove(entries) : new Promise<void>(() => {}));
			void receiptsIn({ ...row, remove }, world.time).owned(receipt, ['stranger']);
			await world.time.run(world.time.pass(10_000));
		}
		await world.time.run(world.submitBoat('a train'));

		const { recalled } = await world.time.run(world.buy(world.memoryOf()));

		expect(recalled).toMatchObject({ kind: 'unsure', reason: 'its receipt could not be read' });
	});
});

describe('A retry whose earlier nodes now write another prompt', () => {
	const train = (): Intended => ({
		ordered: 'hash of a train',
		order: { model: MODEL, inputs: { prompt: 'a train' }, media: {} },
	});
	const namesOf = async (memory: PurchaseMemory) =>
		(await world.time.run(memory.leftBehind())).map(({ prediction }) => prediction.id);

	test('buys anew, and names what the execution that it repeats bought and did not hand on', async () => {
		const first = world.memoryOf();
		await world.time.run(world.buy(first));
		await world.time.run(first.end());
		await world.time.run(world.time.pass(10 * MINUTE));

		const again = world.memoryOf();
		expect(idOf(await world.time.run(world.buy(again, train())))).toBe('new');

		expect(await namesOf(again)).toEqual(['job0']);
		expect(world.service.billed).toHaveLength(2);
	});

	test('names nothing that was handed on, that it has taken up, or that another execution bought', async () => {
		const first = world.memoryOf();
		await world.time.run(world.buy(first));
		await world.time.run(first.delivered(['job0']));
		await world.time.run(first.end());
		const other = world.memoryOf(world.lineageOf({ root: 'other' }));
		await world.time.run(world.buy(other, train()));
		await world.time.run(other.end());

		const again = world.memoryOf();
		await world.time.run(world.buy(again, train()));

		expect(await namesOf(again)).toEqual([]);
	});

	test('asks WaveSpeed nothing when it has bought nothing anew', async () => {
		const first = world.memoryOf();
		await world.time.run(world.buy(first));
		await world.time.run(first.end());
		const again = world.memoryOf();
		await world.time.run(world.buy(again));
		const before = world.service.requests.length;

		expect(await namesOf(again)).toEqual([]);
		expect(world.service.requests).toHaveLength(before);
	});

	test('on an old n8n names what an execution that failed has bought', async () => {
		const old = (root: string, earlier: string[] = []) =>
			world.lineageOf({
				root,
				retriesShareRoot: false,
				earlier: earlier.map((one) => ({ root: one, executionId: one })),
			});
		const [first, well] = [world.memoryOf(old('left 7')), world.memoryOf(old('left 8'))];
		await world.time.run(world.buy(first));
		await world.time.run(first.end());
		await world.time.run(world.buy(well, { ...train(), ordered: 'hash of a kite' }));
		await world.time.run(well.end());
		world.failed.add('left 7');

		const again = world.memoryOf(old('left 9', ['left 8', 'left 7']));
		await world.time.run(world.buy(again, train()));

		expect(await namesOf(again)).toEqual(['job0']);
	});
});
