import { sleep } from 'n8n-workflow';
import type { Host } from '../base/host';
import type { Runtime } from '../base/runtime';
import { StoppedError } from '../base/runtime';

/** What a timer holds; a longer one would ring at once, and again and again (Node.js docs: Timers). */
const LONGEST_SLEEP_MS = 2 ** 31 - 1;

/**
 * The runtime of one execution.
 *
 * Its sleep ends at once when the execution is stopped, on every n8n: `sleep(ms, signal)` obeys the
 * signal only from n8n-workflow 2.34 on and `sleepWithAbort` is gone there, so the plain sleep is
 * raced against the signal. Retry On Fail runs execute() again after a stop with a signal that is
 * aborted already, and no event comes then: it is checked first.
 */
export function createRuntime({ stop, log, tell }: Pick<Host, 'stop' | 'log' | 'tell'>): Runtime {
	const checkStop = () => {
		if (stop?.aborted) throw new StoppedError();
	};
	// One listener for all that sleep: Node 20 warns of a leak from the eleventh on.
	const sleeping = new Set<() => void>();
	stop?.addEventListener('abort', () => sleeping.forEach((end) => end()), { once: true });
	return {
		now: () => Date.now(),
		random: () => Math.random(),
		checkStop,
		async sleep(ms, until) {
			checkStop();
			if (until?.aborted) return;
			await new Promise<void>((wake, fail) => {
				const end = () => fail(new StoppedError());
				const over = () => {
					sleeping.delete(end);
					until?.removeEventListener('abort', over);
					wake();
				};
				sleeping.add(end);
				until?.addEventListener('abort', over, { once: true });
				// Where n8n knows the signal, its timer ends too; elsewhere it runs out unheard.
				sleep(Math.min(ms, LONGEST_SLEEP_MS), until).then(over, over);
			});
		},
		log,
		tell,
	};
}
