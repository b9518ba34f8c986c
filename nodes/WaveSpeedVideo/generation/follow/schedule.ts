/** WaveSpeed asks for at least 5 s between checks of a video, more for long ones (docs: Get result). */
export const POLL_FLOOR_MS = 5_000;

/**
 * Ages at which a job is looked at when nothing is known of its kind, in milliseconds: soon at
 * first, then four times in half a minute, up to three minutes. The end of a job of any length up
 * to there is seen within 7.5 s, after at most 26 looks; the simulation (docs/polling-policies.md)
 * weighed it against others.
 */
const FIRST_AGES = [2_500, 7_500, 12_500, 18_500, 24_500, 31_000];
const STEADY_MS = 7_500;
const STEADY_UNTIL = 181_000;

/** Later the delay is the job's age over this: the mean lag stays near 2 % of the time waited. */
const AGE_SHARE = 24;

/** … and at most this, for a look at one job and for one at many. */
const LONGEST_MS = { alone: 15_000, list: 10_000 };

/** Where the end is expected by experience, the delay is a smaller share. */
const CLOSE_SHARE = 48;

/** Before a job can be done by experience: rarely, but a job that is quicker than all isn't missed. */
const UNLIKELY_MS = 30_000;

/** Jobs may take this share of the range of earlier ones less or more. */
const MARGIN = 0.1;

export interface LookTime {
	/** Since the submission, in milliseconds. */
	ageMs: number;
	/** Age at the last look; undefined before the first. */
	lookedMs?: number;
	/** A Poll Interval that the user set fixes the delay. */
	fixedMs?: number;
	/** How long earlier jobs of this kind took, in milliseconds. */
	earlier?: readonly number[];
	/** Whether one request looks at many jobs. */
	byList?: boolean;
}

/** Age at which a job is to be looked at next, in milliseconds. */
export function nextLookAge(time: LookTime): number {
	const { ageMs, lookedMs, fixedMs } = time;
	if (fixedMs !== undefined) return ageMs + fixedMs;
	const floor = lookedMs === undefined ? ageMs : ageMs + POLL_FLOOR_MS;
	return Math.max(floor, byExperience(ageMs, time.earlier) ?? byAge(time));
}

function byAge({ ageMs, lookedMs, byList }: LookTime): number {
	// A look that came a little early or late doesn't shift those after it.
	const after = lookedMs === undefined ? ageMs : ageMs + POLL_FLOOR_MS / 2;
	const first = FIRST_AGES.find((age) => age > after);
	if (first !== undefined) return first;
	if (after < STEADY_UNTIL) {
		const left = Math.ceil((STEADY_UNTIL - after) / STEADY_MS) - 1;
		return STEADY_UNTIL - left * STEADY_MS;
	}
	const longest = byList ? LONGEST_MS.list : LONGEST_MS.alone;
	return ageMs + Math.min(longest, Math.max(STEADY_MS, ageMs / AGE_SHARE));
}

/**
 * Around the time that earlier jobs took. When they were all ready within one delay, a look when the
 * longest was ready finds all; otherwise closely (5 to 7.5 s) from a little before the shortest on.
 *
 * @returns undefined when the job takes longer than all of them
 */
function byExperience(ageMs: number, earlier: readonly number[] = []): number | undefined {
	const [shortest, longest] = [Math.min(...earlier), Math.max(...earlier)];
	const range = longest - shortest;
	const aim = range <= POLL_FLOOR_MS ? longest : shortest - range * MARGIN;
	if (ageMs < aim) return Math.min(aim, ageMs + UNLIKELY_MS);
	if (range <= POLL_FLOOR_MS || ageMs >= longest + range * MARGIN) return undefined;
	return ageMs + Math.min(STEADY_MS, Math.max(POLL_FLOOR_MS, ageMs / CLOSE_SHARE));
}

/** Delays after a failed look: the first soon, later ones for an outage of minutes. */
const RETRY_MS = { first: 1_000, longest: 15_000 };
/** WaveSpeed's rate limits are per minute (docs: Troubleshooting guide). */
const RATE_WINDOW_MS = 60_000;
const RATE_LIMITED_MS = { first: POLL_FLOOR_MS, longest: RATE_WINDOW_MS };

/** A Retry-After of hours says nothing that is worth waiting for blindly (milliseconds). */
const LONGEST_RETRY_AFTER_MS = 300_000;

/** ± 10 %: executions that failed together don't stay in step. */
const JITTER = 0.1;

function jitter(ms: number, random: number): number {
	return ms * (1 + JITTER * (2 * random - 1));
}

/**
 * Time to wait after a look that failed, in milliseconds.
 *
 * @param inARow failed looks in a row, from 1
 */
export function retryDelay(
	inARow: number,
	random: number,
	{ rateLimited = false, retryAfterMs = 0 } = {},
): number {
	const { first, longest } = rateLimited ? RATE_LIMITED_MS : RETRY_MS;
	const usual = jitter(Math.min(longest, first * 2 ** Math.min(inARow - 1, 10)), random);
	return Math.max(usual, Math.min(retryAfterMs, LONGEST_RETRY_AFTER_MS));
}
