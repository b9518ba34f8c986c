import type { Job } from './job';
import { POLL_FLOOR_MS } from './schedule';

/** From so many jobs on, one request for all is cheaper than one for each. */
export const FEW = 3;

/** A look at many waits this long for others that are due soon (milliseconds). */
const TOGETHER_MS = 2_000;

/** A list that lacked a job so often will not have it. */
const MAX_LACKED = 2;

/** What is to be done now, and when to ask again. */
export interface LookPlan {
	/** To be looked at by the list. */
	byList: Job[];
	/** To be looked at by their own ids. */
	alone: Job[];
	/** Milliseconds since 1970; Infinity when nothing waits. */
	nextAt: number;
}

export interface PlanTime {
	now: number;
	/** A rate limit keeps everything but last looks until then. */
	pausedUntil: number;
	listIsUsable: boolean;
}

/**
 * Which of the jobs are to be looked at now, and how. Jobs that are due at about the same time are
 * looked at by list, and with them every other whose last look is long enough ago. At its deadline a
 * job gets a last look of its own.
 */
export function planLooks(
	jobs: Iterable<Job>,
	{ now, pausedUntil, listIsUsable }: PlanTime,
): LookPlan {
	const waiting = [...jobs].filter(({ looking }) => !looking);
	const last = waiting.filter(({ deadline }) => deadline <= now);
	const others = waiting.filter(({ deadline }) => deadline > now);
	const listable = listIsUsable ? others.filter(isListable) : [];
	const group = new Set(listable.length >= FEW ? listable : []);
	const groupAt = dueTogether([...group]);
	const dueAt = (job: Job) =>
		Math.max(pausedUntil, group.has(job) && job.dueAt < groupAt ? groupAt : job.dueAt);

	const due = others.filter((job) => dueAt(job) <= now);
	const together = due.some((job) => group.has(job))
		? [...group].filter((job) => dueAt(job) <= now || isRested(job, now))
		: [];
	const byList = together.length >= FEW ? together : [];
	const listed = new Set(byList);
	const alone = [...due.filter((job) => !listed.has(job)), ...last];
	const done = new Set([...byList, ...alone]);
	const later = waiting.filter((job) => !done.has(job));
	const nextAt = later.reduce((at, job) => Math.min(at, job.deadline, dueAt(job)), Infinity);
	return { byList, alone, nextAt };
}

/** Not a job whose end is to be read, and none that the list doesn't know. */
function isListable({ seen, listedAsEndedAt, lacked, emptySince }: Job): boolean {
	return seen && listedAsEndedAt === undefined && lacked < MAX_LACKED && emptySince === undefined;
}

function isRested({ lookedAt, fixedMs }: Job, now: number): boolean {
	return lookedAt !== undefined && now - lookedAt >= (fixedMs ?? POLL_FLOOR_MS);
}

/** How long a look at a job may wait for others: milliseconds. */
function patienceOf({ fixedMs, kindIsKnown, lookedAt, dueAt, submittedAt }: Job): number {
	if (fixedMs !== undefined) return fixedMs / 4;
	// It is probably ready by then, and others may wait for its place.
	return kindIsKnown && lookedAt === undefined ? (dueAt - submittedAt) / 5 : Infinity;
}

/**
 * When the first of these is due, and those that are due soon after it; not before the last look at
 * any of them is long enough ago, because the list shows them all.
 */
function dueTogether(group: Job[]): number {
	const first = group.reduce((at, job) => Math.min(at, job.dueAt), Infinity);
	const slack = group.reduce((least, job) => Math.min(least, patienceOf(job)), TOGETHER_MS);
	return group.reduce((at, { dueAt, lookedAt = -Infinity, fixedMs }) => {
		const restedAt = lookedAt + Math.min(POLL_FLOOR_MS, fixedMs ?? POLL_FLOOR_MS);
		return Math.max(at, restedAt, dueAt <= first + slack ? dueAt : -Infinity);
	}, first);
}
