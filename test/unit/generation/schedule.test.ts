import {
	nextLookAge,
	POLL_FLOOR_MS,
	retryDelay,
} from '../../../nodes/WaveSpeedVideo/generation/follow/schedule';

/** Looks at a job of the given length until it is seen as done. */
function follow(jobMs: number, earlier?: readonly number[]) {
	let ageMs = 200;
	let lookedMs: number | undefined;
	for (let looks = 1; ; looks++) {
		ageMs = nextLookAge({ ageMs, lookedMs, earlier });
		lookedMs = ageMs;
		if (ageMs >= jobMs) return { looks, lagMs: ageMs - jobMs };
	}
}

function onAverage(jobSeconds: number, earlier?: readonly number[]) {
	const runs = Array.from({ length: 500 }, (_, index) =>
		follow(jobSeconds * (750 + index), earlier),
	);
	const mean = (pick: (run: { looks: number; lagMs: number }) => number) =>
		runs.reduce((sum, run) => sum + pick(run), 0) / runs.length;
	return {
		meanLooks: mean(({ looks }) => looks),
		meanLag: mean(({ lagMs }) => lagMs) / 1000,
		maxLag: Math.max(...runs.map(({ lagMs }) => lagMs)) / 1000,
	};
}

describe('the time of the next look', () => {
	it.each([
		[10, 3, 3],
		[30, 6.5, 3.5],
		[120, 19, 4],
		[180, 26.5, 4.2],
		[600, 65, 8],
		[1200, 110, 8],
	])(
		'a job of about %d s is seen after %d looks and within %d s on average',
		(seconds, looks, lag) => {
			const { meanLooks, meanLag, maxLag } = onAverage(seconds);
			expect(meanLooks).toBeLessThanOrEqual(looks);
			expect(meanLag).toBeLessThanOrEqual(lag);
			expect(maxLag).toBeLessThanOrEqual(15);
		},
	);

	it('is never below the 5 s that WaveSpeed asks for, at any age and with any experience', () => {
		for (let ageMs = 0; ageMs < 400_000; ageMs += 370) {
			for (const earlier of [undefined, [1_000, 6_000, 90_000], [ageMs + 1]]) {
				const next = nextLookAge({ ageMs, lookedMs: ageMs, earlier });
				expect(next - ageMs).toBeGreaterThanOrEqual(POLL_FLOOR_MS);
			}
		}
	});

	it('is what the user set as Poll Interval, at any age', () => {
		const time = { ageMs: 900_000, lookedMs: 900_000, fixedMs: 2_000, earlier: [905_000] };
		expect(nextLookAge(time)).toBe(902_000);
	});

	it('does not shift for good when a look comes late', () => {
		expect(nextLookAge({ ageMs: 113_900, lookedMs: 113_900 })).toBe(121_000);
		expect(nextLookAge({ ageMs: 116_800, lookedMs: 116_800 })).toBe(121_800);
	});

	it('grows with the age for a job that is looked at alone, and less for many in a list', () => {
		const ageMs = 1_000_000;
		expect(nextLookAge({ ageMs, lookedMs: ageMs }) - ageMs).toBe(15_000);
		expect(nextLookAge({ ageMs, lookedMs: ageMs, byList: true }) - ageMs).toBe(10_000);
	});
});

describe('with experience', () => {
	const around300 = [300_000, 310_000, 290_000, 305_000];

	it('jobs that differ by a quarter are seen sooner, after half of the looks', () => {
		const earlier = Array.from({ length: 10 }, (_, index) => 230_000 + index * 16_000);
		const [without, having] = [onAverage(300), onAverage(300, earlier)];
		expect(having.meanLooks).toBeLessThan(without.meanLooks / 1.5);
		expect(having.meanLag).toBeLessThan(without.meanLag);
	});

	it('a job that is quicker than all before is still seen within half a minute', () => {
		for (let ageMs = 0; ageMs < 280_000; ageMs += 1_000) {
			const next = nextLookAge({ ageMs, lookedMs: ageMs, earlier: around300 });
			expect(next - ageMs).toBeLessThanOrEqual(30_000);
		}
	});

	it('jobs that all take about as long are looked at when the longest would be ready', () => {
		expect(nextLookAge({ ageMs: 300, earlier: [6_000, 6_400, 6_200, 6_300] })).toBe(6_400);
	});

	it('a job that takes longer than all before is looked at as without', () => {
		const time = { ageMs: 400_000, lookedMs: 400_000 };
		expect(nextLookAge({ ...time, earlier: around300 })).toBe(nextLookAge(time));
	});
});

describe('the delay after a failed look', () => {
	it('is short at first, and then grows to a quarter of a minute', () => {
		const delays = [1, 2, 3, 4, 5, 6, 2_000].map((inARow) => retryDelay(inARow, 0.5));
		expect(delays).toEqual([1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000]);
	});

	it('is as long as Retry-After asks, when that is longer, but not days', () => {
		expect(retryDelay(1, 0.5, { rateLimited: true, retryAfterMs: 20_000 })).toBe(20_000);
		expect(retryDelay(1, 0.5, { retryAfterMs: 86_400_000 * 30 })).toBe(300_000);
	});

	it('grows to a minute under a rate limit that says nothing of its end', () => {
		const delays = [1, 2, 5, 9].map((inARow) => retryDelay(inARow, 0.5, { rateLimited: true }));
		expect(delays).toEqual([5_000, 10_000, 60_000, 60_000]);
	});
});
