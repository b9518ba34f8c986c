import type { Sent } from './sentLately';

/** The interval's change until the first refusal, then after each of them. */
const QUICK = 1.3;
const SLOWER = 1.4;
const FASTER = 1.03;
const ACCEPTED_TO_GO_FASTER = 4;

/** A limit of one submission per some seconds: the interval that is accepted is searched. Pure. */
export class SecondsLimit {
	private ms = 0;
	private since = 0;
	private searching = true;

	/** Milliseconds between two submissions. */
	get interval(): number {
		return this.ms;
	}

	searchFrom(interval: number, now: number): void {
		this.ms = Math.max(1, interval);
		this.since = now;
		this.searching = true;
	}

	/** After a refusal. */
	goSlower(now: number): void {
		this.ms *= this.searching ? QUICK : SLOWER;
		this.searching = false;
		this.since = now;
	}

	/**
	 * Only what was sent at the present interval says that it is not too short.
	 *
	 * @param accepted since the interval's last change
	 * @returns whether it is shorter now
	 */
	goFaster(sent: Sent, now: number, accepted: number): boolean {
		if (sent.sentAt < this.since) return false;
		if (!this.searching && accepted < ACCEPTED_TO_GO_FASTER) return false;
		this.ms = Math.max(1, this.ms / (this.searching ? QUICK : FASTER));
		this.since = now;
		return true;
	}
}
