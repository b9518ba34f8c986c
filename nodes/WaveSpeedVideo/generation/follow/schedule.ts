/** WaveSpeed asks for at least 5 s between checks of a video (docs: Get result). */
export const POLL_FLOOR_MS = 5_000;

/** The delay reaches it after 3 minutes; half of it is the mean lag of long jobs. */
export const POLL_CAP_MS = 15_000;

/** The delay is the job's age over this: the lag stays near 4 % of the time already waited. */
const AGE_SHARE = 12;

/** ± 10 %: jobs that start together don't stay in step. */
const JITTER = 0.1;

/** Seconds are multiplied by chance within the jitter. */
function jitter(ms: number, random: number): number {
	return ms * (1 + JITTER * (2 * random - 1));
}

export interface PollTime {
	/** Since the submission, in milliseconds. */
	ageMs: number;
	/** Until the deadline, in milliseconds. */
	leftMs: number;
	/** Uniform in [0, 1). */
	random: number;
	/** A Poll Interval that the user set fixes the delay. */
	fixedMs?: number;
	/** What the service asked for in its last answer; it wins when longer. */
	retryAfterMs?: number;
	/** How long earlier jobs of this kind took. */
	earlier?: DurationRange;
}

/** Shortest and longest of earlier jobs of one kind, in milliseconds. */
export interface DurationRange {
	shortestMs: number;
	longestMs: number;
}

/** Before a job can be done by experience: rarely, but a job that is quicker than all isn't missed. */
const UNLIKELY_MS = 30_000;

/** Jobs are expected from this share of the shortest earlier one to that of the longest. */
const EXPECTED = { from: 0.8, to: 1.2 };

function byAge(ageMs: number): number {
	return Math.min(POLL_CAP_MS, Math.max(POLL_FLOOR_MS, ageMs / AGE_SHARE));
}

/** Rarely before the time that earlier jobs took, closely around it, by age after it. */
function byExperience(ageMs: number, { shortestMs, longestMs }: DurationRange): number {
	const from = shortestMs * EXPECTED.from;
	if (ageMs < from) return Math.min(UNLIKELY_MS, Math.max(POLL_FLOOR_MS, from - ageMs));
	return ageMs < longestMs * EXPECTED.to ? POLL_FLOOR_MS : byAge(ageMs);
}

/** Time to wait before the next check, in milliseconds; never beyond the deadline. */
export function pollDelay(time: PollTime): number {
	const usual = time.earlier ? byExperience(time.ageMs, time.earlier) : byAge(time.ageMs);
	const wanted = time.fixedMs ?? Math.max(POLL_FLOOR_MS, jitter(usual, time.random));
	return Math.max(0, Math.min(time.leftMs, Math.max(wanted, time.retryAfterMs ?? 0)));
}

/** WaveSpeed's rate limits are per minute (docs: Troubleshooting guide). */
const RATE_WINDOW_MS = 60_000;

/**
 * Time to wait after a 429 on a submit, in milliseconds: what the service asks for, else doubling
 * from 5 s up to the window of a minute.
 *
 * @param inARow 429 answers in a row, from 1
 */
export function rateLimitDelay(inARow: number, random: number, retryAfterMs?: number): number {
	if (retryAfterMs !== undefined) return Math.max(1_000, retryAfterMs) + random * 500;
	return jitter(Math.min(RATE_WINDOW_MS, 5_000 * 2 ** (inARow - 1)), random);
}
