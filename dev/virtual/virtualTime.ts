import type { Runtime } from '../../nodes/WaveSpeedVideo/base/runtime';
import { StoppedError } from '../../nodes/WaveSpeedVideo/base/runtime';

/** Turns in a row in which nothing waits, before a task is taken for one that hangs. */
const MAX_IDLE = 10;

/** Time that passes only when everything waits, so that hours of polling take milliseconds. */
export class VirtualTime {
	private current = Date.parse('2026-11-20T12:00:00.000Z');
	private timers: Array<{ at: number; wake: () => void; fail: (error: Error) => void }> = [];
	private stopped = false;
	readonly logs: string[] = [];
	readonly told: string[] = [];

	constructor(private readonly random: () => number = () => 0.5) {}

	now(): number {
		return this.current;
	}

	/** Resolves after `ms` of virtual time, whether the execution is stopped or not. */
	async pass(ms: number): Promise<void> {
		await new Promise<void>((wake) => {
			this.timers.push({ at: this.current + ms, wake, fail: () => wake() });
		});
	}

	/** Stops the execution, as a person would. */
	stop(): void {
		this.stopped = true;
		for (const { fail } of this.timers.splice(0)) fail(new StoppedError());
	}

	/** The runtime that generation gets in place of n8n's. */
	readonly runtime: Runtime = {
		now: () => this.current,
		random: () => this.random(),
		checkStop: () => {
			if (this.stopped) throw new StoppedError();
		},
		sleep: async (ms, until) => {
			this.runtime.checkStop();
			if (until?.aborted) return;
			await new Promise<void>((wake, fail) => {
				const timer = { at: this.current + ms, wake, fail };
				this.timers.push(timer);
				const over = () => {
					this.timers = this.timers.filter((other) => other !== timer);
					wake();
				};
				until?.addEventListener('abort', over, { once: true });
			});
		},
		log: (level, message) => this.logs.push(`${level}: ${message}`),
		tell: (message) => this.told.push(message),
	};

	/**
	 * Runs a task to its end, moving time on whenever everything waits.
	 *
	 * @throws when nothing waits any more and the task has not ended, or after `maxSteps` time steps
	 */
	async run<T>(task: Promise<T>, maxSteps = 100_000): Promise<T> {
		let ended = false;
		let idle = 0;
		const end = () => {
			ended = true;
		};
		task.then(end, end);
		for (let step = 0; ; step++) {
			await new Promise((resolve) => setImmediate(resolve));
			if (ended) return await task;
			if (step > maxSteps) throw new Error('The task never ends');
			const next = this.timers.reduce<number>((at, timer) => Math.min(at, timer.at), Infinity);
			if (next === Infinity) {
				// Another run within the task may have ended just now, and needs a turn to say so.
				if (++idle > MAX_IDLE) throw new Error('The task hangs: nothing waits for time to pass');
				continue;
			}
			idle = 0;
			this.current = Math.max(this.current, next);
			const due = this.timers.filter(({ at }) => at <= this.current);
			this.timers = this.timers.filter(({ at }) => at > this.current);
			for (const { wake } of due) wake();
		}
	}
}
