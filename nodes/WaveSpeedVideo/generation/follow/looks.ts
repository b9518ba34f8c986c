import type { ReadResult } from '../../api/answers';
import type { Prediction } from '../../api/schemas';
import { Queue } from '../../base/queue';
import { tookAbout } from './experience';
import type { FollowerDeps } from './follower';
import type { Job } from './job';
import { mayStillGiveOutput, noteFailedLook, noteFirstRead, noteRead } from './job';
import type { ListLook, States } from './listLook';
import { failedLook, lookByList } from './listLook';
import { ListTrust } from './listTrust';
import { isTerminal, readOutcome } from './outcome';
import type { PlanTime } from './plan';
import { FEW } from './plan';
import type { Progress } from './progress';
import { nextLookAge, POLL_FLOOR_MS, retryDelay } from './schedule';
import type { FailedLook, WaitResult } from './waitResult';

/** Time that a look at the deadline gets for its answer (milliseconds). */
const LAST_LOOK_MS = 5_000;

/** When nothing was read by its own id for so long, one of the listed jobs is (milliseconds). */
const PROBE_EVERY_MS = 60_000;

/** Every listed job is read by its own id so often, lest the list be wrong about it. */
const READ_EVERY_MS = 300_000;

/** Looks by id at the same time; a look at a deadline doesn't wait for others. */
const LOOKS_AT_ONCE = 50;

/** Where the jobs are kept. */
export interface Board {
	jobs: ReadonlySet<Job>;
	progress: Progress;
	end(job: Job, result: WaitResult): void;
	/** Starts looks at these by their own ids. */
	look(jobs: Job[]): void;
}

/** The looks at jobs, alone and by list, and what follows from each answer. */
export class Looks {
	private readonly trust = new ListTrust();
	private readonly queue = new Queue(() => LOOKS_AT_ONCE);
	/** A rate limit stops all looks until then. */
	private pausedUntil = 0;
	/** When something was last read by its own id. */
	private readAt: number;

	constructor(
		private readonly deps: FollowerDeps,
		private readonly board: Board,
	) {
		this.readAt = deps.runtime.now();
	}

	state(now: number): Omit<PlanTime, 'now'> {
		return { pausedUntil: this.pausedUntil, listIsUsable: this.trust.isUsable(now) };
	}

	/** Sets the time of the next look at a job that runs. */
	schedule(job: Job): void {
		const { runtime, experience } = this.deps;
		const { submittedAt, lookedAt, fixedMs, kind } = job;
		const age = nextLookAge({
			ageMs: runtime.now() - submittedAt,
			lookedMs: lookedAt === undefined ? undefined : lookedAt - submittedAt,
			fixedMs,
			earlier: kind === undefined ? undefined : experience.earlier(kind),
			byList: this.board.jobs.size >= FEW,
		});
		job.dueAt = Math.min(job.deadline, submittedAt + age);
		job.looking = false;
	}

	async atMany(group: Job[]): Promise<void> {
		const askedAt = this.deps.runtime.now();
		const found = await this.readList(group, askedAt);
		if (found.kind === 'failed') return await this.listFailed(group, found.look);
		this.trust.noteRead(found.states, askedAt);
		this.board.look(this.readStates(group, found.states, askedAt));
	}

	/** @returns why the look gave nothing, if it did */
	async at(job: Job): Promise<FailedLook | undefined> {
		const { client, runtime } = this.deps;
		const ask = async () => {
			const askedAt = runtime.now();
			const patience = Math.max(LAST_LOOK_MS, job.deadline - askedAt);
			return { askedAt, answer: await client.getPrediction(job.id, patience) };
		};
		const isLast = runtime.now() >= job.deadline;
		const { answer, askedAt } = isLast ? await ask() : await this.queue.run(ask);
		if (!this.board.jobs.has(job)) return undefined;
		const missed = missedOf(answer, job);
		if (missed) this.missed([job], missed);
		else if (answer.kind === 'ok') this.read(job, answer.value, askedAt);
		return missed;
	}

	private async readList(group: Job[], now: number): Promise<ListLook> {
		const ids = new Set(group.map(({ id }) => id));
		const createdAt = Math.min(...group.map((job) => job.createdAt));
		const leftMs = Math.min(...group.map(({ deadline }) => deadline)) - now;
		try {
			return await lookByList(ids, createdAt, Math.max(LAST_LOOK_MS, leftMs), this.deps.client);
		} catch {
			this.deps.runtime.checkStop();
			// Whatever is wrong with the list, the jobs can be looked at without it.
			return { kind: 'failed', look: { reason: 'the list makes no sense' } };
		}
	}

	/** @returns the jobs that are to be looked at by their own ids now */
	private readStates(group: Job[], states: States, askedAt: number): Job[] {
		const now = this.deps.runtime.now();
		const probe =
			now - this.readAt >= PROBE_EVERY_MS
				? group.reduce((one, job) => (job.readAt < one.readAt ? job : one))
				: undefined;
		return group.filter((job) => {
			const listed = states.get(job.id);
			if (!listed) {
				job.lacked++;
				job.looking = false;
				return job.dueAt <= now;
			}
			job.lacked = 0;
			if (isTerminal(listed)) {
				job.listedAsEnded = true;
				return true;
			}
			noteRead(job);
			this.seenRunning(job, listed.status, askedAt);
			return job === probe || now - job.readAt >= READ_EVERY_MS;
		});
	}

	/** The list gave nothing: one job's own look tells whether that is the list's fault. */
	private async listFailed(group: Job[], look: FailedLook): Promise<void> {
		if (look.rateLimited) return this.missed(group, look);
		const scout = group.reduce((one, job) => (job.dueAt < one.dueAt ? job : one));
		const others = group.filter((job) => job !== scout);
		const missed = await this.at(scout);
		if (missed && missed.refusal?.httpStatus !== 404) return this.missed(others, missed);
		const now = this.deps.runtime.now();
		this.trust.failed(now);
		for (const job of others) job.looking = false;
		this.board.look(others.filter(({ dueAt }) => dueAt <= now));
	}

	/** A prediction's own answer: the only one that counts. */
	private read(job: Job, prediction: Prediction, askedAt: number): void {
		const { board, trust } = this;
		const now = this.deps.runtime.now();
		noteRead(job);
		noteFirstRead(job, prediction, now);
		job.readAt = this.readAt = now;
		const before = job.last.status;
		job.last = prediction;
		const outcome = readOutcome(prediction);
		if (outcome.kind === 'running') {
			board.progress.noteStatus(job, before, prediction.status);
			if (job.listedAsEnded) trust.noteTooEarly();
			job.listedAsEnded = false;
			job.emptySince = undefined;
			if (now >= job.deadline) return board.end(job, { kind: 'timeout', prediction });
			return this.seenRunning(job, prediction.status, askedAt);
		}
		trust.noteEnded(job.id, now);
		if (outcome.kind === 'completed') {
			this.learn(job, prediction, now);
			return board.end(job, { kind: 'completed', prediction });
		}
		const mayCome = outcome.failure.code === 'no_output' && mayStillGiveOutput(job, now);
		if (!mayCome) return board.end(job, outcome);
		job.looking = false;
		job.dueAt = Math.min(job.deadline, now + POLL_FLOOR_MS);
	}

	private learn({ kind, ranAt, submittedAt }: Job, { timings }: Prediction, now: number): void {
		if (kind === undefined || ranAt === undefined) return;
		const took = tookAbout(ranAt - submittedAt, now - submittedAt, timings?.inference);
		if (took !== undefined) this.deps.experience.record(kind, took);
	}

	private seenRunning(job: Job, status: string, askedAt: number): void {
		job.last = { ...job.last, status };
		job.ranAt = askedAt;
		job.lookedAt = this.deps.runtime.now();
		this.schedule(job);
	}

	/** A look at these gave nothing: the next one comes soon. */
	private missed(jobs: Job[], look: FailedLook): void {
		const { runtime } = this.deps;
		const now = runtime.now();
		const inARow = 1 + Math.max(0, ...jobs.map(({ failures }) => failures));
		const delay = retryDelay(inARow, runtime.random(), look);
		if (look.rateLimited) this.pausedUntil = Math.max(this.pausedUntil, now + delay);
		const [first, ...others] = jobs;
		if (!first) return;
		const whose = others.length === 0 ? `prediction ${first.id}` : `${jobs.length} predictions`;
		runtime.log('warn', `Check ${inARow} of ${whose} failed: ${look.reason}`);
		for (const job of jobs) {
			job.looking = false;
			job.dueAt = Math.min(job.deadline, now + delay);
			const end = noteFailedLook(job, look, now);
			if (end) this.board.end(job, end);
		}
	}
}

/** Why an answer gives nothing for this job; undefined when it does. */
function missedOf(answer: ReadResult<Prediction>, { id }: Job): FailedLook | undefined {
	if (answer.kind !== 'ok') return failedLook(answer);
	return answer.value.id === id ? undefined : { reason: 'the answer is of another prediction' };
}
