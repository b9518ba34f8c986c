import type { Intended } from '../../../../nodes/WaveSpeedVideo/generation/acquire/receipts/intended';
import type { PurchaseMemory } from '../../../../nodes/WaveSpeedVideo/generation/acquire/receipts/purchaseMemory';
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
