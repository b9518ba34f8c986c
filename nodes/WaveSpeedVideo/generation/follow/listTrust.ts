import { isTerminal } from '../../api/outcome';
import type { States } from './listLook';

/** Contradictions between the list and a prediction's own answer that are borne. */
const MAX_CONTRADICTIONS = 2;

/** A list may lag behind by this much (milliseconds). */
const LAG_MS = 5_000;

/** How long a list that can't be read is left alone: doubled each time up to the longest. */
const PAUSE_MS = { first: 15_000, longest: 600_000 };

/**
 * Whether the account's list is worth asking. What it says is never believed for good, but a list
 * that contradicts the predictions' own answers costs more than it saves.
 */
export class ListTrust {
	private contradictions = 0;
	private failures = 0;
	private pausedUntil = 0;
	/** When predictions were seen as ended by their own answers. */
	private readonly ended = new Map<string, number>();

	isUsable(now: number): boolean {
		return this.contradictions <= MAX_CONTRADICTIONS && now >= this.pausedUntil;
	}

	/** The list could not be read, though the service answers. */
	failed(now: number): void {
		const pause = PAUSE_MS.first * 2 ** Math.min(this.failures++, 10);
		this.pausedUntil = now + Math.min(PAUSE_MS.longest, pause);
	}

	/** A prediction's own answer says that it has ended. */
	noteEnded(id: string, now: number): void {
		this.ended.set(id, now);
	}

	/** The list said "ended" of a prediction whose own answer says otherwise. */
	noteTooEarly(): void {
		this.contradictions++;
	}

	/** Notes a list that was read; one that still shows what ended long ago as running is stale. */
	noteRead(states: States, askedAt: number): void {
		this.failures = 0;
		const stale = [...this.ended].some(([id, endedAt]) => {
			const listed = states.get(id);
			return listed !== undefined && !isTerminal(listed) && askedAt - endedAt > LAG_MS;
		});
		if (stale) this.contradictions = Infinity;
	}
}
