import type { Runtime } from '../../base/runtime';
import { rateLimitDelay } from './rateLimitDelay';

type Waiter = { admit: (open: boolean) => void; fail: (error: unknown) => void };

export type Verdict = { kind: 'rateLimited'; retryAfterMs?: number } | { kind: 'other' };

/**
 * Lets submissions through, as many at a time as the service bears. A 429 pauses all of them and
 * shrinks the window to one; each accepted submission doubles it again. `alone` runs something
 * while no submission is under way, and keeps new ones back meanwhile.
 */
export class Turnstile {
	private readonly waiting: Waiter[] = [];
	private readonly waitingAlone: Array<() => void> = [];
	private window: number;
	private inside = 0;
	private rateLimitsInARow = 0;
	private paused = false;
	private occupied = false;
	private closed = false;

	constructor(
		private readonly maxAtOnce: number,
		private readonly runtime: Runtime,
	) {
		this.window = maxAtOnce;
	}

	/**
	 * Waits for a turn to submit.
	 *
	 * @param again whether the item was sent back by a 429: it goes to the head of the queue
	 * @returns false when no more submissions are to be made (see close)
	 */
	async enter(again: boolean): Promise<boolean> {
		return await new Promise((admit, fail) => {
			const waiter = { admit, fail };
			if (again) this.waiting.unshift(waiter);
			else this.waiting.push(waiter);
			this.pump();
		});
	}

	/** Must follow every admitted enter. */
	leave(verdict: Verdict): void {
		this.inside--;
		if (verdict.kind === 'rateLimited') {
			this.pause(verdict.retryAfterMs);
		} else if (!this.paused) {
			this.rateLimitsInARow = 0;
			this.window = Math.min(this.maxAtOnce, this.window * 2);
		}
		this.pump();
	}

	/** Runs `task` while no submission is under way. */
	async alone<T>(task: () => Promise<T>): Promise<T> {
		await new Promise<void>((resolve) => {
			this.waitingAlone.push(resolve);
			this.pump();
		});
		try {
			return await task();
		} finally {
			this.occupied = false;
			this.pump();
		}
	}

	/** From now on nobody is admitted; what is under way goes on. */
	close(): void {
		this.closed = true;
		this.pump();
	}

	/** Submissions sent before a pause and refused during it are the same storm: one pause is enough. */
	private pause(retryAfterMs: number | undefined): void {
		if (this.paused) return;
		this.paused = true;
		this.window = 1;
		this.rateLimitsInARow++;
		const delay = rateLimitDelay(this.rateLimitsInARow, this.runtime.random(), retryAfterMs);
		const seconds = Math.round(delay / 1000);
		this.runtime.tell(
			`WaveSpeed's rate limit is reached; the next submission follows in ${seconds} s`,
		);
		this.runtime.sleep(delay).then(
			() => {
				this.paused = false;
				this.pump();
			},
			(stopped: unknown) => {
				for (const waiter of this.waiting.splice(0)) waiter.fail(stopped);
			},
		);
	}

	private pump(): void {
		if (this.closed) {
			for (const waiter of this.waiting.splice(0)) waiter.admit(false);
		}
		if (this.occupied) return;
		if (this.waitingAlone.length > 0) {
			if (this.inside > 0) return;
			this.occupied = true;
			this.waitingAlone.shift()?.();
			return;
		}
		while (!this.paused && this.inside < this.window) {
			const next = this.waiting.shift();
			if (!next) return;
			this.inside++;
			next.admit(true);
		}
	}
}
