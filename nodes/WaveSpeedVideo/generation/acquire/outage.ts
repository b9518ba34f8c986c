/** A service that was never reached: its address may be wrong, so that waiting is of no use. */
const NEVER_REACHED_PATIENCE_MS = 60_000;

const FIRST_PAUSE_MS = 1_000;
const MAX_PAUSE_MS = 30_000;

/** A service that can't be reached: one submission at a time knocks, for the whole batch. Pure. */
export class Outage {
	/** The earliest time for the next submission. */
	opensAt = -Infinity;
	private since?: number;
	private knocks = 0;
	private lastMetAt = -Infinity;
	private reached = false;

	/** @param patienceMs with a service that was reached before */
	constructor(private readonly patienceMs: number) {}

	/**
	 * A submission did not connect.
	 *
	 * @returns whether that is news: what was sent before the last one failed is the same outage
	 */
	met(sentAt: number, now: number): boolean {
		this.since ??= now;
		if (sentAt < this.lastMetAt) return false;
		this.lastMetAt = now;
		this.opensAt = now + Math.min(MAX_PAUSE_MS, FIRST_PAUSE_MS * 2 ** this.knocks++);
		return true;
	}

	/** The service has answered, whatever it said. */
	over(): void {
		this.since = undefined;
		this.opensAt = -Infinity;
		this.knocks = 0;
		this.reached = true;
	}

	/** Whether one more may be sent besides those under way. */
	lets(underWay: number): boolean {
		return this.since === undefined || underWay === 0;
	}

	lastsFor(now: number): number {
		return this.since === undefined ? 0 : now - this.since;
	}

	patience(): number {
		return this.reached ? this.patienceMs : NEVER_REACHED_PATIENCE_MS;
	}
}
