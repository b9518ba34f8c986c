import { parseTime } from '../../base/time';
import type { Prediction } from '../../api/schemas';
import { isTerminal, readOutcome } from '../../api/outcome';
import type { FailedLook, WaitResult } from './waitResult';
import { lost, neverSeen } from './waitResult';

/** Refused looks (401, 404 …) in a row before a job that was seen is given up, and for how long. */
const REFUSALS = { count: 5, forMs: 120_000 };

/** The same for an id that nothing is known of: it may be mistyped. */
const REFUSALS_UNSEEN = { count: 3, forMs: 10_000 };

/** How long a service that gives no answer at all is asked for an id that nothing is known of. */
const UNREACHABLE_UNSEEN_MS = 300_000;

/** How long a completed prediction without outputs is looked at again: they may come late. */
const NO_OUTPUT_MS = 60_000;

/** One prediction that is followed. Times are milliseconds since 1970. */
export interface Job {
	readonly id: string;
	/** The last that is known of it. */
	last: Prediction;
	/** Whether anything is known of it but its id. */
	seen: boolean;
	/** By the service's clock where it says so. */
	createdAt: number;
	submittedAt: number;
	readonly deadline: number;
	readonly fixedMs?: number;
	readonly kind?: string;
	/** When it is to be looked at next. */
	dueAt: number;
	/** That time is chosen by how long others of its kind took. */
	kindIsKnown: boolean;
	/** A look at it is under way. */
	looking: boolean;
	/** When it was last looked at, alone or in the list; undefined before the first look. */
	lookedAt?: number;
	/** When it last had a look of its own, which a list can't have falsified. */
	readAt: number;
	/** When it was last known to run; undefined when it was only found after a while. */
	ranAt?: number;
	/** Since when the list shows it as ended: that is to be read by its own id. */
	listedAsEndedAt?: number;
	/** How often in a row the list lacked it. */
	lacked: number;
	/** Failed looks in a row. */
	failures: number;
	refusals: number;
	refusedSince?: number;
	failingSince?: number;
	/** Since when it is completed without outputs. */
	emptySince?: number;
	end(result: WaitResult): void;
	fail(error: unknown): void;
}

export interface Followed {
	known: Prediction;
	seen: boolean;
	submittedAt: number;
	now: number;
	timeoutMs: number;
	fixedDelayMs?: number;
	kind?: string;
	end(result: WaitResult): void;
	fail(error: unknown): void;
}

/** Later than this after its submission a job is looked at at once (milliseconds). */
const FRESH_MS = 10_000;

/** A job as it is taken up: due at once, unless it has just been submitted. */
export function newJob(followed: Followed): Job {
	const { known, seen, submittedAt, now, timeoutMs, fixedDelayMs: fixedMs, kind } = followed;
	const { end, fail } = followed;
	const created = parseTime(known.createdAt) ?? NaN;
	const isFresh = seen && now - submittedAt < FRESH_MS && !isTerminal(known);
	const deadline = now + timeoutMs;
	return {
		id: known.id,
		last: known,
		seen,
		createdAt: Math.min(submittedAt, Number.isNaN(created) ? submittedAt : created),
		// It began when the submission was answered at the latest: the answer may have taken seconds.
		submittedAt: isFresh ? now : submittedAt,
		deadline,
		fixedMs,
		kind,
		dueAt: isFresh ? deadline : now,
		kindIsKnown: false,
		looking: false,
		readAt: now,
		ranAt: isFresh ? now : undefined,
		lacked: 0,
		failures: 0,
		refusals: 0,
		end,
		fail,
	};
}

/** What a prediction that was known by its id only says of itself first. */
export function noteFirstRead(job: Job, prediction: Prediction, now: number): void {
	if (job.seen) return;
	job.seen = true;
	const created = parseTime(prediction.createdAt) ?? NaN;
	if (created <= now) job.submittedAt = job.createdAt = created;
}

/** Notes a successful look. */
export function noteRead(job: Job): void {
	job.failures = 0;
	job.refusals = 0;
	job.refusedSince = undefined;
	job.failingSince = undefined;
}

/**
 * Notes a look that gave nothing.
 *
 * @returns the end, when it was one too many. An outage is borne until the deadline; a refusal may be
 * a slip as well (a replica that lags, a gateway), and the job is paid: it must last.
 */
export function noteFailedLook(job: Job, look: FailedLook, now: number): WaitResult | undefined {
	job.failures++;
	job.failingSince ??= now;
	if (look.refusal) {
		job.refusals++;
		job.refusedSince ??= now;
		const { count, forMs } = job.seen ? REFUSALS : REFUSALS_UNSEEN;
		if (job.refusals >= count && now - job.refusedSince >= forMs) return givenUp(job, look);
	}
	if (now >= job.deadline) {
		if (!job.seen) return givenUp(job, look);
		// Completed without outputs, the last time that it could be read.
		const known = readOutcome(job.last);
		if (known.kind === 'failed') return known;
		const seconds = Math.round((now - job.failingSince) / 1000);
		const trouble = `the last ${job.failures} looks, over ${seconds} s, failed (${look.reason})`;
		return { kind: 'timeout', prediction: job.last, trouble };
	}
	const unreachable = !job.seen && now - job.failingSince >= UNREACHABLE_UNSEEN_MS;
	return unreachable ? givenUp(job, look) : undefined;
}

function givenUp(job: Job, look: FailedLook): WaitResult {
	const { refusal } = look;
	const failure = job.seen && refusal ? lost(refusal, job.last) : neverSeen(look, job.id);
	return { kind: 'failed', failure };
}

/** Whether a prediction that is completed without outputs is worth another look. */
export function mayStillGiveOutput(job: Job, now: number): boolean {
	job.emptySince ??= now;
	return now < job.deadline && now - job.emptySince < NO_OUTPUT_MS;
}
