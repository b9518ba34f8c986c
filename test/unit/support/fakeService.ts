import type { ApiAnswer, NoAnswer, Send } from '../../../nodes/WaveSpeedVideo/api/http';
import type { VirtualTime } from './virtualTime';

/** What may go wrong with one request. `lostAfter`: accepted and billed, but the answer is lost. */
export type Fault =
	| 'none'
	| 'refusedConnection'
	| 'rateLimited'
	| 'rateLimitedWithRetryAfter'
	| 'badRequest'
	| 'lostBefore'
	| 'lostAfter'
	| 'serverErrorBefore'
	| 'serverErrorAfter'
	| 'noIdAfter'
	| 'notFound'
	| 'malformed';

export type JobEnd = 'completed' | 'failed' | 'moderated' | 'stuck' | 'cancelled';

export interface BilledJob {
	id: string;
	model: string;
	body: Record<string, unknown>;
	createdAt: number;
	end: JobEnd;
	endsAt: number;
}

const no = (code: string, maybeSent: boolean): NoAnswer => ({
	kind: 'noAnswer',
	maybeSent,
	code,
	message: code,
});

const answer = (status: number, body: unknown, headers = {}): ApiAnswer => ({
	kind: 'answer',
	status,
	headers,
	body,
});

const ok = (data: unknown) => answer(200, { code: 200, message: 'success', data });

/** WaveSpeed's API on virtual time, at the level of HTTP answers, with a schedule of faults. */
export class FakeService {
	readonly billed: BilledJob[] = [];
	readonly requests: Array<{ method: string; path: string; at: number }> = [];
	jobMs = 60_000;
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

	constructor(private readonly time: VirtualTime) {}

	readonly send: Send = async ({ method, path, body }) => {
		this.time.runtime.checkStop();
		this.requests.push({ method, path, at: this.time.now() });
		await this.time.runtime.sleep(this.latencyMs);
		if (path.endsWith('/predictions'))
			return this.list(body as { model?: string; include_inputs?: boolean });
		if (method === 'GET') return this.poll(path);
		return this.submit(path.replace('/api/v3/', ''), body as Record<string, unknown>);
	};

	count(part: string): number {
		return this.requests.filter(({ path }) => path.includes(part)).length;
	}

	private submit(model: string, body: Record<string, unknown>): ApiAnswer | NoAnswer {
		const fault = this.submitFaults.shift() ?? 'none';
		const early = this.fault(fault);
		if (early) return early;
		const job: BilledJob = {
			id: `job${this.billed.length}`,
			model,
			body,
			createdAt: this.time.now(),
			end: this.jobEnd(this.billed.length),
			endsAt: this.time.now() + this.jobMs,
		};
		this.billed.push(job);
		if (fault === 'lostAfter') return no('ECONNRESET', true);
		if (fault === 'serverErrorAfter') return answer(502, 'Bad gateway');
		if (fault === 'noIdAfter') return ok({ status: 'created' });
		return ok(this.view(job));
	}

	private poll(path: string): ApiAnswer | NoAnswer {
		const early = this.fault(this.pollFaults.shift() ?? 'none');
		if (early) return early;
		const job = this.billed.find(({ id }) => path.includes(`/${id}/`));
		return job ? ok(this.view(job)) : answer(404, { code: 404, message: 'Prediction not found' });
	}

	private list(body: { model?: string; include_inputs?: boolean }): ApiAnswer | NoAnswer {
		const { model, include_inputs: asked } = body;
		if (asked && this.listInputs === 'refused') {
			return answer(400, { code: 400, message: 'unknown field include_inputs' });
		}
		const early = this.fault(this.listFaults.shift() ?? 'none');
		if (early) return early;
		const items = this.billed.map((job) => ({
			...this.view(job),
			...(asked && this.listInputs === 'given' ? { inputs: job.body } : {}),
		}));
		const wanted = items.filter((item) => model === undefined || item.model === model);
		return ok({ page: 1, items: wanted.reverse() });
	}

	/** Faults that keep a request from having any effect. */
	private fault(fault: Fault): ApiAnswer | NoAnswer | undefined {
		switch (fault) {
			case 'refusedConnection':
				return no('ECONNREFUSED', false);
			case 'rateLimited':
				return answer(429, { code: 429, message: 'Too many requests' });
			case 'rateLimitedWithRetryAfter':
				return answer(429, { code: 429, message: 'Too many requests' }, { 'retry-after': '7' });
			case 'badRequest':
				return answer(400, { code: 400, message: 'size: unknown value' });
			case 'lostBefore':
				return no('ECONNRESET', true);
			case 'serverErrorBefore':
				return answer(500, { code: 500, message: 'Internal error' });
			case 'notFound':
				return answer(404, { code: 404, message: 'Prediction not found' });
			case 'malformed':
				return answer(200, '<html>oops');
			default:
				return undefined;
		}
	}

	private view(job: BilledJob) {
		const over = job.end !== 'stuck' && this.time.now() >= job.endsAt;
		const failed = job.end === 'failed' || job.end === 'moderated';
		return {
			id: job.id,
			model: this.answeredBy ?? job.model,
			status: over ? (failed ? 'failed' : job.end) : 'processing',
			outputs: over && job.end === 'completed' ? [`https://cdn.test/${job.id}.mp4`] : [],
			created_at: new Date(job.createdAt).toISOString(),
			error: over && failed ? 'it went wrong' : '',
			...(over && job.end === 'moderated' ? { code: 1200 } : {}),
			...(over && job.end === 'failed' ? { code: 1403 } : {}),
		};
	}
}
