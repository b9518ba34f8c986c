import type { IExecuteFunctions } from 'n8n-workflow';
import { sleep } from 'n8n-workflow';
import type { Runtime } from '../generation/runtime';
import { StoppedError } from '../generation/runtime';

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
	return {
		now: () => Date.now(),
		random: () => Math.random(),
		checkStop,
		async sleep(ms) {
			checkStop();
			if (!signal) return await sleep(ms);
			let onAbort = () => {};
			const stopped = new Promise<never>((_, reject) => {
				onAbort = () => reject(new StoppedError());
				signal.addEventListener('abort', onAbort, { once: true });
			});
			try {
				await Promise.race([sleep(ms), stopped]);
			} finally {
				signal.removeEventListener('abort', onAbort);
			}
		},
		log: (level, message, facts) => ctx.logger[level](`[WaveSpeed Video] ${message}`, facts),
		tell: (message) => {
			if (manual) ctx.sendMessageToUI(message);
		},
	};
}
