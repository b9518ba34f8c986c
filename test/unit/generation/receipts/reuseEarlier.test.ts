import { contentKey } from '../../../../nodes/WaveSpeedVideo/generation/acquire/receipts/receiptKeys';
import { receiptsIn } from '../../../../dev/virtual/receipts';
import { boat, idOf, MemoryWorld } from './memoryWorld';

/** Reuse Earlier Video: what any execution of the node has bought of the same. */
const HOUR = 3_600_000;

let world: MemoryWorld;
beforeEach(() => {
	world = new MemoryWorld();
});

const buyFirst = async (root: string) =>
	await world.time.run(world.buy(world.memoryOf(world.lineageOf({ root, isRepetition: false }))));

const reuse = async () => {
	const memory = world.memoryOf(world.lineageOf({ root: 'later', isRepetition: false }));
	return idOf(await world.time.run(world.buy(memory, { ...boat(), reuse: true })));
};

test('of several the newest is given', async () => {
	await buyFirst('one');
	await world.time.run(world.time.pass(5 * HOUR));
	await buyFirst('two');
	await world.time.run(world.time.pass(HOUR));

	expect(await reuse()).toBe('job1');
});

test('what a receipt says is not believed of a video with other inputs', async () => {
	const train = await world.time.run(world.submitBoat('a train'));
	const receipts = receiptsIn(world.row.as('another process'), world.time);
	const key = contentKey(boat().ordered, 0);
	await world.time.run(receipts.mark({ key, also: [] }));
	await world.time.run(receipts.bought({ key, also: [] }, train.id));

	expect(await reuse()).toBe('new');
});
