import { createClient } from '../../nodes/WaveSpeedVideo/api/client';
import { openExperience } from '../../nodes/WaveSpeedVideo/generation/follow/experience';
import { createFollower } from '../../nodes/WaveSpeedVideo/generation/follow/follower';
import type { WaitResult } from '../../nodes/WaveSpeedVideo/generation/follow/waitResult';
import { runBatch } from '../../nodes/WaveSpeedVideo/base/runBatch';
import { MODEL } from './execution';
import type { BilledJob } from './fakeService';
import { FakeService } from './fakeService';
import { randomFrom } from './random';
import { VirtualTime } from './virtualTime';

export interface Following {
	time?: VirtualTime;
	/** What of the service differs from a healthy one. */
	set?: Partial<FakeService>;
	count: number;
	/** Milliseconds between two submissions. */
	apartMs?: number;
	/** How many may be made at once; a finished one gives its place to the next. */
	maxConcurrent?: number;
	timeoutMs?: number;
	fixedDelayMs?: number;
	/** What the process remembers of earlier jobs. */
	memory?: Map<string, number[]>;
}

export interface Followed {
	job: BilledJob;
	result: WaitResult;
	/** Seconds from the job's end until it was seen; negative when it was given up before. */
	lag: number;
}

/** Submits jobs to the fake service and follows all of them with one follower, on virtual time. */
export async function followAll(given: Following) {
	const {
		time = new VirtualTime(),
		count,
		apartMs = 0,
		maxConcurrent = count,
		memory = new Map<string, number[]>(),
	} = given;
	const service = Object.assign(new FakeService(time), given.set);
	const client = createClient(service.send, () => time.now());
	const experience = openExperience({}, 'https://service.test', randomFrom(1), memory);
	const follower = createFollower({ client, runtime: time.runtime, experience, total: count });
	const { timeoutMs = 3_600_000, fixedDelayMs } = given;
	const startedAt = time.now();

	const one = async (index: number): Promise<Followed> => {
		if (apartMs > 0) await time.pass(index * apartMs);
		const submittedAt = time.now();
		const accepted = await client.submit(MODEL, { prompt: `${index}` });
		if (accepted.kind !== 'accepted') throw new Error('The submission failed');
		const { prediction } = accepted;
		const options = { timeoutMs, fixedDelayMs, kind: MODEL };
		const result = await follower.follow(prediction, submittedAt, options);
		const job = service.billed.find(({ id }) => id === prediction.id) as BilledJob;
		return { job, result, lag: (time.now() - job.endsAt) / 1000 };
	};
	const followed = await time.run(runBatch(count, maxConcurrent, one), 1_000_000);
	const seconds = (time.now() - startedAt) / 1000;
	const lags = followed.map(({ lag }) => lag);
	return {
		followed,
		service,
		time,
		seconds,
		/** Requests after the submissions: looks by id and by list. */
		requests: service.requests.length - count,
		looks: service.count('/result'),
		lists: service.requests.filter(({ path }) => path.endsWith('/predictions')).length,
		meanLag: lags.reduce((sum, lag) => sum + lag, 0) / count,
		maxLag: Math.max(...lags),
	};
}
