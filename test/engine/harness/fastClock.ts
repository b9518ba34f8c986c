import { performance } from 'node:perf_hooks';

import { type Clock, withGlobal } from '@sinonjs/fake-timers';

/** Real time between two steps of the clock. */
const STEP_MS = 2;

/** How far the clock goes in one step at most where all wait for it. */
const LEAP_MS = 2000;

/** So many steps without work have to pass before. */
const QUIET_STEPS = 3;

/** A step that took the event loop less than this had only the clock itself to do, in ms. */
const QUIET_MS = 0.3;

/** What is open while nothing happens. All else is under way: files, look-ups, processes. */
const RESTING = new Set(['Timeout', 'TCPServerWrap', 'TCPSocketWrap', 'PipeWrap', 'TTYWrap']);

/** Tells, asked once each step, whether nothing happens in this process but that time passes. */
function quietness(): () => boolean {
	let [before, quietSteps] = [performance.eventLoopUtilization(), 0];
	return () => {
		const now = performance.eventLoopUtilization();
		quietSteps = now.active - before.active < QUIET_MS ? quietSteps + 1 : 0;
		before = now;
		if (quietSteps < QUIET_STEPS) return false;
		// Each leap is earned anew: a machine that is too busy to go on doesn't leap to a time-out.
		quietSteps = 0;
		return process.getActiveResourcesInfo().every((resource) => RESTING.has(resource));
	};
}

/** @returns ms until the next timer ends; Infinity without one */
function nextTimer({ now, timers = {} }: Clock & { timers?: Record<string, { callAt: number }> }) {
	return Math.min(...Object.values(timers).map(({ callAt }) => callAt - now));
}

/**
 * Lets time pass `factor` times as fast in this file: what waits 15 s waits for 1.5 s, and where
 * nothing happens but waiting, for less. Timers and `Date` agree with each other, for the node, for
 * n8n's engine and for a simulator in this process alike. A machine that is too busy to step the
 * clock stops it, so slow machines don't cause time-outs. Sockets are real and know nothing of it.
 * (jest's own fake timers may be stepped only while a test's code runs, which overlapping tests
 * don't keep to.)
 *
 * @param leaps false where something is done that Node doesn't name: decompressing, in threads
 */
export function useFastClock(factor = 10, leaps = true): void {
	let stop: () => void;
	beforeAll(() => {
		const [startSteps, endSteps] = [setInterval, clearInterval];
		const clock = withGlobal(globalThis).install({
			now: Date.now(),
			toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'],
			// Timers of an earlier file's sockets are ended, too: Node's fetch throws if they run out.
			shouldClearNativeTimers: true,
		});
		const isQuiet = quietness();
		const steps = startSteps(() => {
			const leap = leaps && isQuiet() ? Math.min(nextTimer(clock), LEAP_MS) : 0;
			clock.tick(Math.max(STEP_MS * factor, leap));
		}, STEP_MS);
		stop = () => {
			endSteps(steps);
			clock.uninstall();
		};
	});
	afterAll(() => stop());
}
