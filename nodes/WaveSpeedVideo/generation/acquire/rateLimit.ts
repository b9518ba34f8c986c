import { MinuteLimit } from './minuteLimit';
import { SecondsLimit } from './secondsLimit';
import type { Sent } from './sentLately';
import { LIMIT_SPAN_MS, SentLately } from './sentLately';

/** After the first 429: two knocks tell whether the limit is one of seconds rather than a minute. */
const EARLY_KNOCKS_MS = [1_000, 4_000];

/** What is longer than this is no limit of seconds. */
const SECONDS_MS = 5_000;

/** A door that stays shut for so long although the limit was taken for one of seconds: it is not. */
const NOT_SECONDS_MS = 10_000;

/** How much of the items may be on their way while nothing is known: all of it may be refused. */
const FIRST_SHARE = 0.3;
const FIRST_AT_LEAST = 3;

/** Knocks don't fall on the same moment as another execution's. */
const JITTER_MS = 50;

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
	private readonly lately = new SentLately();
	private readonly minute = new MinuteLimit();
	private readonly seconds = new SecondsLimit();
	private lastSentAt = -Infinity;
	private lastRefusalAt = -Infinity;
	private acceptedSinceChange = 0;
	private shut?: Shut;

	/** @param items how many submissions there will be, about */
	constructor(items: number) {
		this.firstWindow = Math.ceil(items * FIRST_SHARE) + FIRST_AT_LEAST;
	}

	/** The earliest time for the next submission; Infinity: not before one under way is answered. */
	opensAt(underWay: number): number {
		if (this.shut) return this.shut.knocking ? Infinity : this.shut.knocksAt;
		if (this.mode === 'open') return underWay < this.firstWindow ? -Infinity : Infinity;
		if (this.mode === 'seconds') return this.lastSentAt + this.seconds.interval;
		return Math.max(this.minuteIsOver(), this.lastSentAt + this.minute.spacing());
	}

	send(now: number): Sent {
		const sent: Sent = { sentAt: now };
		if (this.shut) this.shut.knocking = sent;
		this.lately.add(sent);
		this.lastSentAt = now;
		return sent;
	}

	/** Neither accepted nor refused for the limit: it tells nothing. */
	leftOpen(sent: Sent): void {
		this.lately.forget(sent);
		if (this.shut?.knocking === sent) this.shut.knocking = undefined;
	}

	accepted(sent: Sent, now: number): void {
		sent.acceptedAt = now;
		if (this.mode === 'open') return;
		if (sent.sentAt < this.lastRefusalAt) {
			// Sent before the refusal: one more that the minute has room for.
			if (this.shut?.first) this.minute.measure(this.lately.accepted(now));
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
		this.lately.forget(sent);
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
		const known = this.lately.accepted(now);
		const first = this.mode === 'open';
		this.acceptedSinceChange = 0;
		if (first) {
			this.mode = 'minute';
			this.minute.measure(known);
			// Whether the limit is one of seconds can't be tried then: more is tried soon instead.
			if (asked !== undefined && asked > SECONDS_MS) this.minute.tryMoreSoon();
		} else if (this.mode === 'seconds') {
			this.seconds.goSlower(now);
		} else if (this.minute.correct(known)) {
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
			const own = this.seconds.interval * 2 ** (shut.knocks - 1);
			const at = now + Math.min(2 * own, Math.max(own, asked ?? 0));
			if (at - shut.since <= NOT_SECONDS_MS) return at;
			this.mode = 'minute';
			this.minute.takeFor(this.lately.accepted(now));
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

	private minuteIsOver(): number {
		return this.lately.hasRoomAt(this.minute.limit);
	}

	private tryMore(now: number): void {
		const tried = this.minute.tryMore(this.acceptedSinceChange);
		if (tried === 'more') this.acceptedSinceChange = 0;
		if (tried === 'noMinute') this.searchFrom(this.minute.spacing(), now);
	}

	private searchFrom(interval: number, now: number): void {
		this.mode = 'seconds';
		this.seconds.searchFrom(interval, now);
		this.acceptedSinceChange = 0;
	}

	private goFaster(sent: Sent, now: number): void {
		if (this.seconds.goFaster(sent, now, this.acceptedSinceChange)) this.acceptedSinceChange = 0;
	}
}
