import type { Runtime } from '../../base/runtime';

/**
 * One sleep for all that wait: rings at the earliest time that was asked for. A sleep can't be taken
 * back, so that a new one is started only for a time before all that are pending.
 */
export class Alarm {
	private readonly pending = new Set<number>();

	/**
	 * @param ring may be early for what has been put off meanwhile
	 * @param stopped when the execution is stopped
	 */
	constructor(
		private readonly runtime: Pick<Runtime, 'now' | 'sleep'>,
		private readonly ring: () => void,
		private readonly stopped: (error: unknown) => void,
	) {}

	/** @param at milliseconds since 1970; Infinity: never */
	set(at: number): void {
		if (at === Infinity || Math.min(...this.pending) <= at) return;
		this.pending.add(at);
		this.runtime.sleep(Math.max(0, at - this.runtime.now())).then(
			() => {
				this.pending.delete(at);
				this.ring();
			},
			(error: unknown) => this.stopped(error),
		);
	}
}
