/** WaveSpeed's limits are per minute and reset each minute (docs: Troubleshooting guide). */
export const LIMIT_SPAN_MS = 60_000;

/** After the first 429: two knocks tell whether the limit is one of seconds rather than a minute. */
const EARLY_KNOCKS_MS = [1_000, 4_000];

/** What is longer than this is no limit of seconds. */
const SECONDS_MS = 5_000;

/** A door that stays shut for so long although the limit was taken for one of seconds: it is not. */
const NOT_SECONDS_MS = 10_000;

/** How much of the items may be on their way while nothing is known: all of it may be refused. */
const FIRST_SHARE = 0.3;
const FIRST_AT_LEAST = 3;

/** Submissions of a minute go out within a quarter of it, not in one burst. */
const FIRST_SPREAD = 0.25;

/** … and over all of it where that is refused, with some room for the network. */
const FULL_SPREAD = 1.03;

/** Full minutes without a refusal before one submission more is tried; doubled when refused. */
const FULL_MINUTES = 3;

/** By what share of the limit more is tried, growing as long as it is accepted. */
const GROWTH = [0.1, 0.5, 1];

/** Where so many times the limit's first measure is accepted, a minute was not its measure. */
const NO_MINUTE = 4;

/** A limit of seconds: the interval's change until the first refusal, then after each of them. */
const QUICK = 1.3;
const SLOWER = 1.4;
const FASTER = 1.03;
const ACCEPTED_TO_GO_FASTER = 4;

/** Knocks don't fall on the same moment as another execution's. */
const JITTER_MS = 50;

/** One submission on its way or answered. */
export interface Sent {
	readonly sentAt: number;
	/** When it was accepted; before that it counts as under way. */
	acceptedAt?: number;
}

/** From a refusal until something is let through: one submission at a time, each after a pause. */
interface Shut {
	since: number;
	knocksAt: number;
	knocks: number;
	/** The batch's first refusal. */
	first: boolean;
	/** May the limit still be one of seconds? */
	early: boolean;
	knocking?: Sent;
}

/**
 * When the next submission may be sent under an unknown rate limit, learned from what is accepted.
 * All times in milliseconds; pure.
 *
 * Until the first 429 nothing holds submissions back but a share of the items: so many could be
 * refused. From then on the documented limit is believed: as many a minute as were accepted, with
 * one more tried rarely. Where a knock after seconds is let through, the limit is one of seconds,
 * and an interval between two submissions is searched instead.
 */
export class Pace {
	private mode: 'open' | 'minute' | 'seconds' = 'open';
	private readonly firstWindow: number;
	/** Not older than a minute. */
	private counted: Sent[] = [];
	private lastSentAt = -Infinity;
	private lastRefusalAt = -Infinity;
	private shut?: Shut;

	/** mode minute: submissions per minute. */
	private limit = 1;
	private firstLimit = 1;
	/** Over what share of the minute they are spread. */
	private spread = FIRST_SPREAD;
	private acceptedSinceChange = 0;
	private fullMinutes = FULL_MINUTES;
	/** The limit that holds if the higher one that is being tried is refused. */
	private provenLimit?: number;
	private provenInARow = 0;

	/** mode seconds */
	private interval = 0;
	private intervalSince = 0;
	private searching = true;

	/** @param items how many submissions there will be, about */
	constructor(items: number) {
		this.firstWindow = Math.ceil(items * FIRST_SHARE) + FIRST_AT_LEAST;
	}

	/** The earliest time for the next submission; Infinity: not before one under way is answered. */
	opensAt(underWay: number): number {
		if (this.shut) return this.shut.knocking ? Infinity : this.shut.knocksAt;
		if (this.mode === 'open') return underWay < this.firstWindow ? -Infinity : Infinity;
		if (this.mode === 'seconds') return this.lastSentAt + this.interval;
		return Math.max(this.minuteIsOver(), this.lastSentAt + this.spacing());
	}

	send(now: number): Sent {
		const sent: Sent = { sentAt: now };
		if (this.shut) this.shut.knocking = sent;
		this.counted = this.counted.filter(
			({ acceptedAt }) => acceptedAt === undefined || now - acceptedAt < LIMIT_SPAN_MS,
		);
		this.counted.push(sent);
		this.lastSentAt = now;
		return sent;
	}

	/** Neither accepted nor refused for the limit: it tells nothing. */
	leftOpen(sent: Sent): void {
		this.forget(sent);
		if (this.shut?.knocking === sent) this.shut.knocking = undefined;
	}

	accepted(sent: Sent, now: number): void {
		sent.acceptedAt = now;
		if (this.mode === 'open') return;
		if (sent.sentAt < this.lastRefusalAt) {
			// Sent before the refusal: one more that the minute has room for.
			if (this.shut?.first) this.measure(now);
		} else if (this.shut) {
			if (this.shut.early) this.searchFrom(sent.sentAt - this.shut.since, now);
			this.shut = undefined;
			this.acceptedSinceChange = 0;
		} else {
			this.acceptedSinceChange++;
			if (this.mode === 'seconds') this.goFaster(sent, now);
			else this.tryMore(now);
		}
	}

	/**
	 * @param retryAfterMs what the service asks for; obeyed up to a minute while nothing is known
	 * @returns whether that is news: what was sent before the last refusal is the same storm
	 */
	refused(sent: Sent, now: number, random: number, retryAfterMs?: number): boolean {
		this.forget(sent);
		if (sent.sentAt <= this.lastRefusalAt) return false;
		this.lastRefusalAt = now;
		const asked =
			retryAfterMs === undefined
				? undefined
				: Math.min(LIMIT_SPAN_MS, Math.max(0, retryAfterMs || 0));
		this.shut ??= this.shutAfterRefusal(now, asked);
		if (!this.shut) return true;
		this.shut.knocking = undefined;
		this.shut.knocks++;
		this.shut.knocksAt = this.nextKnock(this.shut, now, asked) + random * JITTER_MS;
		return true;
	}

	/** @returns undefined when the refusal corrects the limit: the time for the next is known then */
	private shutAfterRefusal(now: number, asked: number | undefined): Shut | undefined {
		const known = this.acceptedInMinute(now);
		const first = this.mode === 'open';
		this.acceptedSinceChange = 0;
		if (first) {
			this.mode = 'minute';
			this.measure(now);
			// Whether the limit is one of seconds can't be tried then: more is tried soon instead.
			if (asked !== undefined && asked > SECONDS_MS) this.fullMinutes = 1;
		} else if (this.mode === 'seconds') {
			this.interval *= this.searching ? QUICK : SLOWER;
			this.searching = false;
			this.intervalSince = now;
		} else if (this.provenLimit !== undefined) {
			this.limit = Math.max(this.provenLimit, known);
			this.provenLimit = undefined;
			this.provenInARow = 0;
			this.fullMinutes = Math.max(FULL_MINUTES, this.fullMinutes * 2);
			return undefined;
		} else if (known > 0 && this.spread < FULL_SPREAD) {
			// It may be no minute that is full, but one that is shared out evenly.
			this.spread = FULL_SPREAD;
			return undefined;
		} else if (known > 0) {
			this.limit = Math.max(1, Math.min(this.limit - 1, known));
			return undefined;
		}
		return { since: now, knocksAt: now, knocks: 0, first, early: first };
	}

	private nextKnock(shut: Shut, now: number, asked: number | undefined): number {
		if (shut.early) {
			const early = EARLY_KNOCKS_MS.find((ms) => shut.since + ms > now);
			const long = asked !== undefined && asked > SECONDS_MS;
			if (early !== undefined && !long) return Math.max(shut.since + early, now + (asked ?? 0));
			shut.early = false;
			return long ? now + asked : this.knockWhenMinuteIsOver(now);
		}
		if (this.mode === 'seconds') {
			const own = this.interval * 2 ** (shut.knocks - 1);
			const at = now + Math.min(2 * own, Math.max(own, asked ?? 0));
			if (at - shut.since <= NOT_SECONDS_MS) return at;
			this.mode = 'minute';
			this.limit = Math.max(1, this.acceptedInMinute(now));
			shut.knocks = 0;
			return this.knockWhenMinuteIsOver(now);
		}
		const own = Math.min(LIMIT_SPAN_MS, (LIMIT_SPAN_MS / 10) * 2 ** (shut.knocks - 1));
		return now + Math.max(own, asked ?? 0);
	}

	private knockWhenMinuteIsOver(now: number): number {
		const over = this.minuteIsOver();
		return Number.isFinite(over) ? Math.max(over, now + 1_000) : now + LIMIT_SPAN_MS / 4;
	}

	/**
	 * When the minute has room for one more. It counts from the answer: the service accepted no later
	 * than that, so that neither its clock nor the network can make it too early.
	 */
	private minuteIsOver(): number {
		const oldest = this.counted[this.counted.length - this.limit];
		if (!oldest) return -Infinity;
		return oldest.acceptedAt === undefined ? Infinity : oldest.acceptedAt + LIMIT_SPAN_MS;
	}

	private spacing(): number {
		const spread = this.provenLimit === undefined ? this.spread : FULL_SPREAD;
		return (spread * LIMIT_SPAN_MS) / this.limit;
	}

	/** Something else may have used up part of the limit when it was learned. */
	private tryMore(now: number): void {
		if (this.provenLimit === undefined) {
			if (this.acceptedSinceChange < this.limit * this.fullMinutes) return;
		} else {
			if (this.acceptedSinceChange < this.limit - this.provenLimit) return;
			this.provenInARow++;
		}
		if (this.limit >= NO_MINUTE * this.firstLimit) {
			this.provenLimit = undefined;
			this.searchFrom(this.spacing(), now);
			return;
		}
		this.acceptedSinceChange = 0;
		this.provenLimit = this.limit;
		const share = GROWTH[Math.min(this.provenInARow, GROWTH.length - 1)] ?? 1;
		this.limit += Math.max(1, Math.floor(this.limit * share));
	}

	private searchFrom(interval: number, now: number): void {
		this.mode = 'seconds';
		this.interval = Math.max(1, interval);
		this.intervalSince = now;
		this.searching = true;
		this.acceptedSinceChange = 0;
	}

	/** Only what was sent at the present interval says that it is not too short. */
	private goFaster(sent: Sent, now: number): void {
		if (sent.sentAt < this.intervalSince) return;
		if (!this.searching && this.acceptedSinceChange < ACCEPTED_TO_GO_FASTER) return;
		this.interval = Math.max(1, this.interval / (this.searching ? QUICK : FASTER));
		this.intervalSince = now;
		this.acceptedSinceChange = 0;
	}

	/** The first measure of the limit, from what was accepted until the first refusal. */
	private measure(now: number): void {
		this.limit = Math.max(this.limit, this.acceptedInMinute(now));
		this.firstLimit = this.limit;
	}

	private acceptedInMinute(now: number): number {
		return this.counted.filter(
			({ acceptedAt }) => acceptedAt !== undefined && now - acceptedAt < LIMIT_SPAN_MS,
		).length;
	}

	private forget(sent: Sent): void {
		this.counted = this.counted.filter((one) => one !== sent);
	}
}
