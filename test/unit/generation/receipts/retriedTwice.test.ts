import type { Lineage } from '../../../../nodes/WaveSpeedVideo/base/lineage';
import { attempt } from '../../../../dev/virtual/execution';
import { FakeService } from '../../../../dev/virtual/fakeService';
import { LossyRow } from '../../../../dev/virtual/lossyRow';
import { mortal, newProcessName } from '../../../../dev/virtual/mortal';
import { lineageOf } from '../../../../dev/virtual/receipts';
import { VirtualTime } from '../../../../dev/virtual/virtualTime';

const PROMPTS = ['a', 'b', 'c'];

/** An execution's place on an n8n that doesn't say what a retry repeats: of those before it, the first failed. */
const onOldN8n = (id: string, before: string[]): Partial<Lineage> => ({
	root: id,
	retriesShareRoot: false,
	earlier: before.map((one) => ({ root: one, executionId: one })),
	hasFailed: async (one) => await Promise.resolve(one === before.at(-1)),
});

test.each([
	['a new n8n', () => ({ root: 'the same' })],
	['an old n8n', onOldN8n],
] as const)(
	'on %s, an execution that was killed during its submissions is retried again and again: nothing is bought twice',
	async (_, placeOf) => {
		for (const killedAfterMs of [310, 340, 500, 20_000]) {
			const time = new VirtualTime();
			const service = new FakeService(time);
			const row = new LossyRow(async () => await time.pass(4));
			const record = { ids: new Set<string>(), underWay: new Map<Promise<unknown>, string>() };
			const before: string[] = [];
			const run = async (diesAfterMs?: number) => {
				const id = newProcessName();
				const made = await attempt({
					...mortal(time, service, row, diesAfterMs),
					store: {},
					prompts: PROMPTS,
					executionId: id,
					lineage: lineageOf(id, placeOf(id, [...before])),
					// Retries run in one process, which remembers what it knows to be bought.
					...(diesAfterMs === undefined ? { record } : {}),
				});
				before.unshift(id);
				await time.run(time.pass(200_000));
				return (made ?? []).map((one) => (one.kind === 'completed' ? one.prediction.id : one));
			};
			await run(killedAfterMs);

			const retries = [await run(), await run(), await run()];

			const paid = service.billed.map(({ id }) => id);
			expect({ killedAfterMs, paid: paid.length }).toEqual({ killedAfterMs, paid: 3 });
			for (const given of retries) expect(given.sort()).toEqual(paid);
		}
	},
);

test('on an old n8n, what may have died without an error is not bought again by a retry: it is named, and taken when it is adopted', async () => {
	const time = new VirtualTime();
	const service = new FakeService(time);
	const row = new LossyRow(async () => await time.pass(4));
	const run = async (
		id: string,
		place: Partial<Lineage>,
		diesAfterMs?: number,
		adopt?: string[],
	) => {
		const made = await attempt({
			...mortal(time, service, row, diesAfterMs),
			store: {},
			prompts: ['a'],
			executionId: id,
			lineage: lineageOf(id, { root: id, retriesShareRoot: false, ...place }),
			...(adopt ? { lost: { adopt, buyAgain: false } } : {}),
		});
		await time.run(time.pass(200_000));
		return made?.[0];
	};
	const retryOf7: Partial<Lineage> = {
		earlier: [{ root: '7', executionId: '7' }],
		mayHaveDied: async (id) => await Promise.resolve(id === '7'),
	};
	await run('7', {}, 20_000);
	const [paid] = service.billed.map(({ id }) => id);

	const refused = await run('9', retryOf7);

	expect(refused).toMatchObject({ kind: 'failed', failure: { code: 'submission_unknown' } });
	const said = JSON.stringify(refused);
	expect(said).toContain(paid);
	expect(said).toContain('Execution 7 has bought this video');
	expect(await run('10', retryOf7, undefined, [paid ?? ''])).toMatchObject({
		kind: 'completed',
		prediction: { id: paid },
	});
	expect(service.billed).toHaveLength(1);
});
