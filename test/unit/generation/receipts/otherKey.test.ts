import type { Generated } from '../../../../nodes/WaveSpeedVideo/generation/generate';
import { attempt, type Attempt } from '../../../../dev/virtual/execution';
import { FakeService } from '../../../../dev/virtual/fakeService';
import { LossyRow } from '../../../../dev/virtual/lossyRow';
import { mortal, newProcessName } from '../../../../dev/virtual/mortal';
import { lineageOf } from '../../../../dev/virtual/receipts';
import { VirtualTime } from '../../../../dev/virtual/virtualTime';

/** Two API keys of one account: both see all that either has bought. */
const [FIRST, SECOND] = ['wsk_first', 'wsk_second'];

let time: VirtualTime;
let service: FakeService;
let row: LossyRow;

beforeEach(() => {
	time = new VirtualTime();
	service = new FakeService(time);
	row = new LossyRow(async () => await time.pass(4));
});

async function run(
	secret: string | undefined,
	{
		diesAfterMs,
		root = 'the same',
		...more
	}: Partial<Attempt> & { diesAfterMs?: number; root?: string } = {},
): Promise<unknown[]> {
	const id = newProcessName();
	const made = await attempt({
		...mortal(time, service, row, diesAfterMs),
		store: {},
		prompts: ['a', 'b'],
		executionId: id,
		lineage: lineageOf(id, { root }),
		...(secret === undefined ? {} : { secret }),
		...more,
	});
	await time.run(time.pass(10_000));
	return (made ?? []).map(said);
}

const said = (one: Generated) => {
	if (one.kind === 'completed') return one.prediction.id;
	return one.kind === 'failed' ? `${one.failure.code} ${one.failure.spent}` : one.kind;
};

test('what a killed execution has bought with one API key is not bought again by a retry with another', async () => {
	await run(FIRST, { diesAfterMs: 20_000 });

	expect(await run(SECOND)).toEqual(['memory_unreadable maybe', 'memory_unreadable maybe']);
	expect(await run(FIRST)).toEqual(['job0', 'job1']);
	expect(service.billed).toHaveLength(2);
});

test('… unless a person says so', async () => {
	await run(FIRST, { diesAfterMs: 20_000 });

	expect(await run(SECOND, { lost: { buyAgain: true, adopt: [] } })).toEqual(['job2', 'job3']);
	expect(await run(SECOND)).toEqual(['job2', 'job3']);
});

test('… also when another item of that execution has failed at the provider, and cost nothing', async () => {
	service.jobEnd = (index) => (index === 1 ? 'failed' : 'completed');
	expect(await run(FIRST)).toEqual(['job0', 'generation_failed refunded']);
	service.jobEnd = () => 'completed';

	expect(await run(SECOND)).toEqual(['memory_unreadable maybe', 'memory_unreadable maybe']);
	expect(await run(FIRST)).toEqual(['job0', 'job2']);
});

test('a key that was refused has bought nothing: the retry with another one buys', async () => {
	service.submitFaults = ['badRequest', 'badRequest'];
	await run(FIRST);

	expect(await run(SECOND)).toEqual(['job0', 'job1']);
});

test('a retry whose own memory tells what was bought goes on with another key, and buys the rest', async () => {
	const store = {};
	await run(FIRST, { store, prompts: ['a'] });

	expect(await run(SECOND, { store })).toEqual(['job0', 'job1']);
});

test('two nodes, or new executions, with two keys of one account buy for themselves, and none is given the other’s', async () => {
	const both = [run(FIRST, { root: 'one' }), run(SECOND, { root: 'two' })];
	const [one = [], other = []] = await Promise.all(both);

	expect(new Set([...one, ...other]).size).toBe(4);
	expect(service.billed).toHaveLength(4);
});
