import { pollDelay } from '../../nodes/WaveSpeedVideo/generation/follow/schedule';

/** Milliseconds until the next check, given the job's age and what earlier jobs took. */
export interface PollingPolicy {
	name: string;
	delay(ageMs: number, checks: number, earlierMs: readonly number[]): number;
}

const fixed = (seconds: number): PollingPolicy => ({
	name: `fixed ${seconds} s`,
	delay: () => seconds * 1000,
});

export const ours: PollingPolicy = {
	name: 'WaveSpeed Video',
	delay: (ageMs) => pollDelay({ ageMs, leftMs: Infinity, random: Math.random() }),
};

/** Base 5 s, × 1.5 per minute of age, cap 30 s: an age-based policy of another video node. */
const ageSteps: PollingPolicy = {
	name: '5 s × 1.5 per minute, cap 30 s',
	delay: (ageMs) => Math.min(30_000, 5_000 * 1.5 ** Math.floor(ageMs / 60_000)),
};

/** Doubling from 1 s to 32 s, as n8n's own BigQuery node does. */
const doubling: PollingPolicy = {
	name: 'doubling 1 to 32 s',
	delay: (_, checks) => Math.min(32_000, 1_000 * 2 ** checks),
};

/** The node once it has seen three jobs of the kind. */
export const oursWithExperience: PollingPolicy = {
	name: 'WaveSpeed Video, with experience',
	delay: (ageMs, _, earlierMs) =>
		pollDelay({
			ageMs,
			leftMs: Infinity,
			random: Math.random(),
			earlier: { shortestMs: Math.min(...earlierMs), longestMs: Math.max(...earlierMs) },
		}),
};

/** Bolder: sleep until the shortest of the earlier jobs. */
const sleepUntilShortest: PollingPolicy = {
	name: 'sleep until the shortest',
	delay(ageMs, checks, earlierMs) {
		if (earlierMs.length < 3) return ours.delay(ageMs, checks, []);
		const sorted = [...earlierMs].sort((a, b) => a - b);
		const shortest = sorted[0] ?? 0;
		const longest = sorted[sorted.length - 1] ?? 0;
		if (ageMs < shortest * 0.9) return Math.max(5_000, shortest * 0.9 - ageMs);
		return ageMs <= longest * 1.1 ? 5_000 : ours.delay(ageMs, checks, []);
	},
};

export const policies: PollingPolicy[] = [
	ours,
	fixed(1),
	fixed(2),
	fixed(5),
	fixed(10),
	fixed(15),
	ageSteps,
	doubling,
	oursWithExperience,
	sleepUntilShortest,
];
