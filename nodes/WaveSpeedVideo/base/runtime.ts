/** The execution was stopped. Never an item's failure: Continue On Fail must not swallow it. */
export class StoppedError extends Error {
	/** @param underWay what was submitted and still runs, in words: it may be paid */
	constructor(readonly underWay: readonly string[] = []) {
		super('The execution was stopped');
	}
}

/** Time, chance, the stop signal and the log: all that generation needs from outside, handed in. */
export interface Runtime {
	/** Milliseconds since 1970. */
	now(): number;
	/** Uniform in [0, 1). */
	random(): number;
	/**
	 * Waits; rejects with StoppedError as soon as the execution is stopped.
	 *
	 * @param until ends the wait early, when nothing is to be waited for any more
	 */
	sleep(ms: number, until?: AbortSignal): Promise<void>;
	/** Throws StoppedError when the execution has been stopped. */
	checkStop(): void;
	/** To the server log. No secrets. */
	log(level: 'info' | 'warn', message: string, facts?: Record<string, unknown>): void;
	/** To the person who watches a manual run. */
	tell(message: string): void;
}
