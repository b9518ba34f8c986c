import type { ApiAnswer, NoAnswer, Send } from '../../nodes/WaveSpeedVideo/api/http';
import type { Fault } from './fakeAnswers';
import { answer, faultAnswer, no, ok } from './fakeAnswers';
import type { VirtualTime } from './virtualTime';

export type { Fault };

export type JobEnd = 'completed' | 'failed' | 'moderated' | 'stuck' | 'cancelled' | 'deleted';

export interface BilledJob {
	id: string;
	model: string;
	body: Record<string, unknown>;
	createdAt: number;
	end: JobEnd;
	endsAt: number;
	/** Whose it is: others can't see it. */
	account: string;
}

/** How the account's list is: right, late, or wrong in one of the ways that a list can be. */
export type Listing =
	| {
			kind: 'right' | 'unreadable' | 'empty' | 'ignoresPage' | 'stale' | 'endsTooEarly';
	  }
	| { kind: 'lagging'; byMs: number };

interface ListBody {
	page?: number;
	model?: string;
	include_inputs?: boolean;
	created_after?: string;
	created_before?: string;
}

const LIST_PAGE = 100;

/** WaveSpeed's API on virtual time, at the level of HTTP answers, with a schedule of faults. */
export class FakeService {
	readonly billed: BilledJob[] = [];
	/** `after`: a list's created_after. */
	readonly requests: Array<{ method: string; path: string; at: number; after?: string }> = [];
	/** What was told of jobs, in order. */
	readonly answered: Array<{ id: string; status: string; by: 'result' | 'list' }> = [];
	/** How long jobs take, in milliseconds: all as long, or each its own. */
	jobMs: number | ((index: number) => number) = 60_000;
	listing: Listing = { kind: 'right' };
	/** How long after its end a completed job has no outputs yet. */
	outputsLateMs = 0;
	/** What completed jobs give; default: an address of their own. */
	outputs?: unknown[];
	/** Jobs whose records somebody has deleted: neither list nor look has them any more. */
	readonly removed = new Set<string>();
	/** Every answer to a poll is of this prediction instead. */
	answersFor?: string;
	jobEnd: (index: number) => JobEnd = () => 'completed';
	submitFaults: Fault[] = [];
	pollFaults: Fault[] = [];
	listFaults: Fault[] = [];
	/** Whether the list gives the inputs of a prediction when asked, refuses the wish, or ignores it. */
	listInputs: 'given' | 'ignored' | 'refused' = 'given';
	/** The model that answers, when it is not the one asked for. */
	answeredBy?: string;
	/** How long a request takes, in milliseconds. */
	latencyMs = 300;

	/** Whose key is used. */
	account = 'first';

	/** The id that a submission's answer gave last. */
	private lastTold?: string;

	constructor(private readonly time: VirtualTime) {}

	readonly send: Send = async ({ method, path, body }) => {
		this.time.runtime.checkStop();
		const { created_after: after } = (body ?? {}) as ListBody;
		this.requests.push({ method, path, at: this.time.now(), ...(after ? { after } : {}) });
		await this.time.runtime.sleep(this.latencyMs);
		if (path.endsWith('/predictions')) return this.dated(this.list(body as ListBody));
		// Nothing is seen to be back yet.
		if (path.endsWith('/billings/search')) return ok({ page: 1, has_more: false, items: [] });
		if (method === 'GET') return this.poll(path);
		return this.submit(path.replace('/api/v3/', ''), body as Record<string, unknown>);
	};

	/** With the service's own time. */
	private dated(answered: ApiAnswer | NoAnswer): ApiAnswer | NoAnswer {
		if (answered.kind === 'noAnswer') return answered;
		const date = new Date(this.time.now()).toUTCString();
		return { ...answered, headers: { date, ...answered.headers } };
	}

	count(part: string): number {
		return this.requests.filter(({ path }) => path.includes(part)).length;
	}

	/** What the account sees. */
	private kept(): BilledJob[] {
		return this.billed.filter(
			({ id, account }) => account === this.account && !this.removed.has(id),
		);
	}

	private lengthOf(index: number): number {
		return typeof this.jobMs === 'number' ? this.jobMs : this.jobMs(index);
	}

	private submit(model: string, body: Record<string, unknown>): ApiAnswer | NoAnswer {
		const fault = this.submitFaults.shift() ?? 'none';
		const early = faultAnswer(fault);
		if (early) return early;
		const job: BilledJob = {
			id: `job${this.billed.length}`,
			model,
			body,
			createdAt: this.time.now(),
			end: this.jobEnd(this.billed.length),
			endsAt: this.time.now() + this.lengthOf(this.billed.length),
			account: this.account,
		};
		this.billed.push(job);
		if (fault === 'lostAfter') return no('ECONNRESET', true);
		if (fault === 'serverErrorAfter') return answer(502, 'Bad gateway');
		if (fault === 'noIdAfter') return ok({ status: 'created' });
		if (fault === 'anothersIdAfter' && this.lastTold) {
			return ok({ ...this.view(job), id: this.lastTold });
		}
		this.lastTold = job.id;
		return ok(this.view(job));
	}

	private poll(path: string): ApiAnswer | NoAnswer {
		const early = faultAnswer(this.pollFaults.shift() ?? 'none');
		if (early) return early;
		const job = this.kept().find(({ id }) => path.includes(`/${id}/`));
		if (!job) return answer(404, { code: 404, message: 'Prediction not found' });
		const view = this.view(job);
		this.answered.push({ id: job.id, status: view.status, by: 'result' });
		return ok({ ...view, ...(this.answersFor ? { id: this.answersFor } : {}) });
	}

	private list(body: ListBody): ApiAnswer | NoAnswer {
		const { model, include_inputs: asked, page = 1 } = body;
		const { created_after: after, created_before: before } = body;
		if (asked && this.listInputs === 'refused') {
			return answer(400, { code: 400, message: 'unknown field include_inputs' });
		}
		const early = faultAnswer(this.listFaults.shift() ?? 'none');
		if (early) return early;
		const { kind } = this.listing;
		if (kind === 'unreadable') return answer(404, { code: 404, message: 'no such endpoint' });
		const items = this.kept()
			.filter(({ createdAt }) => kind !== 'empty' && this.isListed(createdAt))
			.filter(({ createdAt }) => after === undefined || createdAt >= Date.parse(after))
			.filter(({ createdAt }) => before === undefined || createdAt <= Date.parse(before))
			.map((job) => ({
				...this.view(job, this.listedAt(job)),
				...(asked && this.listInputs === 'given' ? { inputs: job.body } : {}),
			}))
			.filter((item) => model === undefined || item.model === model)
			.reverse();
		const from = kind === 'ignoresPage' ? 0 : (page - 1) * LIST_PAGE;
		const listed = items.slice(from, from + LIST_PAGE);
		this.answered.push(...listed.map(({ id, status }) => ({ id, status, by: 'list' as const })));
		return ok({ page, items: listed });
	}

	/** New jobs come into a lagging list late. */
	private isListed(createdAt: number): boolean {
		const { listing } = this;
		return listing.kind !== 'lagging' || this.time.now() - createdAt >= listing.byMs;
	}

	/** The time at which the list sees this job. */
	private listedAt(job: BilledJob): number {
		const { listing } = this;
		if (listing.kind === 'lagging') return this.time.now() - listing.byMs;
		if (listing.kind === 'stale') return job.createdAt;
		return listing.kind === 'endsTooEarly' ? Infinity : this.time.now();
	}

	private view(job: BilledJob, at = this.time.now()) {
		const over = job.end !== 'stuck' && at >= job.endsAt;
		const given = over && job.end === 'completed' && at >= job.endsAt + this.outputsLateMs;
		const failed = job.end === 'failed' || job.end === 'moderated';
		return {
			id: job.id,
			model: this.answeredBy ?? job.model,
			status: over ? (failed ? 'failed' : job.end) : 'processing',
			outputs: given ? (this.outputs ?? [`https://cdn.test/${job.id}.mp4`]) : [],
			created_at: new Date(job.createdAt).toISOString(),
			timings: { inference: over ? job.endsAt - job.createdAt : 0 },
			error: over && failed ? 'it went wrong' : '',
			...(over && job.end === 'moderated' ? { code: 1200 } : {}),
			...(over && job.end === 'failed' ? { code: 1403 } : {}),
		};
	}
}
