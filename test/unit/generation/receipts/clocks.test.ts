import { clockOff } from '../../../../dev/virtual/clockOff';
import { attempt, type Attempt } from '../../../../dev/virtual/execution';
import { FakeService } from '../../../../dev/virtual/fakeService';
import { LossyRow } from '../../../../dev/virtual/lossyRow';
import { mortal, newProcessName } from '../../../../dev/virtual/mortal';
import { lineageOf } from '../../../../dev/virtual/receipts';
import { VirtualTime } from '../../../../dev/virtual/virtualTime';
import type { Generated } from '../../../../nodes/WaveSpeedVideo/generation/generate';

/** n8n's clock is wrong, or set, while the service's is right: nothing is bought again for that. */
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let time: VirtualTime;
let service: FakeService;
let row: LossyRow;

beforeEach(() => {
	time = new VirtualTime();
	service = new FakeService(time);
	row = new LossyRow(async () => await time.pass(4));
});

/** An execution of the same root in a process of its own, whose clock is so much ahead (ms). */
async function execution(
	offMs: number,
	diesAfterMs?: number,
	more: Partial<Attempt> = {},
): Promise<Generated[] | undefined> {
	const id = newProcessName();
	const { time: clock, ...others } = mortal(time, service, row, diesAfterMs);
	return await attempt({
		...others,
		time: clockOff(clock, offMs),
		store: {},
		prompts: ['a'],
		executionId: id,
		lineage: lineageOf(id, { root: 'the same' }),
		...more,
	});
}

/** What a retry is given: the video of the first, or an error that buys nothing. */
const said = (all: Generated[] | undefined) =>
	all?.map((one) => (one.kind === 'completed' ? one.prediction.id : one.kind));

/** n8n's clock when it buys, and when it tries again. */
const CLOCKS: Array<[string, number, number]> = [
	['is an hour ahead', HOUR, HOUR],
	['is three hours behind', -3 * HOUR, -3 * HOUR],
	['was an hour ahead, and is set back', HOUR, 0],
	['was an hour behind, and is set right', -HOUR, 0],
	['is set back by an hour', 0, -HOUR],
	['is set ahead by an hour', 0, HOUR],
	['was a day ahead, and is set back', 23 * HOUR, 0],
];

describe.each(CLOCKS)('n8n’s clock %s', (_what, before, after) => {
	test('a retry after a crash takes up what was bought', async () => {
		await execution(before, 3_000);
		expect(service.billed).toHaveLength(1);
		await time.run(time.pass(10 * MINUTE));

		const again = await execution(after);

		expect(service.billed).toHaveLength(1);
		expect(said(again)).toEqual(['job0']);
	});

	test('… within a quarter of an hour', async () => {
		await execution(before, 3_000);
		await time.run(time.pass(10 * MINUTE));
		const startedAt = time.now();

		await execution(after);

		expect(time.now() - startedAt).toBeLessThan(15 * MINUTE);
	});

	test('what was bought under a Pay Once Key is not bought again', async () => {
		const underKey = { payOnce: [{ key: 'row 7', changed: 'refuse' as const }] };
		await execution(before, 5_000, underKey);
		expect(service.billed).toHaveLength(1);
		await time.run(time.pass(10 * MINUTE));

		await execution(after, undefined, underKey);

		expect(service.billed).toHaveLength(1);
	});
});

test.each([
	['an hour ahead', HOUR],
	['three hours behind', -3 * HOUR],
])(
	'n8n’s clock is %s: a submission whose answer was lost is found, with and without receipts',
	async (_what, offMs) => {
		for (const more of [{}, { row: undefined }]) {
			const before = service.billed.length;
			service.submitFaults = ['lostAfter'];
			const store = {};
			const first = await execution(offMs, undefined, { store, ...more });
			await time.run(time.pass(10 * MINUTE));
			const again = await execution(offMs, undefined, { store, ...more });

			expect(service.billed).toHaveLength(before + 1);
			expect([said(first), said(again)]).toContainEqual([`job${before}`]);
			row.entries = [];
			await time.run(time.pass(HOUR));
		}
	},
);

test.each([
	['an hour ahead', HOUR],
	['three hours behind', -3 * HOUR],
])('n8n’s clock is %s: a crash before the answer buys nothing again', async (_what, offMs) => {
	service.latencyMs = 2_000;
	await execution(offMs, 3_000);
	expect(service.billed).toHaveLength(1);
	await time.run(time.pass(10 * MINUTE));

	expect(said(await execution(offMs))).toEqual(['job0']);
	expect(service.billed).toHaveLength(1);
});
