import type { FollowerDeps } from './follower';
import type { Job } from './job';
import { noteRead } from './job';
import type { ListLook, States } from './listLook';
import { lookByList } from './listLook';
import type { ListTrust } from './listTrust';
import type { Board, Looks } from './looks';
import { LAST_LOOK_MS } from './looks';
import { isTerminal } from '../../api/outcome';
import type { FailedLook } from './waitResult';

/** When nothing was read by its own id for so long, one of the listed jobs is (milliseconds). */
const PROBE_EVERY_MS = 60_000;

/** Every listed job is read by its own id so often, lest the list be wrong about it. */
const READ_EVERY_MS = 300_000;

/** Looks at many jobs by one list: it tells who still runs; who has ended is read by its own id. */
export class ListLooks {
	constructor(
		private readonly deps: FollowerDeps,
		private readonly board: Board,
		private readonly looks: Looks,
		private readonly trust: ListTrust,
	) {}

	async at(group: Job[]): Promise<void> {
		const askedAt = this.deps.runtime.now();
		const found = await this.readList(group, askedAt);
		if (found.kind === 'failed') return await this.listFailed(group, found.look);
		this.trust.noteRead(found.states, askedAt);
		this.board.look(this.readStates(group, found.states, askedAt));
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
			now - this.looks.readAt >= PROBE_EVERY_MS
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
				job.listedAsEndedAt ??= now;
				return true;
			}
			noteRead(job);
			this.looks.seenRunning(job, listed.status, askedAt);
			return job === probe || now - job.readAt >= READ_EVERY_MS;
		});
	}

	/** The list gave nothing: one job's own look tells whether that is the list's fault. */
	private async listFailed(group: Job[], look: FailedLook): Promise<void> {
		if (look.rateLimited) return this.looks.missed(group, look);
		const scout = group.reduce((one, job) => (job.dueAt < one.dueAt ? job : one));
		const others = group.filter((job) => job !== scout);
		const missed = await this.looks.at(scout);
		if (missed && missed.refusal?.httpStatus !== 404) return this.looks.missed(others, missed);
		const now = this.deps.runtime.now();
		this.trust.failed(now);
		for (const job of others) job.looking = false;
		this.board.look(others.filter(({ dueAt }) => dueAt <= now));
	}
}
