import { type Failing, failingStore } from '../../../dev/virtual/failingStore';
import { FakeTime } from '../../../dev/virtual/fakeTime';
import { idsOf, SeveralRuns, type Started } from './severalRuns';

/** A run makes some thirty calls to n8n's database: from one of them on it fails; each of the first, which are before the purchase and around it, then every third. */
const CALLS = [...Array(16).keys(), ...Array.from({ length: 8 }, (_, n) => 17 + 3 * n)];

const key = { safety: [{ payOnceKey: 'row 7', payOnceChanged: 'buyAnew' }] };

const RUNS: Array<[string, Partial<Started>]> = [
	['a new execution', {}],
	['a retry that asks for something else', { root: 'the same', isRetry: true }],
	['a new execution with a Pay Once Key', key],
	['such a retry with a Pay Once Key', { root: 'the same', isRetry: true, ...key }],
];

async function runWith(failing: Failing, run: Partial<Started>) {
	const time = new FakeTime();
	try {
		const world = new SeveralRuns(time);
		await world.lose('a boat', { root: 'the same', diesAfterMs: 30_000 });
		const process = world.newProcess();
		const row = failingStore(process.store, world.row, time.virtual, failing);
		const outcome = await world.later({ prompts: ['a train'], process, row, ...run });
		const paid = world.paid.includes('a train') ? [world.idOf('a train')] : [];
		return { given: idsOf(outcome), paid };
	} finally {
		time.end();
	}
}

describe.each(RUNS)('%s', (_, run) => {
	test.each(CALLS)(
		'gives what it has paid, also when n8n’s database is gone from call %i on',
		async (from) => {
			const { given, paid } = await runWith({ how: 'refuses', from, calls: Infinity }, run);
			expect(given).toEqual(paid);
		},
	);

	test.each(CALLS)(
		'comes to an end, and gives what it has paid, also when nothing is kept from call %i on',
		async (from) => {
			const { given, paid } = await runWith({ how: 'loses', from, calls: Infinity }, run);
			expect(given).toEqual(paid);
		},
	);
});
