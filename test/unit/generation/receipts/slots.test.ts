import { Slots as AllSlots } from '../../../../nodes/WaveSpeedVideo/generation/acquire/receipts/slots';

type Take = Parameters<AllSlots['take']>;

class Slots {
	private readonly slots = new AllSlots();
	take = async (...of: Take) => (await this.slots.take(...of)).key;
	release = this.slots.release.bind(this.slots);
}

const failed = new Set<string>();
const place = (life: string, executionId = life) => ({
	root: 'root',
	life,
	executionId,
	hasFailed: async (id: string) => await Promise.resolve(failed.has(id)),
});
const NONE: ReadonlySet<string> = new Set();

beforeEach(() => failed.clear());

test('equal purchases in one batch are different ones', async () => {
	const slots = new Slots();
	const keys = await Promise.all(
		[1, 2, 3].map(async () => await slots.take(place('1'), 'boat', NONE)),
	);
	expect(new Set(keys).size).toBe(3);
});

test('a retry, and a job that another process runs again, take them up in the same order', async () => {
	const first = new Slots();
	const bought = [
		await first.take(place('1'), 'boat', NONE),
		await first.take(place('1'), 'boat', NONE),
	];
	const retry = [
		await first.take(place('2'), 'boat', NONE),
		await first.take(place('2'), 'boat', NONE),
	];
	const again = new Slots();
	const rerun = [
		await again.take(place('1'), 'boat', NONE),
		await again.take(place('1'), 'boat', NONE),
	];
	expect(retry).toEqual(bought);
	expect(rerun).toEqual(bought);
});

test('three calls of a sub-workflow with one prompt are three videos, also when they run at once', async () => {
	const slots = new Slots();
	const keys = await Promise.all(
		['11', '12', '13'].map(async (id) => await slots.take(place('1', id), 'boat', NONE)),
	);
	expect(new Set(keys).size).toBe(3);
});

test('a call after one that failed takes up what that one bought', async () => {
	const slots = new Slots();
	const bought = await slots.take(place('1', '11'), 'boat', NONE);
	failed.add('11');
	expect(await slots.take(place('1', '12'), 'boat', NONE)).toBe(bought);
	// … and it is the second's now.
	expect(await slots.take(place('1', '13'), 'boat', NONE)).not.toBe(bought);
});

test('of two calls at once after one that failed, one takes up what that one bought', async () => {
	const slots = new Slots();
	const bought = await slots.take(place('1', '11'), 'boat', NONE);
	failed.add('11');
	const keys = await Promise.all(
		['12', '13'].map(async (id) => await slots.take(place('1', id), 'boat', NONE)),
	);
	expect(keys).toContain(bought);
	expect(new Set(keys).size).toBe(2);
});

test('equal purchases are different ones also where the execution carries an error, as the retry of a stopped one', async () => {
	const slots = new Slots();
	failed.add('1');
	const first = await slots.take(place('1'), 'boat', NONE);
	expect(await slots.take(place('1'), 'boat', NONE)).not.toBe(first);
});

test('what the ledger of a retried execution holds is not taken again', async () => {
	const slots = new Slots();
	const first = await slots.take(place('1'), 'boat', NONE);
	expect(await slots.take(place('2'), 'boat', new Set([first]))).not.toBe(first);
});

test('what was given back is taken next', async () => {
	const slots = new Slots();
	const key = await slots.take(place('1'), 'boat', NONE);
	slots.release(place('1'), [key]);
	expect(await slots.take(place('1'), 'boat', NONE)).toBe(key);
});

test('another root, another content and another ordinal are other keys', async () => {
	const slots = new Slots();
	const keys = [
		await slots.take(place('1'), 'boat', NONE),
		await slots.take(place('1'), 'train', NONE),
		await slots.take({ ...place('1'), root: 'other' }, 'boat', NONE),
	];
	expect(new Set(keys).size).toBe(3);
});
