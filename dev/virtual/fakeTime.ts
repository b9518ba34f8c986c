import { withGlobal } from '@sinonjs/fake-timers';

import type { VirtualTime } from './virtualTime';

/** Steps of the clock after which a task that has not ended is taken for one that never does. */
const MAX_STEPS = 40_000;

/**
 * The process's own clock and timers, which pass only when everything waits: for code that takes
 * them from n8n. `end` gives the real ones back.
 */
export class FakeTime {
	private readonly clock = withGlobal(globalThis).install({
		now: Date.parse('2026-11-20T12:00:00.000Z'),
		toFake: ['setTimeout', 'clearTimeout', 'Date'],
		// As in test/engine/harness/fastClock.ts: Node's fetch throws if an earlier file's timers run out.
		shouldClearNativeTimers: true,
	});

	/** For the parts of this folder that run on virtual time. */
	readonly virtual = {
		now: () => Date.now(),
		pass: async (ms: number) => await this.pass(ms),
		runtime: { checkStop: () => undefined, sleep: async (ms: number) => await this.pass(ms) },
	} as unknown as VirtualTime;

	async pass(ms: number): Promise<void> {
		await new Promise<void>((wake) => setTimeout(wake, ms));
	}

	/** Runs a task to its end. @throws when it hangs */
	async run<T>(task: Promise<T>): Promise<T> {
		let ended = false;
		const end = () => {
			ended = true;
		};
		task.then(end, end);
		for (let step = 0; step < MAX_STEPS; step++) {
			await new Promise((resolve) => setImmediate(resolve));
			if (ended) return await task;
			if (this.clock.countTimers() === 0) throw new Error('The task hangs: nothing waits');
			this.clock.next();
		}
		throw new Error('The task never ends');
	}

	/** A test that its limit has cut off ends it late, when the real ones are back: then they stay. */
	end(): void {
		if (Reflect.get(setTimeout, 'clock') === this.clock) this.clock.uninstall();
	}
}
