import fc from 'fast-check';
import { Queue } from '../../../nodes/WaveSpeedVideo/base/queue';
import { VirtualTime } from '../../../dev/virtual/virtualTime';

describe('a queue', () => {
	it('never runs more at once than its limit of the moment, starts in order, and loses nothing', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.array(fc.record({ ms: fc.nat(1_000), fails: fc.boolean() }), { maxLength: 30 }),
				fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 5 }),
				async (tasks, limits) => {
					const time = new VirtualTime();
					const [started, ended]: [number[], number[]] = [[], []];
					// As for downloads, the limit changes when one has ended.
					const limit = () => limits[ended.length % limits.length] ?? 1;
					const queue = new Queue(limit);
					const all = Promise.allSettled(
						tasks.map(({ ms, fails }, index) =>
							queue.run(async () => {
								started.push(index);
								expect(started.length - ended.length).toBeLessThanOrEqual(Math.max(...limits));
								await time.pass(ms);
								ended.push(index);
								if (fails) throw new Error('failed');
								return index;
							}),
						),
					);
					const results = await time.run(all);
					expect(started).toEqual(tasks.map((_, index) => index));
					expect(results.map(({ status }) => status === 'rejected')).toEqual(
						tasks.map(({ fails }) => fails),
					);
				},
			),
		);
	});
});
