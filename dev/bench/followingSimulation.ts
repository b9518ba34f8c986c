import type { Fault, FakeService, Listing } from '../virtual/fakeService';
import { followAll } from '../virtual/following';
import { VirtualTime } from '../virtual/virtualTime';

/** Runs of each situation; the figures are their means. */
const RUNS = 5;

/** Requests of the fake service take so long (milliseconds). */
const LATENCY_MS = 300;

interface Situation {
	name: string;
	count: number;
	/** Milliseconds between two submissions. */
	apartMs?: number;
	maxConcurrent?: number;
	set: () => Partial<FakeService>;
	/** Runs before that the process remembers. */
	runsBefore?: number;
}

const seconds = (length: number) => () => ({ jobMs: length * 1000 });

/** Jobs of one kind differ: ± 25 % around their usual length. */
const about = (length: number) => () => ({
	jobMs: () => length * 1000 * (0.75 + Math.random() / 2),
});

const of = (fault: Fault, times: number) => Array<Fault>(times).fill(fault);

/** Looks that fall into an outage of so many requests. */
const outage = (length: number, requests: number) => () => ({
	jobMs: length * 1000,
	pollFaults: of('serverErrorBefore', requests),
	listFaults: of('serverErrorBefore', requests),
});

const listing = (length: number, list: Listing) => () => ({ ...about(length)(), listing: list });

export const SITUATIONS: Situation[] = [
	{ name: '1 job of 180 s', count: 1, set: seconds(180) },
	{ name: '10 jobs of 6 s', count: 10, set: seconds(6) },
	{ name: 'the same, second run', count: 10, set: seconds(6), runsBefore: 1 },
	{ name: '200 jobs of 2 s', count: 200, set: seconds(2) },
	{ name: '… 100 at once', count: 200, maxConcurrent: 100, set: seconds(2) },
	{ name: '100 jobs of 120 s', count: 100, apartMs: 10, set: seconds(120) },
	{ name: 'the same, second run', count: 100, apartMs: 10, set: seconds(120), runsBefore: 1 },
	{ name: '100 jobs of 90 to 150 s', count: 100, apartMs: 10, set: about(120) },
	{ name: '100 jobs of 450 to 750 s', count: 100, apartMs: 10, set: about(600) },
	{ name: '40 jobs of 90 to 150 s, 2 a minute', count: 40, apartMs: 30_000, set: about(120) },
	{ name: '1 job of 2 s, two 503s', count: 1, set: outage(2, 2) },
	{ name: '100 jobs of 120 s, an outage of minutes', count: 100, set: outage(120, 15) },
	{ name: '50 jobs of 90 to 150 s, no list', count: 50, set: listing(120, { kind: 'unreadable' }) },
	{ name: '… a list that lacks them', count: 50, set: listing(120, { kind: 'empty' }) },
	{
		name: '… a list 10 s late',
		count: 50,
		set: listing(120, { kind: 'lagging', byMs: 10_000 }),
	},
	{ name: '… a list that never shows an end', count: 50, set: listing(120, { kind: 'stale' }) },
	{
		name: '… a list that shows ends too early',
		count: 50,
		set: listing(120, { kind: 'endsTooEarly' }),
	},
];

export interface Followed {
	requests: number;
	meanLag: number;
	maxLag: number;
	seconds: number;
}

/** Follows a situation's jobs with the node's own follower, on virtual time. */
export async function simulateFollowing(situation: Situation, alone = false): Promise<Followed> {
	const sum: Followed = { requests: 0, meanLag: 0, maxLag: 0, seconds: 0 };
	const { count, apartMs, maxConcurrent, runsBefore = 0 } = situation;
	for (let run = 0; run < RUNS; run++) {
		const memory = new Map<string, number[]>();
		for (let before = 0; before <= runsBefore; before++) {
			const time = new VirtualTime(Math.random);
			const set = { latencyMs: LATENCY_MS, ...situation.set() };
			if (alone) Object.assign(set, { listing: { kind: 'unreadable' } });
			const followed = await followAll({ time, set, count, apartMs, maxConcurrent, memory });
			if (before < runsBefore) continue;
			sum.requests += followed.requests / RUNS;
			sum.meanLag += followed.meanLag / RUNS;
			sum.maxLag = Math.max(sum.maxLag, followed.maxLag);
			sum.seconds += followed.seconds / RUNS;
		}
	}
	return sum;
}
