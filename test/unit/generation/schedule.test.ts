import {
	POLL_FLOOR_MS,
	pollDelay,
	rateLimitDelay,
} from '../../../nodes/WaveSpeedVideo/generation/follow/schedule';

/** Polls a job of the given length until it is seen as done. */
function follow(jobMs: number, random: () => number) {
	let ageMs = 0;
	for (let polls = 1; ; polls++) {
		ageMs += pollDelay({ ageMs, leftMs: 3_600_000, random: random() });
		if (ageMs >= jobMs) return { polls, lagMs: ageMs - jobMs };
	}
}

function onAverage(jobSeconds: number) {
	const runs = Array.from({ length: 500 }, (_, index) =>
		follow(jobSeconds * 1000 + index * 20, Math.random),
	);
	const mean = (pick: (run: { polls: number; lagMs: number }) => number) =>
		runs.reduce((sum, run) => sum + pick(run), 0) / runs.length;
	return {
		maxPolls: Math.max(...runs.map(({ polls }) => polls)),
		meanLag: mean(({ lagMs }) => lagMs) / 1000,
		maxLag: Math.max(...runs.map(({ lagMs }) => lagMs)) / 1000,
	};
}

describe('the delay between two checks', () => {
	it('sees a job of 120 s within 6 s on average and after at most 24 checks', () => {
		const { maxPolls, meanLag } = onAverage(120);
		expect(maxPolls).toBeLessThanOrEqual(24);
		expect(meanLag).toBeLessThanOrEqual(6);
	});

	it('sees a job of 600 s within 15 s on average and after at most 60 checks', () => {
		const { maxPolls, meanLag } = onAverage(600);
		expect(maxPolls).toBeLessThanOrEqual(60);
		expect(meanLag).toBeLessThanOrEqual(15);
	});

	it('is never below the 5 s that WaveSpeed asks for, whatever chance does', () => {
		for (const random of [0, 0.5, 0.999]) {
			expect(pollDelay({ ageMs: 0, leftMs: 60_000, random })).toBeGreaterThanOrEqual(POLL_FLOOR_MS);
		}
	});

	it('is clipped to the deadline', () => {
		expect(pollDelay({ ageMs: 500_000, leftMs: 1_200, random: 0.5 })).toBe(1_200);
	});

	it('is as long as Retry-After asks, when that is longer', () => {
		expect(pollDelay({ ageMs: 0, leftMs: 60_000, random: 0, retryAfterMs: 20_000 })).toBe(20_000);
	});

	it('is what the user set as Poll Interval, at any age', () => {
		expect(pollDelay({ ageMs: 900_000, leftMs: 60_000, random: 0.9, fixedMs: 2_000 })).toBe(2_000);
	});
});

describe('the delay after a rate limit', () => {
	it('doubles up to the window of a minute', () => {
		const delays = [1, 2, 3, 4, 5, 6].map((inARow) => rateLimitDelay(inARow, 0.5));
		expect(delays).toEqual([5_000, 10_000, 20_000, 40_000, 60_000, 60_000]);
	});

	it('is what Retry-After says, if it says anything', () => {
		expect(rateLimitDelay(5, 0, 3_000)).toBe(3_000);
	});
});
