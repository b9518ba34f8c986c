import { runBatch } from '../../nodes/WaveSpeedVideo/base/runBatch';
import type { Verdict } from '../../nodes/WaveSpeedVideo/generation/acquire/capacity';
import { Turnstile } from '../../nodes/WaveSpeedVideo/generation/acquire/turnstile';
import { StoppedError } from '../../nodes/WaveSpeedVideo/base/runtime';
import { toSubmitResult } from '../../nodes/WaveSpeedVideo/api/answers';
import type { RateLimit } from './rateLimits';
import type { VirtualTime } from './virtualTime';

/** What a service does with one submission besides its rate limit. */
export type Fault = 'none' | 'unreachable' | 'refused' | 'lost';

export interface Batch {
	items: number;
	time: VirtualTime;
	limit?: RateLimit;
	/** What a refusal's Retry-After says, in milliseconds, given the honest time. */
	retryAfter?: (opensInMs: number) => number | undefined;
	maxAtOnce?: number;
	/** Until the answer comes, ± 40 %. */
	latencyMs?: number;
	random?: () => number;
	fault?: (attempt: number, now: number) => Fault;
	stopAtMs?: number;
	closeAtMs?: number;
}

export interface Passed {
	/** What became of each item. */
	ends: Array<
		'accepted' | 'refused' | 'lost' | 'closed' | 'stopped' | 'rate_limited' | 'unreachable'
	>;
	attempts: Array<{ item: number; at: number; verdict: Verdict['kind'] }>;
	/** Items in the order in which they were accepted. */
	accepted: number[];
	/** From the start until the last item was through. */
	lastedMs: number;
	/** Most that were under way at one time. */
	mostUnderWay: number;
}

const unreachable = toSubmitResult(
	{ kind: 'noAnswer', maybeSent: false, code: 'ECONNREFUSED', message: 'refused' },
	0,
);
const limited = toSubmitResult(
	{ kind: 'answer', status: 429, headers: {}, body: { code: 429, message: 'Too many' } },
	0,
);

/** Sends a batch of submissions through a turnstile to a service with a rate limit. */
export async function throughTurnstile(batch: Batch): Promise<Passed> {
	const { time, items, limit, latencyMs = 300, random = () => 0.5 } = batch;
	const maxAtOnce = batch.maxAtOnce ?? 100;
	const turnstile = new Turnstile(items, maxAtOnce, time.runtime);
	const start = time.now();
	const passed: Passed = { ends: [], attempts: [], accepted: [], lastedMs: 0, mostUnderWay: 0 };
	let underWay = 0;

	const travel = async () => await time.runtime.sleep(latencyMs * (0.3 + 0.4 * random()));
	const submit = async (
		item: number,
		attempt: number,
	): Promise<Verdict & { end?: 'refused' | 'lost' }> => {
		await travel();
		const fault = batch.fault?.(attempt, time.now()) ?? 'none';
		if (fault === 'unreachable' && unreachable.kind === 'notNow') {
			return { kind: 'unreachable', failure: unreachable.failure };
		}
		if (fault === 'refused' || fault === 'lost') {
			await travel();
			return { kind: 'other', end: fault };
		}
		const accepts = limit?.accepts(time.now()) ?? true;
		const retryAfterMs = accepts ? undefined : batch.retryAfter?.(limit?.opensIn(time.now()) ?? 0);
		if (accepts) passed.accepted.push(item);
		await travel();
		if (accepts) return { kind: 'accepted' };
		if (limited.kind !== 'notNow') throw new Error('A 429 is a refusal for now');
		return { kind: 'rateLimited', failure: limited.failure, retryAfterMs };
	};

	const one = async (item: number): Promise<Passed['ends'][number]> => {
		const ticket = turnstile.ticket();
		for (;;) {
			const entry = await turnstile.enter(ticket);
			if (entry.kind === 'closed') return 'closed';
			if (entry.kind === 'givenUp') return entry.failure.code as 'rate_limited' | 'unreachable';
			const attempt = { item, at: time.now() - start, verdict: 'other' as Verdict['kind'] };
			const number = passed.attempts.push(attempt);
			passed.mostUnderWay = Math.max(passed.mostUnderWay, ++underWay);
			let verdict: Awaited<ReturnType<typeof submit>> = { kind: 'other' };
			try {
				verdict = await submit(item, number);
				attempt.verdict = verdict.kind;
			} finally {
				underWay--;
				turnstile.leave(ticket, verdict);
			}
			if (verdict.kind === 'accepted') return 'accepted';
			if (verdict.kind === 'other') return verdict.end ?? 'refused';
		}
	};

	if (batch.stopAtMs !== undefined) void time.pass(batch.stopAtMs).then(() => time.stop());
	if (batch.closeAtMs !== undefined) void time.pass(batch.closeAtMs).then(() => turnstile.close());
	passed.ends = await time.run(
		runBatch(items, maxAtOnce, async (item) => {
			try {
				return await one(item);
			} catch (error) {
				if (error instanceof StoppedError) return 'stopped';
				throw error;
			}
		}),
	);
	passed.lastedMs = time.now() - start;
	return passed;
}
