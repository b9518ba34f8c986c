import type { IExecuteFunctions } from 'n8n-workflow';
import { sleep } from 'n8n-workflow';
import type { Runtime } from '../base/runtime';
import { StoppedError } from '../base/runtime';

/**
 * The runtime of one execution.
 *
 * Its sleep ends at once when the execution is stopped, on every n8n: `sleep(ms, signal)` obeys the
 * signal only from n8n-workflow 2.34 on and `sleepWithAbort` is gone there, so the plain sleep is
 * raced against the signal. Retry On Fail runs execute() again after a stop with a signal that is
 * aborted already, and no event comes then: it is checked first.
 */
export function createRuntime(ctx: IExecuteFunctions): Runtime {
	const signal = ctx.getExecutionCancelSignal?.();
	const manual = ctx.getMode() === 'manual';
	const checkStop = () => {
		if (signal?.aborted) throw new StoppedError();
	};
	// One listener for all that sleep: Node 20 warns of a leak from the eleventh on.
	const sleeping = new Set<() => void>();
	signal?.addEventListener('abort', () => sleeping.forEach((stop) => stop()), { once: true });
	return {
		now: () => Date.now(),
		random: () => Math.random(),
		checkStop,
		async sleep(ms) {
			checkStop();
			await new Promise<void>((wake, fail) => {
				const stop = () => fail(new StoppedError());
				sleeping.add(stop);
				void sleep(ms).then(() => {
					sleeping.delete(stop);
					wake();
				});
			});
		},
		log: (level, message, facts) => ctx.logger[level](`[WaveSpeed Video] ${message}`, facts),
		tell: (message) => {
			if (manual) ctx.sendMessageToUI(message);
		},
	};
}
