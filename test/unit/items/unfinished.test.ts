import { FakeService } from '../../../dev/virtual/fakeService';
import { LossyRow } from '../../../dev/virtual/lossyRow';
import { lineageOf, receiptsIn } from '../../../dev/virtual/receipts';
import { MODEL } from '../../../dev/virtual/execution';
import { VirtualTime } from '../../../dev/virtual/virtualTime';
import { createClient } from '../../../nodes/WaveSpeedVideo/api/client';
import type { EntryStore } from '../../../nodes/WaveSpeedVideo/base/entryStore';
import type { Fate } from '../../../nodes/WaveSpeedVideo/base/lineage';
import { EntryNames } from '../../../nodes/WaveSpeedVideo/generation/acquire/receipts/entries';
import { openPurchaseMemory } from '../../../nodes/WaveSpeedVideo/generation/acquire/receipts/purchaseMemory';
import type {
	UnfinishedVideo,
	UnfinishedWish,
} from '../../../nodes/WaveSpeedVideo/items/unfinished';
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
const namesOf = ({ place }: EntryStore) => new EntryNames('wsk_secret', place);

/** Buys a video, as an execution of this node that ends before it hands it on. @returns its id */
async function buy(): Promise<string> {
	const result = await time.run(client.submit(MODEL, { prompt: 'a boat' }));
	if (result.kind !== 'accepted') throw new Error(result.kind);
	return result.prediction.id;
}

/** Executions whose data was asked for. */
const lookedInto: string[] = [];

/** What a run in this process finds. @param fates of executions that were parked */
async function found(
	store: EntryStore,
	wish: UnfinishedWish = 'hint',
	fates: Record<string, Fate> = {},
): Promise<UnfinishedVideo[]> {
	const { runtime } = time;
	const fatesOf = async (executionId: string, ids: string[]) => {
		lookedInto.push(executionId);
		return await Promise.resolve(ids.map(() => fates[executionId] ?? 'open'));
	};
	const memory = openPurchaseMemory(lineageOf('now', { fatesOf }), {
		client,
		runtime,
		receipts: receiptsOf(store),
		known: () => new Set(),
	});
	const session = { host: { entryStore: store }, client, runtime };
	return await time.run(findUnfinished(wish, session, memory, { all: () => [] }));
}

/** Their ids. */
const named = async (...of: Parameters<typeof found>): Promise<string[]> =>
	(await found(...of)).map(({ prediction }) => prediction.id);

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

test.each(['outputs', 'created_at'])(
	'names nothing that the list gives without %s',
	async (what) => {
		const id = await buy();
		await time.run(receiptsOf(newProcess()).bought({ key: 'a', also: [] }, id));
		await time.run(time.pass(2 * HOUR));
		const lacking: typeof service.send = async (request) =>
			JSON.parse(
				JSON.stringify(await service.send(request), (key, value: unknown) =>
					key === what ? undefined : value,
				),
			) as Awaited<ReturnType<typeof service.send>>;
		client = createClient(lacking, () => time.now());

		expect(await named(newProcess())).toEqual([]);
	},
);

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

describe('of what an execution was parked for', () => {
	/** Buys a video in an execution that is parked then. */
	async function buyParked(executionId: string, isParked = true): Promise<string> {
		const before = receiptsOf(newProcess());
		const id = await buy();
		await time.run(before.bought({ key: executionId, also: [] }, id, executionId));
		if (isParked) await time.run(before.parked([id], executionId));
		await time.run(before.settled());
		return id;
	}

	test('names what was stopped or lost while parked, and not what waits or was handed on', async () => {
		const lost = await buyParked('1041');
		await buyParked('104');
		await buyParked('41');
		await time.run(time.pass(2 * HOUR));

		const fates = { 1041: 'lost', 104: 'open', 41: 'handedOn' } as const;
		expect(await named(newProcess(), 'hint', fates)).toEqual([lost]);
	});

	test('what was bought to be parked is named as such and never output: its Retry, which runs no node of ours, may have handed it on', async () => {
		const id = await buyParked('9');
		await time.run(time.pass(2 * HOUR));

		const all = await found(newProcess(), 'output', { 9: 'lost' });

		expect(
			all.map(({ prediction, lost, executionId }) => [prediction.id, lost, executionId]),
		).toEqual([[id, undefined, '9']]);
		const hints = unfinishedHint(all).map(({ message }) => message);
		expect(hints).toEqual([
			expect.stringMatching(`Free the Worker.*${id}.*If no Retry has handed`),
		]);
	});

	test('names what n8n still calls running six hours later: it was resumed and died, or could not be stored when it was parked', async () => {
		const id = await buyParked('9');
		const waits = await buyParked('10');
		await time.run(time.pass(5 * HOUR));
		const fates = { 9: 'runs', 10: 'open' } as const;

		expect(await named(newProcess(), 'hint', fates)).toEqual([]);
		await time.run(time.pass(2 * HOUR));
		expect(await named(newProcess(), 'hint', fates)).toEqual([id]);
		expect(waits).not.toBe(id);
	});

	test('names what was lost before it was parked', async () => {
		const lost = await buyParked('55', false);
		await buyParked('56', false);
		await time.run(time.pass(2 * HOUR));

		expect(await named(newProcess(), 'hint', { 55: 'lost' })).toEqual([lost]);
	});

	test('what was handed on is settled, and its execution looked into once', async () => {
		await buyParked('7');
		await buyParked('8');
		await time.run(time.pass(2 * HOUR));
		lookedInto.length = 0;

		expect(await named(newProcess(), 'hint', { 7: 'handedOn' })).toEqual([]);
		expect(await named(newProcess())).toEqual([]);
		expect([...lookedInto].sort()).toEqual(['7', '8', '8']);
	});

	test('an id that cannot be written down counts as handed on', async () => {
		await buyParked('0b5f8a36-4a3f-4df5-8f39-d3c04b0d1f4e');
		await buyParked('1'.repeat(13));
		await time.run(time.pass(2 * HOUR));
		lookedInto.length = 0;

		expect(await named(newProcess())).toEqual([]);
		expect(lookedInto).toEqual([]);
	});

	test('where the entries are damaged, nothing is named', async () => {
		const id = await buyParked('12');
		const store = newProcess();
		await time.run(store.remove([namesOf(store).parked(id, 1, '2')]));
		const other = await buyParked('34');
		await time.run(store.add([namesOf(store).parked(other, 0, '9')]));
		await time.run(time.pass(2 * HOUR));

		const all = { 1: 'lost', 12: 'lost', 34: 'lost', 94: 'lost' } as const;
		expect(await named(newProcess(), 'hint', all)).toEqual([]);
	});
});
