/** The execution was stopped. Never an item's failure: Continue On Fail must not swallow it. */
export class StoppedError extends Error {
	constructor() {
		super('The execution was stopped');
	}
}

/** Time, chance, the stop signal and the log: all that generation needs from outside, handed in. */
export interface Runtime {
	/** Milliseconds since 1970. */
	now(): number;
	/** Uniform in [0, 1). */
	random(): number;
	/** Waits; rejects with StoppedError as soon as the execution is stopped. */
	sleep(ms: number): Promise<void>;
	/** Throws StoppedError when the execution has been stopped. */
	checkStop(): void;
	/** To the server log. No secrets. */
	log(level: 'info' | 'warn', message: string, facts?: Record<string, unknown>): void;
	/** To the person who watches a manual run. */
	tell(message: string): void;
}
