import type { PayOnce } from '../../../../nodes/WaveSpeedVideo/generation/acquire/receipts/payOnce';
import type { Generated } from '../../../../nodes/WaveSpeedVideo/generation/generate';
import { attempt } from '../../../../dev/virtual/execution';
import { FakeService } from '../../../../dev/virtual/fakeService';
import { LossyRow } from '../../../../dev/virtual/lossyRow';
import { newProcessName } from '../../../../dev/virtual/mortal';
import { lineageOf } from '../../../../dev/virtual/receipts';
import { VirtualTime } from '../../../../dev/virtual/virtualTime';

/** How long the first video is made before it fails (ms). */
const FAILS_AFTER = 60_000;

/** A key under which one video has failed, and two processes that want another one at about that moment. */
async function meeting(startsAt: [number, number], seed: number) {
	const time = new VirtualTime();
	const service = new FakeService(time);
	const row = new LossyRow(async () => await time.pass(4));
	service.jobMs = FAILS_AFTER;
	service.jobEnd = (index) => (index === 0 ? 'failed' : 'completed');
	const ask = async (
		prompt: string,
		changed: PayOnce['changed'],
		more: { timeoutMs?: number; seed?: number } = {},
	): Promise<Generated[]> => {
		const id = newProcessName();
		return await attempt({
			time,
			service,
			row: row.as(id),
			store: {},
			prompts: [prompt],
			executionId: id,
			lineage: lineageOf(id, { root: id, isRepetition: false }),
			payOnce: [{ key: 'row 7', changed }],
			...more,
		});
	};
	await ask('a', 'buyAnew', { timeoutMs: 1_000 });
	const failsAt = (service.billed[0]?.endsAt ?? 0) - time.now();
	const both = startsAt.map(async (at, index) => {
		await time.pass(failsAt + at);
		return await ask('b', 'buyAnew', { seed: index === 0 ? seed : 1 - seed });
	});
	const made = (await time.run(Promise.all(both))).flat();
	return { made, paid: service.billed.map(({ body }) => body['prompt']) };
}

test('who buys beside a video, and who buys in its place because it has just failed, buy one between them', async () => {
	// Both have found neither marked; the list told the one that the first still runs, the other that it failed.
	for (const early of [-380, -360]) {
		for (const later of [90, 150, 220, 300]) {
			for (const seed of [0.1, 0.35, 0.6, 0.85]) {
				const { made, paid } = await meeting([early, early + later], seed);

				expect({ early, later, seed, paid }).toEqual({ early, later, seed, paid: ['a', 'b'] });
				for (const one of made) {
					expect(one).toMatchObject({ kind: 'completed', prediction: { id: 'job1' } });
				}
			}
		}
	}
});
