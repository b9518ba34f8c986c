import fc from 'fast-check';

import {
	type Failing,
	failingStore,
	STORE_FAILURES,
	type StoreFailure,
} from '../../../dev/virtual/failingStore';
import { FakeTime } from '../../../dev/virtual/fakeTime';
import { runs } from '../support/runs';
import { hintsOf, leftoversIn, SeveralRuns, WELL_AFTER } from './severalRuns';

/** Unfinished Videos = Output Too, while n8n's database fails some calls of one of the runs. */
interface History {
	failing: Failing;
	/** The run that buys and is killed, the first that may give its video, or the one after. */
	inRun: 0 | 1 | 2;
}

const failing: fc.Arbitrary<Failing> = fc
	.record({
		how: fc.constantFrom<StoreFailure>(...STORE_FAILURES),
		from: fc.integer({ min: 0, max: 60 }),
		calls: fc.constantFrom(1, 6, 12),
	})
	// What was written is lost when another process writes at the same moment: not every time.
	.map((one) => (one.how === 'loses' ? { ...one, calls: 1 } : one));

const history: fc.Arbitrary<History> = fc.record({
	failing,
	inRun: fc.constantFrom<0 | 1 | 2>(0, 1, 2),
});

async function play(time: FakeTime, { failing: how, inRun }: History) {
	const world = new SeveralRuns(time);
	const run = async (index: number, prompt: string, diesAfterMs?: number) => {
		const process = world.newProcess();
		const row =
			index === inRun ? failingStore(process.store, world.row, time.virtual, how) : process.store;
		const { outcome } = await world.run({
			prompts: [prompt],
			process,
			row,
			...(diesAfterMs === undefined ? {} : { diesAfterMs }),
		});
		return outcome;
	};
	await run(0, 'lost', 30_000);
	world.service.jobMs = 1_000;
	await world.pass(WELL_AFTER);
	const later = [];
	for (const index of [1, 2, 3]) {
		later.push(await run(index, `next ${index}`));
		await world.pass(WELL_AFTER);
	}
	const id = world.idOf('lost');
	return {
		paid: world.paid,
		given: later.filter((outcome) => leftoversIn(outcome).includes(id)).length,
		named: later.some((outcome) => hintsOf(outcome).includes(id)),
	};
}

test('whichever call to n8n’s database fails, and however, a video that was left behind is given once, or named', async () => {
	await fc.assert(
		fc.asyncProperty(history, async (one) => {
			const time = new FakeTime();
			try {
				const { paid, given, named } = await play(time, one);

				expect(given).toBeLessThanOrEqual(1);
				expect(given === 1 || named).toBe(true);
				expect(paid.filter((prompt) => prompt === 'lost')).toHaveLength(1);
			} finally {
				time.end();
			}
		}),
		{ numRuns: runs(12) },
	);
});
