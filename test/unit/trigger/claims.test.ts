import fc from 'fast-check';
import { LossyRow } from '../../../dev/virtual/lossyRow';
import { VirtualTime } from '../../../dev/virtual/virtualTime';
import { claim, claimsSettled } from '../../../nodes/WaveSpeedVideo/trigger/claims';

let processes = 0;

/** n8n's row of one node, and processes that share it. */
function shared(writeMs: number, random: () => number) {
	const time = new VirtualTime(random);
	const row = new LossyRow(async () => await time.pass(writeMs * (0.5 + random())));
	const deps = {
		now: () => time.now(),
		random,
		pause: async (ms: number) => await time.pass(ms),
	};
	const take = async (ids: string[], root: string, process = `process ${processes++}`) => {
		const store = row.as(process);
		const own = await claim(ids, root, store, deps);
		await claimsSettled(store, deps);
		return own;
	};
	return { time, take };
}

/** A sequence of its own for each seed. */
function randomOf(seed: number): () => number {
	let state = seed;
	return () => {
		state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
		return state / 2 ** 32;
	};
}

describe('taking a video for an execution of the trigger', () => {
	it('two processes at the same moment: one of them gives it, and never none', async () => {
		let twice = 0;
		const ROUNDS = 300;
		for (let seed = 1; seed <= ROUNDS; seed++) {
			const random = randomOf(seed * 7_919);
			const { time, take } = shared(20, random);
			const later = async (root: string) => {
				await time.pass(random() * 50);
				return await take(['a', 'b'], root);
			};
			const given = (await time.run(Promise.all([later('1'), later('2')]))).flat();
			expect(new Set(given)).toEqual(new Set(['a', 'b']));
			twice += given.length - 2;
		}
		// Only when their writes overlap in every round.
		expect(twice / ROUNDS).toBeLessThan(0.02);
	});

	it('whatever processes take and when, each video is given', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.array(
					fc.record({
						ids: fc.uniqueArray(fc.constantFrom('a', 'b', 'c'), { minLength: 1 }),
						at: fc.nat(2_000),
					}),
					{ minLength: 1, maxLength: 4 },
				),
				fc.integer({ min: 1, max: 1_000_000 }),
				async (executions, seed) => {
					const { time, take } = shared(20, randomOf(seed));
					const all = executions.map(async ({ ids, at }, index) => {
						await time.pass(at);
						return await take(ids, String(index));
					});
					const given = (await time.run(Promise.all(all))).flat();
					expect(new Set(given)).toEqual(new Set(executions.flatMap(({ ids }) => ids)));
				},
			),
			{ numRuns: 100 },
		);
	});

	it('later it is left to the execution that has it, which gets it again when n8n runs it again', async () => {
		const { time, take } = shared(5, () => 0.5);
		const one = async (root: string, process?: string) =>
			await time.run(take(['a'], root, process));
		expect(await one('1')).toEqual(['a']);
		expect(await one('2')).toEqual([]);
		expect(await one('1')).toEqual(['a']);
		expect(await one('2')).toEqual([]);
	});
});
