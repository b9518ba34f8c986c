import fc from 'fast-check';

import type { Generated } from '../../../../nodes/WaveSpeedVideo/generation/generate';
import { attempt, type Attempt } from '../../../../dev/virtual/execution';
import { failingStore } from '../../../../dev/virtual/failingStore';
import { FakeService } from '../../../../dev/virtual/fakeService';
import { LossyRow } from '../../../../dev/virtual/lossyRow';
import { mortal, newProcessName } from '../../../../dev/virtual/mortal';
import { lineageOf } from '../../../../dev/virtual/receipts';
import { VirtualTime } from '../../../../dev/virtual/virtualTime';
import { runs } from '../../support/runs';

/** Runs one execution in a process of its own; its context dies with it. */
async function execution(
	world: { time: VirtualTime; service: FakeService; row: LossyRow },
	prompts: string[],
	diesAfterMs?: number,
	more: Partial<Attempt> = {},
): Promise<Generated[] | undefined> {
	const id = newProcessName();
	return await attempt({
		...mortal(world.time, world.service, world.row, diesAfterMs),
		store: {},
		prompts,
		executionId: id,
		lineage: lineageOf(id, { root: 'the same' }),
		...more,
	});
}

/** Runs a new execution, which repeats none; each item has a key of its own. */
async function keyed(
	world: { time: VirtualTime; service: FakeService; row: LossyRow },
	prompts: string[],
	diesAfterMs?: number,
): Promise<Generated[] | undefined> {
	const root = `new ${newProcessName()}`;
	return await execution(world, prompts, diesAfterMs, {
		lineage: lineageOf(root, { root, isRepetition: false }),
		payOnce: prompts.map((_, index) => ({ key: `row ${index}`, changed: 'refuse' })),
	});
}

const worldOf = () => {
	const time = new VirtualTime();
	const service = new FakeService(time);
	return { time, service, row: new LossyRow(async () => await time.pass(4)) };
};

const idOf = (generated: Generated) =>
	generated.kind === 'completed' ? generated.prediction.id : generated.kind;

test('whenever n8n is killed, and however often, each video is bought once and delivered', async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 5 }),
			fc.array(fc.integer({ min: 0, max: 3_000 }), { maxLength: 4 }),
			fc.constantFrom(20, 300),
			async (prompts, deaths, latencyMs) => {
				const world = worldOf();
				world.service.latencyMs = latencyMs;
				for (const after of deaths) {
					// One that ends before its death has nothing left to lose.
					await execution(world, prompts, after);
					await world.time.run(world.time.pass(10_000));
				}

				const generated = await execution(world, prompts);

				expect(world.service.billed.map(({ body }) => body['prompt']).sort()).toEqual(
					[...prompts].sort(),
				);
				const ids = (generated ?? []).map(idOf).sort();
				expect(ids).toEqual(world.service.billed.map(({ id }) => id).sort());
			},
		),
		{ numRuns: runs(60) },
	);
});

test('a retry hours after a crash asks for one page of the list and submits nothing', async () => {
	const world = worldOf();
	await execution(world, ['a', 'b', 'c'], 2_000);
	expect(world.service.billed).toHaveLength(3);
	await world.time.run(world.time.pass(5 * 3_600_000));
	const before = world.service.count('/predictions');

	await execution(world, ['a', 'b', 'c']);

	expect(world.service.billed).toHaveLength(3);
	expect(world.service.count('/predictions') - before).toBeLessThanOrEqual(6);
});

test.each(['empty', 'unreadable'] as const)(
	'a list that is %s after a crash makes nothing be bought again, at no retry',
	async (kind) => {
		const world = worldOf();
		await execution(world, ['a', 'b'], 3_000);
		expect(world.service.billed).toHaveLength(2);
		world.service.listing = { kind };
		for (let retry = 0; retry < 3; retry++) {
			await world.time.run(world.time.pass(3_600_000));
			const again = (await execution(world, ['a', 'b'])) ?? [];
			for (const one of again) {
				expect(one).toMatchObject({ failure: { code: 'submission_unknown', spent: 'maybe' } });
			}
		}

		expect(world.service.billed).toHaveLength(2);
		world.service.listing = { kind: 'right' };
		const ids = ((await execution(world, ['a', 'b'])) ?? []).map(idOf);
		expect(ids.sort()).toEqual(world.service.billed.map(({ id }) => id));
	},
);

test('a crash before the answer, and a list that can’t be read since: nothing is bought again, however late the retry', async () => {
	const world = worldOf();
	// The POSTs are out, and no receipt says what they bought.
	await execution(world, ['a', 'b'], 320);
	await world.time.run(world.time.pass(5_000));
	expect(world.service.billed).toHaveLength(2);
	world.service.listing = { kind: 'unreadable' };
	await world.time.run(world.time.pass(3_600_000));

	for (const one of (await execution(world, ['a', 'b'])) ?? []) {
		expect(one).toMatchObject({ failure: { code: 'submission_unknown', spent: 'maybe' } });
	}

	world.service.listing = { kind: 'right' };
	const ids = ((await execution(world, ['a', 'b'])) ?? []).map(idOf);
	expect(ids.sort()).toEqual(world.service.billed.map(({ id }) => id));
	expect(world.service.billed).toHaveLength(2);
});

test('a first purchase whose mark n8n’s database refused is written down after it, and taken up by the retry', async () => {
	const world = worldOf();
	const id = newProcessName();
	// All tries of the mark, and the first of what follows the POST.
	const failing = { how: 'refuses', from: 0, calls: 6 } as const;
	const store = failingStore(world.row.as(id), world.row, world.time, failing);
	await attempt({
		...mortal(world.time, world.service, store, 20_000),
		store: {},
		prompts: ['a'],
		executionId: id,
		lineage: lineageOf(id, { root: 'the same', isRepetition: false }),
	});
	expect(world.service.billed).toHaveLength(1);

	const retry = (await execution(world, ['a'])) ?? [];

	expect(retry.map(idOf)).toEqual(['job0']);
	expect(world.service.billed).toHaveLength(1);
});

test('what failed at the provider before a crash is bought anew by the retry', async () => {
	const world = worldOf();
	world.service.jobEnd = (index) => (index === 0 ? 'failed' : 'completed');
	await execution(world, ['a'], 2_000);
	await world.time.run(world.time.pass(600_000));

	const [first] = (await execution(world, ['a'])) ?? [];
	expect(first?.kind).toBe('failed');
	const [second] = (await execution(world, ['a'])) ?? [];

	expect(second && idOf(second)).toBe('job1');
});

test('whenever n8n is killed, and whatever execution asks next, each Pay Once Key is bought once and given', async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 4 }),
			fc.array(fc.integer({ min: 0, max: 4_000 }), { maxLength: 4 }),
			fc.constantFrom(20, 300),
			fc.constantFrom(1, 10_000, 400_000),
			async (prompts, deaths, latencyMs, pauseMs) => {
				const world = worldOf();
				world.service.latencyMs = latencyMs;
				for (const after of deaths) {
					await keyed(world, prompts, after);
					await world.time.run(world.time.pass(pauseMs));
				}

				const generated = await keyed(world, prompts);

				expect(world.service.billed.map(({ body }) => body['prompt']).sort()).toEqual(
					[...prompts].sort(),
				);
				const ids = (generated ?? []).map(idOf).sort();
				expect(ids).toEqual(world.service.billed.map(({ id }) => id).sort());
			},
		),
		{ numRuns: 60 },
	);
});
