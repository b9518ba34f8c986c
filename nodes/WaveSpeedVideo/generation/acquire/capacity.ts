import type { Failure } from '../../api/failure';
import type { Runtime } from '../../base/runtime';
import { Outage } from './outage';
import { Pace } from './rateLimit';
import type { Sent } from './sentLately';

/**
 * A batch of which nothing is accepted for so long is given up. Limits reset each minute (docs:
 * Troubleshooting guide): fifteen minutes in a row without room for one are no limit that passes.
 */
export const PATIENCE_MS = 15 * 60_000;

/** What became of a submission. */
export type Verdict =
	| { kind: 'accepted' }
	/** 429: not accepted for now. */
	| { kind: 'rateLimited'; failure: Failure; retryAfterMs?: number }
	/** Never connected: not accepted for now. */
	| { kind: 'unreachable'; failure: Failure }
	/** Refused for good, or its answer was lost. */
	| { kind: 'other' };

/** Nothing of the batch was accepted for `forMs`; `failure` is why the last one was sent back. */
export interface GivenUp {
	kind: 'givenUp';
	failure: Failure;
	forMs: number;
}

/** What a verdict leads to: a pause that has begun, and why; the end of the batch's patience. */
interface Lesson {
	pause?: string;
	givenUp?: GivenUp;
}

/** What the service bears, as far as its answers to a batch's submissions tell: pace, outages, patience. */
export class Capacity {
	private readonly pace: Pace;
	private readonly outage = new Outage(PATIENCE_MS);
	private limitedSince?: number;
	private last?: GivenUp;

	/** @param items how many submissions there will be, about */
	constructor(
		items: number,
		private readonly runtime: Pick<Runtime, 'now' | 'random'>,
	) {
		this.pace = new Pace(items);
	}

	/** Why the batch was given up; undefined when it was not, or when something was accepted since. */
	get givenUp(): GivenUp | undefined {
		return this.last;
	}

	/** When the next submission may be sent: now or earlier, later, or Infinity until an answer comes. */
	opensAt(underWay: number): number {
		if (!this.outage.lets(underWay)) return Infinity;
		return Math.max(this.pace.opensAt(underWay), this.outage.opensAt);
	}

	/** A submission is sent now. */
	send(): Sent {
		return this.pace.send(this.runtime.now());
	}

	learn(sent: Sent, verdict: Verdict): Lesson {
		const now = this.runtime.now();
		if (verdict.kind === 'unreachable') {
			this.pace.leftOpen(sent);
			const isNews = this.outage.met(sent.sentAt, now);
			return {
				pause: isNews ? 'WaveSpeed cannot be reached' : undefined,
				givenUp: this.giveUpAfter(
					this.outage.lastsFor(now),
					this.outage.patience(),
					verdict.failure,
				),
			};
		}
		this.outage.over();
		switch (verdict.kind) {
			case 'accepted':
				this.pace.accepted(sent, now);
				this.limitedSince = undefined;
				this.last = undefined;
				return {};
			case 'other':
				this.pace.leftOpen(sent);
				return {};
			case 'rateLimited': {
				this.limitedSince ??= now;
				const isNews = this.pace.refused(sent, now, this.runtime.random(), verdict.retryAfterMs);
				return {
					pause: isNews ? 'WaveSpeed’s rate limit is reached' : undefined,
					givenUp: this.giveUpAfter(now - this.limitedSince, PATIENCE_MS, verdict.failure),
				};
			}
		}
	}

	private giveUpAfter(forMs: number, patienceMs: number, failure: Failure): GivenUp | undefined {
		if (forMs < patienceMs) return undefined;
		this.last = { kind: 'givenUp', failure, forMs };
		return this.last;
	}
}
