import type { PollingPolicy } from './pollingPolicies';

export interface PollingResult {
	policy: string;
	jobSeconds: number;
	/** Mean number of checks of one job. */
	checks: number;
	/** Mean and largest time from the job's end until it is seen, in seconds. */
	meanLag: number;
	maxLag: number;
}

/** Job lengths from 6 s to 20 minutes. */
export const JOB_SECONDS = [6, 10, 30, 60, 120, 180, 300, 600, 1200];

const JOBS_EACH = 2_000;

/** Real jobs of one kind differ: ± 25 % around their usual length. */
const SPREAD = 0.25;

function followOne(policy: PollingPolicy, jobMs: number, earlierMs: readonly number[]) {
	let ageMs = 0;
	for (let checks = 1; ; checks++) {
		ageMs += policy.delay(ageMs, checks - 1, earlierMs);
		if (ageMs >= jobMs) return { checks, lagMs: ageMs - jobMs };
	}
}

/** Follows many jobs of about one length with one policy. */
export function simulate(policy: PollingPolicy, jobSeconds: number): PollingResult {
	const drawMs = () => jobSeconds * 1000 * (1 + SPREAD * (2 * Math.random() - 1));
	let checks = 0;
	let lag = 0;
	let maxLag = 0;
	for (let job = 0; job < JOBS_EACH; job++) {
		const earlierMs = Array.from({ length: 10 }, drawMs);
		const seen = followOne(policy, drawMs(), earlierMs);
		checks += seen.checks;
		lag += seen.lagMs / 1000;
		maxLag = Math.max(maxLag, seen.lagMs / 1000);
	}
	return {
		policy: policy.name,
		jobSeconds,
		checks: checks / JOBS_EACH,
		meanLag: lag / JOBS_EACH,
		maxLag,
	};
}
