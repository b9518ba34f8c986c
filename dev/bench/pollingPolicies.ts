import { nextLookAge } from '../../nodes/WaveSpeedVideo/generation/follow/schedule';

/** Milliseconds until the next check, given the job's age and what earlier jobs took. */
export interface PollingPolicy {
	name: string;
	delay(ageMs: number, checks: number, earlierMs: readonly number[]): number;
}

const fixed = (seconds: number): PollingPolicy => ({
	name: `fixed ${seconds} s`,
	delay: () => seconds * 1000,
});

/** What the node does; before the first look there is none to keep a distance from. */
const next = (ageMs: number, checks: number, earlier?: readonly number[]) =>
	nextLookAge({ ageMs, lookedMs: checks === 0 ? undefined : ageMs, earlier }) - ageMs;

const ours: PollingPolicy = {
	name: 'WaveSpeed Video',
	delay: (ageMs, checks) => next(ageMs, checks),
};

/** What the node did before it had the list: half of the longest delay is the lag of long jobs. */
const byTwelfth: PollingPolicy = {
	name: 'age / 12, 5 to 15 s',
	delay: (ageMs) => Math.min(15_000, Math.max(5_000, ageMs / 12)),
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
const oursWithExperience: PollingPolicy = {
	name: 'WaveSpeed Video, with experience',
	delay: next,
};

/** Bolder: sleep until the shortest of the earlier jobs. */
const sleepUntilShortest: PollingPolicy = {
	name: 'sleep until the shortest',
	delay(ageMs, checks, earlierMs) {
		if (earlierMs.length < 3) return next(ageMs, checks);
		const sorted = [...earlierMs].sort((a, b) => a - b);
		const shortest = sorted[0] ?? 0;
		const longest = sorted[sorted.length - 1] ?? 0;
		if (ageMs < shortest * 0.9) return Math.max(5_000, shortest * 0.9 - ageMs);
		return ageMs <= longest * 1.1 ? 5_000 : next(ageMs, checks);
	},
};

export const policies: PollingPolicy[] = [
	ours,
	fixed(1),
	fixed(2),
	fixed(5),
	fixed(10),
	fixed(15),
	byTwelfth,
	ageSteps,
	doubling,
	oursWithExperience,
	sleepUntilShortest,
];
