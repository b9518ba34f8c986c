import fc from 'fast-check';
import { VirtualTime } from '../../../dev/virtual/virtualTime';
import { StoppedError } from '../../../nodes/WaveSpeedVideo/base/runtime';
import { HOLD_MS, Room } from '../../../nodes/WaveSpeedVideo/media/out/room';

const SIZE = 100;

interface File {
	bytes: number;
	/** Until its size is known, and from then on. */
	headMs: number;
	bodyMs: number;
}

/** One download, as far as the room sees it. */
async function pass(room: Room, time: VirtualTime, { bytes, headMs, bodyMs }: File) {
	const place = await room.take(time.runtime);
	try {
		await time.pass(headMs);
		place.resize(bytes);
		await time.pass(bodyMs);
	} finally {
		place.leave();
	}
}

const file = fc.record({
	bytes: fc.integer({ min: 1, max: 2 * SIZE }),
	headMs: fc.nat(500),
	bodyMs: fc.nat(10_000),
});

describe('room for downloads that n8n holds as a whole', () => {
	it('holds no more than fits, or one that is larger, when files are of one size', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.array(file, { minLength: 1, maxLength: 20 }),
				fc.integer({ min: 1, max: 2 * SIZE }),
				async (files, bytes) => {
					const time = new VirtualTime();
					const room = new Room(SIZE);
					let held = 0;
					let most = 0;
					const all = files.map(async ({ headMs, bodyMs }) => {
						const place = await room.take(time.runtime);
						most = Math.max(most, (held += bytes));
						await time.pass(headMs);
						place.resize(bytes);
						await time.pass(bodyMs);
						held -= bytes;
						place.leave();
					});
					await time.run(Promise.all(all));
					expect(most).toBeLessThanOrEqual(Math.max(SIZE, bytes));
				},
			),
		);
	});

	it('lets every download through, in order, whatever the sizes', async () => {
		await fc.assert(
			fc.asyncProperty(fc.array(file, { maxLength: 20 }), async (files) => {
				const time = new VirtualTime();
				const room = new Room(SIZE);
				const begun: number[] = [];
				const all = files.map(async (one, index) => {
					const place = await room.take(time.runtime);
					begun.push(index);
					await time.pass(one.headMs);
					place.resize(one.bytes);
					await time.pass(one.bodyMs);
					place.leave();
				});
				await time.run(Promise.all(all));
				expect(begun).toEqual(files.map((_, index) => index));
			}),
		);
	});

	it('takes small files at the same time, once their size is known', async () => {
		const time = new VirtualTime();
		const room = new Room(SIZE);
		const begin = time.now();
		const small = { bytes: 10, headMs: 100, bodyMs: 5_000 };
		await time.run(Promise.all(Array.from({ length: 10 }, () => pass(room, time, small))));
		expect(time.now() - begin).toBeLessThanOrEqual(2 * 100 + 5_000);
	});

	it('makes others wait a minute at most for a slow line', async () => {
		const time = new VirtualTime();
		const room = new Room(SIZE);
		const begin = time.now();
		const slow = pass(room, time, { bytes: 90, headMs: 10, bodyMs: 3_600_000 });
		const next = Array.from({ length: 5 }, () =>
			pass(room, time, { bytes: 90, headMs: 10, bodyMs: 100 }),
		);
		await time.run(Promise.all(next));
		expect(time.now() - begin).toBeLessThanOrEqual(HOLD_MS + 5 * 200);
		await time.run(slow);
	});

	it('is left at once by an execution that is stopped while it waits', async () => {
		const [time, other] = [new VirtualTime(), new VirtualTime()];
		const room = new Room(SIZE);
		const held = await room.take(time.runtime);
		const stopped = room.take(other.runtime);
		const behind = room.take(time.runtime);
		other.stop();
		await expect(stopped).rejects.toThrow(StoppedError);
		held.leave();
		(await behind).leave();
	});
});
