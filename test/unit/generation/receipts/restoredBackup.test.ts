import type { Generated } from '../../../../nodes/WaveSpeedVideo/generation/generate';
import { attempt, type Attempt } from '../../../../dev/virtual/execution';
import { FakeService } from '../../../../dev/virtual/fakeService';
import { LossyRow } from '../../../../dev/virtual/lossyRow';
import { mortal, newProcessName } from '../../../../dev/virtual/mortal';
import { lineageOf } from '../../../../dev/virtual/receipts';
import { VirtualTime } from '../../../../dev/virtual/virtualTime';

/** n8n's database is lost, and put back as it was at some moment: what was written since is gone. */
let time: VirtualTime;
let service: FakeService;
let row: LossyRow;

beforeEach(() => {
	time = new VirtualTime();
	service = new FakeService(time);
	row = new LossyRow(async () => await time.pass(4));
});

type Way = 'payOnce' | 'retry' | 'reuse';

const given = (made: Generated[] | undefined) =>
	(made ?? []).map((one) => (one.kind === 'completed' ? one.prediction.id : one.kind));

/** An execution in a process of its own. @param backupAfterMs when the backup is made, after its start */
async function run(way: Way, backupAfterMs?: number) {
	const id = newProcessName();
	let backup: string[] = [];
	if (backupAfterMs !== undefined) {
		void time.pass(backupAfterMs).then(() => (backup = [...row.entries]));
	}
	const options: Partial<Attempt> =
		way === 'payOnce'
			? { payOnce: [{ key: 'row 7', changed: 'refuse' }] }
			: { reuse: way === 'reuse' };
	const made = await attempt({
		...mortal(time, service, row),
		store: {},
		prompts: ['a'],
		executionId: id,
		lineage: lineageOf(id, {
			root: way === 'retry' ? 'the same' : id,
			isRepetition: way === 'retry',
		}),
		...options,
	});
	await time.run(time.pass(300_000));
	return { ids: given(made), backup };
}

test.each<Way>(['payOnce', 'retry', 'reuse'])(
	'what was bought before the backup is known after it was put back (%s)',
	async (way) => {
		await run(way);
		const backup = [...row.entries];
		await run(way);
		row.entries = backup;

		expect((await run(way)).ids).toEqual(['job0']);
		expect(service.billed).toHaveLength(1);
	},
);

// With a Pay Once Key the bids take a second before the mark; then comes the POST, of 300 ms.
test.each<[Way, number]>([
	['payOnce', 1_100],
	['retry', 100],
	['retry', 320],
])(
	'… and so is what was being submitted while it was made (%s, %i ms after the start)',
	async (way, backupAfterMs) => {
		const { backup } = await run(way, backupAfterMs);
		expect(backup).not.toEqual([]);
		row.entries = backup;

		expect((await run(way)).ids).toEqual(['job0']);
		expect(service.billed).toHaveLength(1);
	},
);

test.each<Way>(['payOnce', 'retry', 'reuse'])(
	'what was bought after it is not: it is bought once more, and once only (%s)',
	async (way) => {
		await run(way);
		row.entries = [];

		expect((await run(way)).ids).toEqual(['job1']);
		expect((await run(way)).ids).toEqual(['job1']);
		expect(service.billed).toHaveLength(2);
	},
);
