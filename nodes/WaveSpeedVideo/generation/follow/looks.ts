import type { ReadResult } from '../../api/answers';
import type { Prediction } from '../../api/schemas';
import { Queue } from '../../base/queue';
import { tookAbout } from './experience';
import type { FollowerDeps } from './follower';
import type { Job } from './job';
import { mayStillGiveOutput, noteFailedLook, noteFirstRead, noteRead } from './job';
import { failedLook } from './listLook';
import type { ListTrust } from './listTrust';
import { readOutcome } from '../../api/outcome';
import { FEW } from './lookPlan';
import type { Progress } from './progress';
import { nextLookAge, POLL_FLOOR_MS, retryDelay } from './schedule';
import type { FailedLook, WaitResult } from './waitResult';

/** Time that a look at the deadline gets for its answer (milliseconds). */
export const LAST_LOOK_MS = 5_000;

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

/** Looks at jobs by their own ids, and what follows from each answer. */
export class Looks {
	private readonly queue = new Queue(() => LOOKS_AT_ONCE);
	/** A rate limit stops all looks until then. */
	pausedUntil = 0;
	/** When something was last read by its own id. */
	readAt: number;

	constructor(
		private readonly deps: FollowerDeps,
		private readonly board: Board,
		private readonly trust: ListTrust,
	) {
		this.readAt = deps.runtime.now();
	}

	/** Sets the time of the next look at a job that runs. */
	schedule(job: Job): void {
		const { runtime, experience } = this.deps;
		const { submittedAt, lookedAt, fixedMs, kind } = job;
		const earlier = kind === undefined ? [] : experience.earlier(kind);
		const age = nextLookAge({
			ageMs: runtime.now() - submittedAt,
			lookedMs: lookedAt === undefined ? undefined : lookedAt - submittedAt,
			fixedMs,
			earlier,
			byList: this.board.jobs.size >= FEW,
		});
		job.dueAt = Math.min(job.deadline, submittedAt + age);
		job.kindIsKnown = earlier.length > 0;
		job.looking = false;
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
			if (job.listedAsEndedAt !== undefined) trust.noteTooEarly();
			job.listedAsEndedAt = undefined;
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
		job.listedAsEndedAt = undefined;
		job.looking = false;
		job.dueAt = Math.min(job.deadline, now + POLL_FLOOR_MS);
	}

	private learn(job: Job, { timings }: Prediction, now: number): void {
		const { kind, ranAt, submittedAt } = job;
		if (kind === undefined || ranAt === undefined) return;
		// The list may have shown it a while ago: a hundred are not read by their own ids at once.
		const endedBy = job.listedAsEndedAt ?? now;
		const took = tookAbout(ranAt - submittedAt, endedBy - submittedAt, timings?.inference);
		if (took !== undefined) this.deps.experience.record(kind, took);
	}

	/** The prediction was running when it was asked for. */
	seenRunning(job: Job, status: string, askedAt: number): void {
		job.last = { ...job.last, status };
		job.ranAt = askedAt;
		job.lookedAt = this.deps.runtime.now();
		this.schedule(job);
	}

	/** A look at these gave nothing: the next one comes soon. */
	missed(jobs: Job[], look: FailedLook): void {
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
