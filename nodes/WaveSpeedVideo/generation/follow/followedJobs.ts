import type { Prediction } from '../../api/schemas';
import { StoppedError } from '../../base/runtime';
import { Alarm } from './alarm';
import type { FollowerDeps, FollowOptions } from './follower';
import type { Job } from './job';
import { newJob } from './job';
import { ListLooks } from './listLooks';
import { ListTrust } from './listTrust';
import type { Board } from './looks';
import { Looks } from './looks';
import { readOutcome } from '../../api/outcome';
import { planLooks } from './lookPlan';
import { Progress } from './progress';
import type { WaitResult } from './waitResult';

/** The jobs that a follower has under way: when something is due, the looks are started. */
export class FollowedJobs {
	private readonly jobs = new Set<Job>();
	private readonly trust = new ListTrust();
	private readonly looks: Looks;
	private readonly listLooks: ListLooks;
	private readonly alarm: Alarm;
	private readonly progress: Progress;

	constructor(private readonly deps: FollowerDeps) {
		const { runtime, total } = deps;
		this.progress = new Progress(runtime, total);
		const board: Board = {
			jobs: this.jobs,
			progress: this.progress,
			end: (job, result) => this.remove(job)?.end(result),
			look: (jobs) => this.start(jobs),
		};
		this.looks = new Looks(deps, board, this.trust);
		this.listLooks = new ListLooks(deps, board, this.looks, this.trust);
		this.alarm = new Alarm(
			runtime,
			() => this.step(),
			(error) => this.stop(error),
		);
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
			if (job.dueAt > now) this.looks.schedule(job);
			this.jobs.add(job);
			this.progress.noteAdded();
			this.step();
		});
	}

	/** Starts the looks that are due, and sets the alarm for the next. May be called at any time. */
	private step(): void {
		const now = this.deps.runtime.now();
		const plan = planLooks(this.jobs, {
			now,
			pausedUntil: this.looks.pausedUntil,
			listIsUsable: this.trust.isUsable(now),
		});
		for (const job of plan.byList) job.looking = true;
		if (plan.byList.length > 0) this.run(plan.byList, this.listLooks.at(plan.byList));
		this.start(plan.alone);
		this.progress.tellWhenDue(this.jobs);
		// Nothing is left asleep once the last look is under way.
		if (plan.nextAt < Infinity) this.alarm.set(Math.min(plan.nextAt, this.progress.nextAt));
	}

	/** Looks at these by their own ids. */
	private start(jobs: Job[]): void {
		for (const job of jobs) job.looking = true;
		for (const job of jobs) this.run([job], this.looks.at(job));
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
}
