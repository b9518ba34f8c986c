import { withGlobal } from '@sinonjs/fake-timers';

/** Real time between two steps of the clock. */
const STEP_MS = 2;

/**
 * Lets time pass `factor` times as fast in this file: what waits 15 s waits for 1.5 s. Timers and
 * `Date` agree with each other, for the node, for n8n's engine and for a simulator in this process
 * alike. A machine that is too busy to step the clock stops it, so slow machines don't cause
 * time-outs. Sockets are real and know nothing of it. (jest's own fake timers may be stepped only
 * while a test's code runs, which overlapping tests don't keep to.)
 */
export function useFastClock(factor = 10): void {
	let stop: () => void;
	beforeAll(() => {
		const [startSteps, endSteps] = [setInterval, clearInterval];
		const clock = withGlobal(globalThis).install({
			now: Date.now(),
			toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'],
			// Timers of an earlier file's sockets are ended, too: Node's fetch throws if they run out.
			shouldClearNativeTimers: true,
		});
		const steps = startSteps(() => clock.tick(STEP_MS * factor), STEP_MS);
		stop = () => {
			endSteps(steps);
			clock.uninstall();
		};
	});
	afterAll(() => stop());
}
