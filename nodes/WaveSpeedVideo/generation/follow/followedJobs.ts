import type { ReadResult } from '../../api/answers';
import type { Prediction } from '../../api/schemas';
import { createAtOnce } from '../../base/atOnce';
import { StoppedError } from '../../base/runtime';
import { Alarm } from './alarm';
import { tookAbout } from './experience';
import type { FollowerDeps, FollowOptions } from './follower';
import type { Job } from './job';
import { mayStillGiveOutput, newJob, noteFailedLook, noteRead } from './job';
import type { ListLook, States } from './listLook';
import { failedLook, lookByList } from './listLook';
import { ListTrust } from './listTrust';
import { isTerminal, readOutcome } from './outcome';
import { FEW, planLooks } from './plan';
import { Progress } from './progress';
import { nextLookAge, POLL_FLOOR_MS, retryDelay } from './schedule';
import type { FailedLook, WaitResult } from './waitResult';

/** Time that a look at the deadline gets for its answer (milliseconds). */
const LAST_LOOK_MS = 5_000;

/** So often one of the listed jobs is read by its own id, lest the list be stale (milliseconds). */
const PROBE_EVERY_MS = 60_000;

/** … and every one of them so often. */
const READ_EVERY_MS = 300_000;

/** Looks by id at the same time; a look at a deadline doesn't wait for others. */
const LOOKS_AT_ONCE = 50;

/** The jobs that a follower has under way, and the looks at them. */
export class FollowedJobs {
	private readonly jobs = new Set<Job>();
	private readonly trust = new ListTrust();
	private readonly atOnce = createAtOnce(LOOKS_AT_ONCE);
	private readonly alarm: Alarm;
	private readonly progress: Progress;
	private pausedUntil = 0;

	constructor(private readonly deps: FollowerDeps) {
		const { runtime, total } = deps;
		this.alarm = new Alarm(
			runtime,
			() => this.step(),
			(error) => this.stop(error),
		);
		this.progress = new Progress(runtime, total);
	}

	async add(
		known: Prediction,
		submittedAt: number,
		{ timeoutMs, fixedDelayMs, kind }: FollowOptions,
		seen: boolean,
	): Promise<WaitResult> {
		const { runtime } = this.deps;
		runtime.checkStop();
		const outcome = readOutcome(known);
		if (outcome.kind === 'completed') return { kind: 'completed', prediction: known };
		if (outcome.kind === 'failed' && outcome.failure.code !== 'no_output') return outcome;
		return await new Promise<WaitResult>((end, fail) => {
			const now = runtime.now();
			const job = newJob({
				known,
				seen,
				submittedAt,
				now,
				timeoutMs,
				fixedDelayMs,
				kind,
				end,
				fail,
			});
			if (job.dueAt > now) this.schedule(job);
			this.jobs.add(job);
			this.progress.noteAdded();
			this.step();
		});
	}

	/** Starts the looks that are due, and sets the alarm for the next. Free to be called at any time. */
	private step(): void {
		const now = this.deps.runtime.now();
		const { pausedUntil } = this;
		const listIsUsable = this.trust.isUsable(now);
		const plan = planLooks(this.jobs, { now, pausedUntil, listIsUsable });
		for (const job of [...plan.byList, ...plan.alone]) job.looking = true;
		if (plan.byList.length > 0) this.run(plan.byList, this.lookAtMany(plan.byList));
		for (const job of plan.alone) this.run([job], this.lookAt(job));
		this.progress.tellWhenDue(this.jobs);
		// Nothing is left asleep once the last look is under way.
		if (plan.nextAt < Infinity) this.alarm.set(Math.min(plan.nextAt, this.progress.nextAt));
	}

	private run(jobs: Job[], looks: Promise<unknown>): void {
		looks.then(
			() => this.step(),
			(error: unknown) => {
				if (error instanceof StoppedError) return this.stop(error);
				// What nobody foresaw ends these jobs, not the others.
				for (const job of jobs) this.remove(job)?.fail(error);
				this.step();
			},
		);
	}

	private stop(error: unknown): void {
		for (const job of this.jobs) this.remove(job)?.fail(error);
	}

	private remove(job: Job): Job | undefined {
		if (!this.jobs.delete(job)) return undefined;
		this.progress.noteFinished();
		return job;
	}

	private end(job: Job, result: WaitResult): void {
		this.remove(job)?.end(result);
	}

	/** Sets the time of the next look at a job that runs. */
	private schedule(job: Job): void {
		const { runtime, experience } = this.deps;
		const { submittedAt, lookedAt, fixedMs, kind } = job;
		const age = nextLookAge({
			ageMs: runtime.now() - submittedAt,
			lookedMs: lookedAt === undefined ? undefined : lookedAt - submittedAt,
			fixedMs,
			earlier: kind === undefined ? undefined : experience.earlier(kind),
			byList: this.jobs.size >= FEW,
		});
		job.dueAt = Math.min(job.deadline, submittedAt + age);
		job.looking = false;
	}

	private async lookAtMany(group: Job[]): Promise<void> {
		const { client, runtime } = this.deps;
		const askedAt = runtime.now();
		const ids = new Set(group.map(({ id }) => id));
		const createdAt = Math.min(...group.map((job) => job.createdAt));
		const leftMs = Math.min(...group.map(({ deadline }) => deadline)) - askedAt;
		const found: ListLook = await lookByList(
			ids,
			createdAt,
			Math.max(LAST_LOOK_MS, leftMs),
			client,
		);
		if (found.kind === 'failed') return await this.listFailed(group, found.look);
		this.trust.noteRead(found.states, askedAt);
		for (const job of this.readStates(group, found.states, askedAt))
			this.run([job], this.lookAt(job));
	}

	/** @returns the jobs that are to be looked at by their own ids now */
	private readStates(group: Job[], states: States, askedAt: number): Job[] {
		const now = this.deps.runtime.now();
		const mustProbe = group.every(({ readAt }) => now - readAt >= PROBE_EVERY_MS);
		const probe = mustProbe && group.reduce((one, job) => (job.readAt < one.readAt ? job : one));
		return group.filter((job) => {
			const listed = states.get(job.id);
			if (!listed) {
				job.lacked++;
				job.looking = job.dueAt <= now;
				return job.looking;
			}
			job.lacked = 0;
			if (isTerminal(listed)) {
				job.listedAsEnded = true;
				return true;
			}
			noteRead(job);
			this.seenRunning(job, listed.status, askedAt);
			job.looking = job === probe || now - job.readAt >= READ_EVERY_MS;
			return job.looking;
		});
	}

	/** The list gave nothing: one job's own look tells whether that is the list's fault. */
	private async listFailed(group: Job[], look: FailedLook): Promise<void> {
		if (look.rateLimited) return this.missed(group, look);
		const scout = group.reduce((one, job) => (job.dueAt < one.dueAt ? job : one));
		const others = group.filter((job) => job !== scout);
		const missed = await this.lookAt(scout);
		if (missed && missed.refusal?.httpStatus !== 404) return this.missed(others, missed);
		const now = this.deps.runtime.now();
		this.trust.failed(now);
		for (const job of others) job.looking = job.dueAt <= now;
		for (const job of others) if (job.looking) this.run([job], this.lookAt(job));
	}

	/** @returns why the look gave nothing, if it did */
	private async lookAt(job: Job): Promise<FailedLook | undefined> {
		const { client, runtime } = this.deps;
		const ask = async () => {
			const askedAt = runtime.now();
			const answer = await client.getPrediction(
				job.id,
				Math.max(LAST_LOOK_MS, job.deadline - askedAt),
			);
			return { answer, askedAt };
		};
		const { answer, askedAt } =
			runtime.now() >= job.deadline ? await ask() : await this.atOnce(ask);
		if (!this.jobs.has(job)) return undefined;
		const missed = missedOf(answer, job);
		if (missed) this.missed([job], missed);
		else if (answer.kind === 'ok') this.read(job, answer.value, askedAt);
		return missed;
	}

	private read(job: Job, prediction: Prediction, askedAt: number): void {
		const { runtime, experience } = this.deps;
		const now = runtime.now();
		noteRead(job);
		job.readAt = now;
		if (!job.seen) {
			job.seen = true;
			const created = Date.parse(prediction.createdAt ?? '');
			if (created <= now) job.submittedAt = created;
		}
		const before = job.last.status;
		job.last = prediction;
		const outcome = readOutcome(prediction);
		if (outcome.kind === 'running') {
			this.progress.noteStatus(job, before, prediction.status);
			if (job.listedAsEnded) this.trust.noteTooEarly();
			job.listedAsEnded = false;
			job.emptySince = undefined;
			if (now >= job.deadline) return this.end(job, { kind: 'timeout', prediction });
			return this.seenRunning(job, prediction.status, askedAt);
		}
		this.trust.noteEnded(job.id, now);
		if (outcome.kind === 'failed') {
			const mayCome = outcome.failure.code === 'no_output' && mayStillGiveOutput(job, now);
			if (!mayCome) return this.end(job, outcome);
			job.lookedAt = now;
			job.looking = false;
			job.dueAt = Math.min(job.deadline, now + POLL_FLOOR_MS);
			return;
		}
		const { kind, ranAt, submittedAt } = job;
		if (kind !== undefined && ranAt !== undefined) {
			const inference = prediction.timings?.inference;
			const took = tookAbout(ranAt - submittedAt, now - submittedAt, inference);
			if (took !== undefined) experience.record(kind, took);
		}
		this.end(job, { kind: 'completed', prediction });
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
		const [first] = jobs;
		if (!first) return;
		const whose = jobs.length === 1 ? `prediction ${first.id}` : `${jobs.length} predictions`;
		runtime.log('warn', `Check ${inARow} of ${whose} failed: ${look.reason}`);
		for (const job of jobs) {
			job.looking = false;
			job.dueAt = Math.min(job.deadline, now + delay);
			const end = noteFailedLook(job, look, now);
			if (end) this.end(job, end);
		}
	}
}

/** Why an answer gives nothing for this job; undefined when it does. */
function missedOf(answer: ReadResult<Prediction>, { id }: Job): FailedLook | undefined {
	if (answer.kind !== 'ok') return failedLook(answer);
	return answer.value.id === id ? undefined : { reason: 'the answer is of another prediction' };
}
