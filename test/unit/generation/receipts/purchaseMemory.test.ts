import { createClient } from '../../../../nodes/WaveSpeedVideo/api/client';
import type { Lineage } from '../../../../nodes/WaveSpeedVideo/base/lineage';
import {
	type Intended,
	openPurchaseMemory,
	type PurchaseMemory,
	type Recalled,
} from '../../../../nodes/WaveSpeedVideo/generation/acquire/receipts/purchaseMemory';
import { openReceipts } from '../../../../nodes/WaveSpeedVideo/generation/acquire/receipts/receipts';
import { FakeService } from '../../support/fakeService';
import { LossyRow } from '../../support/lossyRow';
import { VirtualTime } from '../../support/virtualTime';

const MODEL = 'openai/sora-2/text-to-video-pro';
const HOUR = 3_600_000;
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

const lineageOf = (place: Partial<Lineage> = {}): Lineage => {
	const id = place.executionId ?? newId();
	return {
		root: 'root',
		life: id,
		executionId: id,
		retriesShareRoot: true,
		earlier: [],
		hasFailed: async (one) => await Promise.resolve(failed.has(one)),
		...place,
	};
};

const clientOf = () => createClient(service.send, () => time.now());

/** The memory of an execution in a process that has just started. */
function memoryOf(lineage = lineageOf()): PurchaseMemory {
	const deps = {
		now: () => time.now(),
		pause: async (ms: number) => await time.pass(ms),
		random: () => 0.5,
	};
	return openPurchaseMemory(lineage, {
		client: clientOf(),
		receipts: openReceipts(row.as(`memory ${count++}`), 'wsk_secret', deps),
		runtime: time.runtime,
		known: new Set(),
	});
}

const boat = (change: Partial<Intended> = {}): Intended => ({
	content: 'hash of a boat',
	model: MODEL,
	inputs: { prompt: 'a boat' },
	hasMedia: false,
	...change,
});

/** Buys what is new, as a process that lives on does. */
async function buy(memory: PurchaseMemory, intended = boat()): Promise<Recalled> {
	const recalled = await memory.recall(intended, NONE);
	if (recalled.kind !== 'new') return recalled;
	const answer = await clientOf().submit(intended.model, intended.inputs);
	if (answer.kind !== 'accepted') throw new Error('not accepted');
	await memory.bought(recalled.key, answer.prediction.id);
	return recalled;
}

const idOf = (recalled: Recalled) =>
	recalled.kind === 'bought' ? recalled.prediction.id : recalled.kind;

test('a first execution buys, and asks WaveSpeed nothing before', async () => {
	expect(await time.run(buy(memoryOf()))).toMatchObject({ kind: 'new' });
	expect(service.count('/predictions')).toBe(0);
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
	await time.run(memoryOf().recall(boat(), NONE));
	await time.run(clientOf().submit(MODEL, { prompt: 'a train' }));
	await time.run(clientOf().submit(MODEL, { prompt: 'a boat' }));

	expect(idOf(await time.run(buy(memoryOf())))).toBe('job1');
});

test('a crash between mark and POST: it is looked for, and then bought', async () => {
	await time.run(memoryOf().recall(boat(), NONE));

	expect(idOf(await time.run(buy(memoryOf())))).toBe('new');
	expect(service.billed).toHaveLength(1);
	// … once.
	expect(idOf(await time.run(buy(memoryOf())))).toBe('job0');
	expect(service.billed).toHaveLength(1);
});

test('a job that shows up in the list late is still found', async () => {
	const first = memoryOf();
	await time.run(first.recall(boat(), NONE));
	const second = time.run(buy(memoryOf()));
	setImmediate(() => {
		void time.pass(6_000).then(() => clientOf().submit(MODEL, { prompt: 'a boat' }));
	});

	expect(idOf(await second)).toBe('job0');
	expect(service.billed).toHaveLength(1);
});

test('what another execution bought for equal inputs is not taken up', async () => {
	await time.run(buy(memoryOf(lineageOf({ root: 'other' }))));
	await time.run(memoryOf().recall(boat(), NONE));

	expect(idOf(await time.run(buy(memoryOf())))).toBe('new');
	expect(service.billed).toHaveLength(2);
});

test.each([
	['the list gives no inputs', boat(), 'ignored' as const],
	['a picture belongs to it', boat({ hasMedia: true }), 'given' as const],
])(
	'when nothing proves whose a job is (%s), nothing is bought or delivered',
	async (_, wanted, inputs) => {
		service.listInputs = inputs;
		await time.run(memoryOf().recall(wanted, NONE));
		await time.run(clientOf().submit(MODEL, { prompt: 'a boat' }));

		const recalled = await time.run(buy(memoryOf(), wanted));

		expect(recalled).toMatchObject({ kind: 'unsure', ids: ['job0'] });
		expect(service.billed).toHaveLength(1);
	},
);

test('while the list can’t be read, a marked purchase is not made again', async () => {
	await time.run(buy(memoryOf()));
	service.listFaults = Array.from({ length: 20 }, () => 'serverErrorBefore' as const);

	expect(await time.run(buy(memoryOf()))).toMatchObject({ kind: 'unsure' });
	expect(service.billed).toHaveLength(1);
});

test('what failed and was forgotten is bought again', async () => {
	const memory = memoryOf();
	const { key } = await time.run(buy(memory));
	await time.run(memory.forget(key, 'job0'));

	expect(idOf(await time.run(buy(memory)))).toBe('new');
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
	const { key } = await time.run(buy(first));
	first.release([key]);

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
