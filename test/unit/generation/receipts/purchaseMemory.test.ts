import { createClient } from '../../../../nodes/WaveSpeedVideo/api/client';
import type { Lineage } from '../../../../nodes/WaveSpeedVideo/base/lineage';
import type {
	Intended,
	Recalled,
} from '../../../../nodes/WaveSpeedVideo/generation/acquire/receipts/intended';
import {
	openPurchaseMemory,
	type PurchaseMemory,
} from '../../../../nodes/WaveSpeedVideo/generation/acquire/receipts/purchaseMemory';
import { FakeService } from '../../../../dev/virtual/fakeService';
import { LossyRow } from '../../../../dev/virtual/lossyRow';
import * as support from '../../../../dev/virtual/receipts';
import { VirtualTime } from '../../../../dev/virtual/virtualTime';

const MODEL = 'openai/sora-2/text-to-video-pro';
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NONE: ReadonlySet<string> = new Set();

let time: VirtualTime;
let row: LossyRow;
let service: FakeService;
let count = 0;
const failed = new Set<string>();

beforeEach(() => {
	time = new VirtualTime();
	row = new LossyRow(async () => await time.pass(5));
	service = new FakeService(time);
	failed.clear();
});

/** Execution ids that no other test uses: the slots belong to the process. */
const newId = () => `${100 + count++}`;

const lineageOf = (place: Partial<Lineage> = {}): Lineage =>
	support.lineageOf(place.executionId ?? newId(), {
		hasFailed: async (one) => await Promise.resolve(failed.has(one)),
		...place,
	});

const clientOf = () => createClient(service.send, () => time.now());

/** The memory of an execution in a process that has just started. */
const memoryOf = (lineage = lineageOf()): PurchaseMemory =>
	openPurchaseMemory(lineage, {
		client: clientOf(),
		receipts: support.receiptsIn(row.as(`memory ${count++}`), time),
		runtime: time.runtime,
		known: () => new Set(),
	});

const boat = (media: Record<string, string> = {}): Intended => ({
	ordered: 'hash of a boat',
	order: { model: MODEL, inputs: { prompt: 'a boat' }, media },
});

const submitBoat = async (prompt = 'a boat') => {
	const answer = await clientOf().submit(MODEL, { prompt });
	if (answer.kind !== 'accepted') throw new Error('not accepted');
	return answer.prediction;
};

/** As far as the mark: what comes next is the POST. */
async function upToPost(memory: PurchaseMemory, intended = boat()) {
	const { receipt, recalled } = await memory.recall(intended, NONE);
	return {
		receipt,
		recalled: recalled.kind === 'new' ? await memory.mark(receipt, intended) : recalled,
	};
}

/** Buys what is new, as a process that lives on does. */
async function buy(memory: PurchaseMemory, intended = boat()) {
	const { receipt, recalled } = await upToPost(memory, intended);
	if (recalled.kind === 'new') await memory.bought(receipt, await submitBoat(), intended.order);
	return { receipt, recalled };
}

const idOf = ({ recalled }: { recalled: Recalled }) =>
	recalled.kind === 'bought' ? recalled.prediction.id : recalled.kind;

test('a first execution buys, and neither asks WaveSpeed nor looks for receipts before', async () => {
	const memory = memoryOf(lineageOf({ isRepetition: false }));
	expect((await time.run(upToPost(memory))).recalled.kind).toBe('new');
	expect(row.writes).toBe(1);
	expect(service.requests).toEqual([]);
});

test('a retry after a crash takes up what was bought', async () => {
	await time.run(buy(memoryOf()));
	await time.run(time.pass(30 * HOUR));

	expect(idOf(await time.run(buy(memoryOf())))).toBe('job0');
	expect(service.billed).toHaveLength(1);
});

test('of three equal purchases a retry takes up each once', async () => {
	const first = memoryOf();
	await time.run(Promise.all([buy(first), buy(first), buy(first)]));

	const again = memoryOf();
	const recalled = await time.run(Promise.all([buy(again), buy(again), buy(again)]));

	expect(recalled.map(idOf).sort()).toEqual(['job0', 'job1', 'job2']);
	expect(service.billed).toHaveLength(3);
});

test('a crash between POST and receipt: the job is found by its inputs', async () => {
	await time.run(upToPost(memoryOf()));
	await time.run(submitBoat('a train'));
	await time.run(submitBoat());

	expect(idOf(await time.run(buy(memoryOf())))).toBe('job1');
});

test('a crash between mark and POST: a stranger’s job that has all its inputs and a picture besides is named, not taken', async () => {
	await time.run(upToPost(memoryOf()));
	const theirs = await time.run(submitBoat());
	const [job] = service.billed;
	if (job) job.body = { ...job.body, image: 'https://theirs.example/cat.png' };

	const recalled = await time.run(memoryOf().recall(boat(), NONE));
	expect(recalled.recalled).toMatchObject({ kind: 'unsure', candidates: [{ id: theirs.id }] });
});

test('a crash between mark and POST: it is looked for until the list is sure, and then bought', async () => {
	await time.run(upToPost(memoryOf()));
	const markedAt = time.now();

	expect(idOf(await time.run(buy(memoryOf())))).toBe('new');
	expect(time.now() - markedAt).toBeGreaterThan(2 * MINUTE - 1_000);
	expect(service.billed).toHaveLength(1);
	// … once.
	expect(idOf(await time.run(buy(memoryOf())))).toBe('job0');
	expect(service.billed).toHaveLength(1);
});

test('a job that shows up in the list late is still found', async () => {
	const first = memoryOf();
	await time.run(upToPost(first));
	const second = time.run(buy(memoryOf()));
	setImmediate(() => {
		void time.pass(70_000).then(async () => await submitBoat());
	});

	expect(idOf(await second)).toBe('job0');
	expect(service.billed).toHaveLength(1);
});

test('what another execution bought for equal inputs within minutes is neither taken up nor a reason to buy', async () => {
	await time.run(buy(memoryOf(lineageOf({ root: 'other' }))));
	await time.run(upToPost(memoryOf()));

	expect(idOf(await time.run(buy(memoryOf())))).toBe('unsure');
	expect(service.billed).toHaveLength(1);
});

test('… and one that is bought an hour apart is no candidate', async () => {
	await time.run(buy(memoryOf(lineageOf({ root: 'other' }))));
	await time.run(time.pass(HOUR));
	await time.run(upToPost(memoryOf()));

	expect(idOf(await time.run(buy(memoryOf())))).toBe('new');
	expect(service.billed).toHaveLength(2);
});

test.each([
	['the list gives no inputs', boat(), 'ignored' as const],
	['a picture belongs to it', boat({ image: 'hash of a picture' }), 'given' as const],
])(
	'when nothing proves whose a job is (%s), nothing is bought or delivered',
	async (_, wanted, inputs) => {
		service.listInputs = inputs;
		await time.run(upToPost(memoryOf(), wanted));
		await time.run(submitBoat());

		const { recalled } = await time.run(buy(memoryOf(), wanted));

		expect(recalled).toMatchObject({ kind: 'unsure', candidates: [{ id: 'job0' }] });
		expect(service.billed).toHaveLength(1);
	},
);

test('while the list can’t be read, a marked purchase is not made again', async () => {
	await time.run(buy(memoryOf()));
	service.listFaults = Array.from({ length: 20 }, () => 'serverErrorBefore' as const);

	expect(idOf(await time.run(buy(memoryOf())))).toBe('unsure');
	expect(service.billed).toHaveLength(1);
});

test('what failed and was forgotten is bought again', async () => {
	const memory = memoryOf();
	const { receipt } = await time.run(buy(memory));
	await time.run(memory.forget(receipt, 'job0'));

	expect(idOf(await time.run(buy(memoryOf())))).toBe('new');
	expect(service.billed).toHaveLength(2);
});

test('in a sub-workflow, another call of the same parent buys; one after a failed call takes up', async () => {
	const life = newId();
	const call = () => lineageOf({ life, executionId: newId() });
	const first = call();
	await time.run(buy(memoryOf(first)));
	expect(idOf(await time.run(buy(memoryOf(call()))))).toBe('new');

	failed.add(first.executionId);
	expect(idOf(await time.run(buy(memoryOf(call()))))).toBe('job0');
	expect(service.billed).toHaveLength(2);
});

test('an execution that fails leaves its purchases to the next try of its caller', async () => {
	const life = newId();
	const first = memoryOf(lineageOf({ life, executionId: newId() }));
	await time.run(buy(first));
	first.release();

	expect(idOf(await time.run(buy(memoryOf(lineageOf({ life, executionId: newId() })))))).toBe(
		'job0',
	);
});

describe('on an n8n that doesn’t say what a retry repeats', () => {
	const old = (root: string, earlier: string[] = []) =>
		lineageOf({
			root,
			retriesShareRoot: false,
			earlier: earlier.map((one) => ({ root: one, executionId: one })),
		});

	test('a retry takes up what an execution that failed has bought', async () => {
		await time.run(buy(memoryOf(old('7'))));
		failed.add('7');

		expect(idOf(await time.run(buy(memoryOf(old('9', ['8', '7'])))))).toBe('job0');
		// … and so does its own retry.
		failed.add('9');
		expect(idOf(await time.run(buy(memoryOf(old('10', ['9', '8', '7'])))))).toBe('job0');
		expect(service.billed).toHaveLength(1);
	});

	test('what an execution bought that runs or went well is not taken up', async () => {
		await time.run(buy(memoryOf(old('7'))));

		expect(idOf(await time.run(buy(memoryOf(old('9', ['8', '7'])))))).toBe('new');
		expect(service.billed).toHaveLength(2);
	});
});

describe('A retry whose earlier nodes now write another prompt', () => {
	const train = (): Intended => ({
		ordered: 'hash of a train',
		order: { model: MODEL, inputs: { prompt: 'a train' }, media: {} },
	});
	const namesOf = async (memory: PurchaseMemory) =>
		(await time.run(memory.leftBehind())).map(({ prediction }) => prediction.id);

	test('buys anew, and names what the execution that it repeats bought and did not hand on', async () => {
		const first = memoryOf();
		await time.run(buy(first));
		await time.run(first.end());
		await time.run(time.pass(10 * MINUTE));

		const again = memoryOf();
		expect(idOf(await time.run(buy(again, train())))).toBe('new');

		expect(await namesOf(again)).toEqual(['job0']);
		expect(service.billed).toHaveLength(2);
	});

	test('names nothing that was handed on, that it has taken up, or that another execution bought', async () => {
		const first = memoryOf();
		await time.run(buy(first));
		await time.run(first.delivered(['job0']));
		await time.run(first.end());
		const other = memoryOf(lineageOf({ root: 'other' }));
		await time.run(buy(other, train()));
		await time.run(other.end());

		const again = memoryOf();
		await time.run(buy(again, train()));

		expect(await namesOf(again)).toEqual([]);
	});

	test('asks WaveSpeed nothing when it has bought nothing anew', async () => {
		const first = memoryOf();
		await time.run(buy(first));
		await time.run(first.end());
		const again = memoryOf();
		await time.run(buy(again));
		const before = service.requests.length;

		expect(await namesOf(again)).toEqual([]);
		expect(service.requests).toHaveLength(before);
	});

	test('on an old n8n names what an execution that failed has bought', async () => {
		const old = (root: string, earlier: string[] = []) =>
			lineageOf({
				root,
				retriesShareRoot: false,
				earlier: earlier.map((one) => ({ root: one, executionId: one })),
			});
		const [first, well] = [memoryOf(old('left 7')), memoryOf(old('left 8'))];
		await time.run(buy(first));
		await time.run(first.end());
		await time.run(buy(well, { ...train(), ordered: 'hash of a kite' }));
		await time.run(well.end());
		failed.add('left 7');

		const again = memoryOf(old('left 9', ['left 8', 'left 7']));
		await time.run(buy(again, train()));

		expect(await namesOf(again)).toEqual(['job0']);
	});
});

test('at its end nothing of it is left in the background', async () => {
	const memory = memoryOf();
	await time.run(buy(memory));
	expect(row.entries).not.toHaveLength(0);

	await time.run(memory.end());

	const writes = row.writes;
	await time.run(time.pass(HOUR));
	expect(row.writes).toBe(writes);
});

test('a database that hangs holds the end up for two seconds at most', async () => {
	const hanging = {
		...row.as(`hanging ${count++}`),
		add: async () => await new Promise<never>(() => {}),
	};
	const memory = openPurchaseMemory(lineageOf({ isRepetition: false }), {
		client: clientOf(),
		receipts: support.receiptsIn(hanging, time),
		runtime: time.runtime,
		known: () => new Set(),
	});
	memory.bought('["root","hash of a boat",0]', await time.run(submitBoat()), boat().order);
	const before = time.now();

	await time.run(memory.end());

	expect(time.now() - before).toBeLessThanOrEqual(2_000);
});
