import fc from 'fast-check';

import type { Lineage } from '../../../../nodes/WaveSpeedVideo/base/lineage';
import type { Generated } from '../../../../nodes/WaveSpeedVideo/generation/generate';
import { attempt } from '../../../../dev/virtual/execution';
import {
	type Failing,
	failingStore,
	STORE_FAILURES,
	type StoreFailure,
} from '../../../../dev/virtual/failingStore';
import { FakeService } from '../../../../dev/virtual/fakeService';
import { LossyRow } from '../../../../dev/virtual/lossyRow';
import { mortal, newProcessName } from '../../../../dev/virtual/mortal';
import { lineageOf } from '../../../../dev/virtual/receipts';
import { VirtualTime } from '../../../../dev/virtual/virtualTime';
import { runs } from '../../support/runs';

/** How a later run knows what an earlier one bought. */
const WAYS = ['retry', 'oldRetry', 'payOnce', 'reuse'] as const;
type Way = (typeof WAYS)[number];

/** Three executions that are to buy the same; the first one's n8n is killed. */
interface History {
	way: Way;
	/** Which of them the database fails. */
	inRun: 0 | 1;
	failing: Failing;
	/** After its start, in ms. undefined: behind the node, which knows nothing of it. */
	diesAfterMs?: number;
}

const PROMPTS = ['a', 'b'];

async function play({ way, inRun, failing, diesAfterMs }: History) {
	const time = new VirtualTime();
	const service = new FakeService(time);
	const row = new LossyRow(async () => await time.pass(4));
	const earlier: string[] = [];
	const ended: Array<Generated[] | undefined> = [];
	for (const index of [0, 1, 2]) {
		const id = newProcessName();
		const store = index === inRun ? failingStore(row.as(id), row, time, failing) : row.as(id);
		const places: Record<Way, Partial<Lineage>> = {
			retry: { root: 'the same' },
			oldRetry: {
				root: id,
				retriesShareRoot: false,
				earlier: earlier.map((one) => ({ root: one, executionId: one })),
				hasFailed: async () => await Promise.resolve(true),
			},
			payOnce: { root: id, isRepetition: false },
			reuse: { root: id, isRepetition: false },
		};
		const keys = PROMPTS.map((key) => ({ key, changed: 'refuse' as const }));
		ended.push(
			await attempt({
				...mortal(time, service, store, index === 0 ? diesAfterMs : undefined),
				store: {},
				prompts: PROMPTS,
				executionId: id,
				lineage: lineageOf(id, places[way]),
				...(way === 'payOnce' ? { payOnce: keys } : {}),
				reuse: way === 'reuse',
			}),
		);
		earlier.unshift(id);
		await time.run(time.pass(10_000));
	}
	const idOf = (prompt?: string) =>
		service.billed.find(({ body }) => body['prompt'] === prompt)?.id ?? 'not bought';
	/** How an execution's items have got their own video, or an error that names it. */
	const gotOwn = (generated: Generated[] | undefined) =>
		(generated ?? []).map((one, index) => {
			const id = idOf(PROMPTS[index]);
			if (one.kind === 'completed' && one.prediction.id === id) return 'given';
			if (one.kind !== 'failed') return one;
			// The earlier execution had given it already.
			if (way === 'reuse' && one.failure.code === 'memory_unreadable') return 'refused';
			return one.failure.advice.includes(id) ? 'named' : one;
		});
	return { billed: service.billed.map(({ body }) => body['prompt']).sort(), ended, gotOwn };
}

const failing = (how: StoreFailure, from: number, calls: number): Failing => ({ how, from, calls });

const history: fc.Arbitrary<History> = fc
	.record({
		way: fc.constantFrom(...WAYS),
		inRun: fc.constantFrom<0 | 1>(0, 1),
		how: fc.constantFrom(...STORE_FAILURES),
		from: fc.integer({ min: 0, max: 40 }),
		calls: fc.constantFrom(1, 3, 6, 12, Infinity),
		diesAfterMs: fc.constantFrom(340, 900, 2_500, 3_200, 20_000, undefined),
	})
	.map(({ way, inRun, how, from, calls, diesAfterMs }) => ({
		way,
		inRun,
		// What was written is lost when another process writes at the same moment: not every time.
		// An earlier video is known by its receipt, which is there some seconds after the POST, and when
		// the database comes back within a minute.
		failing: failing(
			how,
			from,
			how === 'loses' ? 1 : Math.min(calls, way === 'reuse' ? 12 : Infinity),
		),
		diesAfterMs: way === 'reuse' ? undefined : early(diesAfterMs, how, inRun),
	}));

/** A write that was lost is found half a second later, and written again. */
const early = (ms: number | undefined, how: StoreFailure, inRun: 0 | 1) =>
	how === 'loses' && inRun === 0 && ms !== undefined ? Math.max(ms, 900) : ms;

test('whichever call to n8n’s database fails, and however, nothing is bought twice, and what was bought is given or named', async () => {
	await fc.assert(
		fc.asyncProperty(history, async (one) => {
			const { billed, ended, gotOwn } = await play(one);

			expect(billed).toEqual(PROMPTS);
			for (const each of gotOwn(ended[2])) expect(['given', 'named', 'refused']).toContain(each);
		}),
		{ numRuns: runs(80) },
	);
});

describe('While n8n’s database does not answer', () => {
	test.each<Way>(['retry', 'oldRetry'])('a %s buys nothing, and says what to do', async (way) => {
		const { billed, ended, gotOwn } = await play({
			way,
			inRun: 1,
			failing: failing('refuses', 0, Infinity),
			diesAfterMs: 20_000,
		});

		expect(billed).toEqual(PROMPTS);
		for (const one of ended[1] ?? []) {
			expect(one).toMatchObject({
				kind: 'failed',
				failure: { code: 'memory_unreadable', spent: 'maybe', lasting: false },
			});
		}
		expect(gotOwn(ended[2])).toEqual(['given', 'given']);
	});

	test('a new execution that could write down nothing sends nothing, once the database had answered', async () => {
		const time = new VirtualTime();
		const service = new FakeService(time);
		const row = new LossyRow(async () => await time.pass(4));
		const buy = async (prompts: string[], from: number) =>
			await attempt({
				time,
				service,
				row: failingStore(row.as('one process'), row, time, failing('refuses', from, Infinity)),
				store: {},
				prompts,
				lineage: lineageOf(newProcessName(), { isRepetition: false }),
			});

		const [first] = await buy(['a'], Infinity);
		const [second] = await buy(['b'], 0);

		expect(first).toMatchObject({ kind: 'completed' });
		expect(second).toMatchObject({ failure: { code: 'memory_unreadable', spent: 'no' } });
		expect(service.billed).toHaveLength(1);
	});

	test('under a Pay Once Key one thing is bought, whichever call is the first that fails, and whatever is asked next', async () => {
		for (let from = 0; from < 24; from++) {
			const time = new VirtualTime();
			const service = new FakeService(time);
			const row = new LossyRow(async () => await time.pass(4));
			const buy = async (prompt: string, fails: Failing) => {
				const id = newProcessName();
				return await attempt({
					time,
					service,
					row: failingStore(row.as(id), row, time, fails),
					store: {},
					prompts: [prompt],
					lineage: lineageOf(id, { root: id, isRepetition: false }),
					payOnce: [{ key: 'row 7', changed: 'refuse' }],
				});
			};
			const [first] = await buy('a', failing('refuses', from, Infinity));
			await time.run(time.pass(600_000));
			const [second] = await buy('b', failing('refuses', Infinity, 0));

			const paid = service.billed.map(({ body }) => body['prompt']);
			expect({ from, paid }).toEqual({ from, paid: [first?.kind === 'completed' ? 'a' : 'b'] });
			expect(second?.kind).toBe(first?.kind === 'completed' ? 'failed' : 'completed');
		}
	});

	test('… and buys it when a person says so', async () => {
		const time = new VirtualTime();
		const service = new FakeService(time);
		const row = new LossyRow(async () => await time.pass(4));
		const [only] = await attempt({
			time,
			service,
			row: failingStore(row.as(newProcessName()), row, time, failing('refuses', 0, Infinity)),
			store: {},
			prompts: ['a'],
			lost: { buyAgain: true, adopt: [] },
		});

		expect(only).toMatchObject({ kind: 'completed' });
	});
});
