import type { Generated } from '../../nodes/WaveSpeedVideo/generation/generate';
import { attempt } from './execution';
import { FakeService } from './fakeService';
import { LossyRow } from './lossyRow';
import { lineageOf } from './receipts';
import { VirtualTime } from './virtualTime';

/** All ask within so long of each other (ms). */
const WITHIN_MS = 50;

/** Of a job (ms): short, so that a meeting is simulated quickly. */
const JOB_MS = 2_000;

export interface Meeting {
	/** What each process's execution came to. */
	ends: Generated[];
	/** When each video was bought, since the first could ask (ms). */
	boughtAfterMs: number[];
}

let processes = 0;

/**
 * Processes that ask for the same under one Pay Once Key at nearly the same moment, each in an
 * execution that repeats none. Their writes overwrite each other, as n8n's do.
 *
 * @param writeMs what a read and a write of the row take on average; each up to a half more or less
 */
export async function meetAtKey(
	count: number,
	writeMs: number,
	random: () => number,
): Promise<Meeting> {
	const time = new VirtualTime(random);
	const service = new FakeService(time);
	service.jobMs = JOB_MS;
	const row = new LossyRow(async () => await time.pass(writeMs * (0.5 + random())));
	const startedAt = time.now();
	const ask = async (): Promise<Generated[]> => {
		const executionId = `meeting ${processes++}`;
		const seed = random();
		await time.pass(random() * WITHIN_MS);
		return await attempt({
			time,
			service,
			row: row.as(executionId),
			store: {},
			prompts: ['a'],
			executionId,
			lineage: lineageOf(executionId, { root: executionId, isRepetition: false }),
			payOnce: [{ key: 'row 7', changed: 'refuse' }],
			seed,
		});
	};
	const ends = await time.run(Promise.all(Array.from({ length: count }, ask)));
	const boughtAfterMs = service.billed.map(({ createdAt }) => createdAt - startedAt);
	return { ends: ends.flat(), boughtAfterMs };
}
