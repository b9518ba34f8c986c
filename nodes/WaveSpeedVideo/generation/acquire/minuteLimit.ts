import { LIMIT_SPAN_MS } from './sentLately';

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

/** A limit of so many submissions a minute, as far as it is known. Pure. */
export class MinuteLimit {
	private perMinute = 1;
	private firstMeasure = 1;
	/** Over what share of the minute they are spread. */
	private spread = FIRST_SPREAD;
	private fullMinutes = FULL_MINUTES;
	/** The limit that holds if the higher one that is being tried is refused. */
	private proven?: number;
	private provenInARow = 0;

	get limit(): number {
		return this.perMinute;
	}

	/** Milliseconds between two submissions. */
	spacing(): number {
		const spread = this.proven === undefined ? this.spread : FULL_SPREAD;
		return (spread * LIMIT_SPAN_MS) / this.perMinute;
	}

	/** The first measure, from what was accepted until the first refusal. */
	measure(accepted: number): void {
		this.perMinute = Math.max(this.perMinute, accepted);
		this.firstMeasure = this.perMinute;
	}

	/** Takes what was accepted in this minute for the limit. */
	takeFor(accepted: number): void {
		this.perMinute = Math.max(1, accepted);
	}

	/** More is tried after the first full minute. */
	tryMoreSoon(): void {
		this.fullMinutes = 1;
	}

	/**
	 * After a refusal.
	 *
	 * @param accepted in this minute
	 * @returns whether that explains it: the time for the next submission is known then
	 */
	correct(accepted: number): boolean {
		if (this.proven !== undefined) {
			this.perMinute = Math.max(this.proven, accepted);
			this.proven = undefined;
			this.provenInARow = 0;
			this.fullMinutes = Math.max(FULL_MINUTES, this.fullMinutes * 2);
			return true;
		}
		if (accepted === 0) return false;
		// It may be no minute that is full, but one that is shared out evenly.
		if (this.spread < FULL_SPREAD) this.spread = FULL_SPREAD;
		else this.perMinute = Math.max(1, Math.min(this.perMinute - 1, accepted));
		return true;
	}

	/**
	 * Something else may have used up part of the limit when it was learned.
	 *
	 * @param accepted since the limit's last change
	 * @returns whether more is tried now, or the limit is none of minutes
	 */
	tryMore(accepted: number): 'no' | 'more' | 'noMinute' {
		if (this.proven === undefined) {
			if (accepted < this.perMinute * this.fullMinutes) return 'no';
		} else {
			if (accepted < this.perMinute - this.proven) return 'no';
			this.provenInARow++;
		}
		if (this.perMinute >= NO_MINUTE * this.firstMeasure) {
			this.proven = undefined;
			return 'noMinute';
		}
		this.proven = this.perMinute;
		const share = GROWTH[Math.min(this.provenInARow, GROWTH.length - 1)] ?? 1;
		this.perMinute += Math.max(1, Math.floor(this.perMinute * share));
		return 'more';
	}
}
