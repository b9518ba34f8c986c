import { FakeService } from '../../../dev/virtual/fakeService';
import { LossyRow } from '../../../dev/virtual/lossyRow';
import { lineageOf, receiptsIn } from '../../../dev/virtual/receipts';
import { MODEL } from '../../../dev/virtual/execution';
import { VirtualTime } from '../../../dev/virtual/virtualTime';
import { createClient } from '../../../nodes/WaveSpeedVideo/api/client';
import type { EntryStore } from '../../../nodes/WaveSpeedVideo/base/entryStore';
import { openPurchaseMemory } from '../../../nodes/WaveSpeedVideo/generation/acquire/receipts/purchaseMemory';
import type { UnfinishedWish } from '../../../nodes/WaveSpeedVideo/items/unfinished';
import { findUnfinished, unfinishedHint } from '../../../nodes/WaveSpeedVideo/items/unfinished';

/** What a run says of the videos that earlier executions of its node bought and did not hand on. */
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let time: VirtualTime;
let service: FakeService;
let row: LossyRow;
let client: ReturnType<typeof createClient>;
let processes = 0;

beforeEach(() => {
	time = new VirtualTime();
	service = new FakeService(time);
	row = new LossyRow(async () => await time.pass(4));
	client = createClient(service.send, () => time.now());
});

const receiptsOf = (store: EntryStore) => receiptsIn(store, time);
const newProcess = () => row.as(`unfinished ${processes++}`);

/** Buys a video, as an execution of this node that ends before it hands it on. @returns its id */
async function buy(): Promise<string> {
	const result = await time.run(client.submit(MODEL, { prompt: 'a boat' }));
	if (result.kind !== 'accepted') throw new Error(result.kind);
	return result.prediction.id;
}

/** Ids that a run in this process names. */
async function named(store: EntryStore, wish: UnfinishedWish = 'hint'): Promise<string[]> {
	const { runtime } = time;
	const memory = openPurchaseMemory(lineageOf('now'), {
		client,
		runtime,
		receipts: receiptsOf(store),
		known: () => new Set(),
	});
	const session = { host: { entryStore: store }, client, runtime };
	const found = await time.run(findUnfinished(wish, session, memory, { all: () => [] }));
	return found.map(({ prediction }) => prediction.id);
}

test('names what the node bought and did not hand on, and nothing of others', async () => {
	const before = receiptsOf(newProcess());
	const [lost, handedOn, stranger] = [await buy(), await buy(), await buy()];
	await time.run(before.bought({ key: 'a', also: [] }, lost));
	await time.run(before.bought({ key: 'b', also: [] }, handedOn));
	await time.run(before.delivered([handedOn]));
	await time.run(time.pass(2 * HOUR));

	expect(stranger).not.toBe(lost);
	expect(await named(newProcess())).toEqual([lost]);
});

test('names nothing younger than an hour: an execution on another worker may have it', async () => {
	const before = receiptsOf(newProcess());
	const id = await buy();
	await time.run(before.bought({ key: 'a', also: [] }, id));
	await time.run(time.pass(59 * MINUTE));

	expect(await named(newProcess())).toEqual([]);
	await time.run(time.pass(2 * MINUTE));
	expect(await named(newProcess())).toEqual([id]);
});

test('looks once in ten minutes, and never when it is to ignore them', async () => {
	const before = receiptsOf(newProcess());
	const id = await buy();
	await time.run(before.bought({ key: 'a', also: [] }, id));
	await time.run(time.pass(2 * HOUR));
	const store = newProcess();

	expect(await named(store, 'ignore')).toEqual([]);
	expect(service.count('/predictions')).toBe(0);
	expect(await named(store)).toEqual([id]);
	const asked = service.count('/predictions');
	expect(await named(store)).toEqual([]);
	expect(service.count('/predictions')).toBe(asked);
	await time.run(time.pass(10 * MINUTE));
	expect(await named(store)).toEqual([id]);
});

const listed = (model: string, inputs?: Record<string, unknown>) => ({
	prediction: {
		id: 'one',
		model,
		status: 'completed',
		outputs: [{ kind: 'file' as const, url: 'u' }],
		error: '',
	},
	inputs,
});

test('a video is named with the beginning of its prompt, where the list tells it', () => {
	const prompt = `The fox ${'runs and '.repeat(20)}`;
	const [hint] = unfinishedHint([listed('m', { prompt }), listed('m')]);
	expect(hint?.message).toMatch(/one \(“The fox runs.{1,60}…”, m, time unknown\), one \(m, /);
});

test('what the service says is shown as text', () => {
	const [hint] = unfinishedHint([listed('<img src=x>', { prompt: '<script>' })]);

	expect(hint?.message).toContain('one');
	expect(hint?.message).not.toMatch(/<img|<script/);
});
