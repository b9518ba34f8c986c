import { setTimeout as sleep } from 'node:timers/promises';

import type { Execution } from './execution';
import { N8nRestError } from './restSession';

/** How long n8n may take from an execution's end until its data are stored (ms). */
const STORING_LIMIT = 10_000;

/** Nothing, while a busy n8n answers 503 “Database is not ready!”; @throws any other error */
function ifBusy(error: unknown): undefined {
	if (!(error instanceof N8nRestError) || error.status !== 503) throw error;
}

/**
 * Waits until an execution has ended and its data are stored, however busy n8n is meanwhile.
 * @param read gives the execution as it is now
 * @param limit milliseconds until its end
 * @throws when it still runs then
 */
export async function untilEnded(
	id: string,
	read: () => Promise<Execution>,
	limit = 120_000,
): Promise<Execution> {
	const deadline = Date.now() + limit;
	let storedBy: number | undefined;
	for (;;) {
		const execution = await read().catch(ifBusy);
		if (execution?.ended) {
			// What was stopped or has crashed may never get any.
			const isOver = execution.status === 'canceled' || execution.status === 'crashed';
			storedBy ??= Date.now() + STORING_LIMIT;
			if (execution.isComplete || isOver || Date.now() > storedBy) return execution;
		} else if (Date.now() > deadline) {
			const state = execution ? `still "${execution.status}"` : 'not to be had';
			throw new Error(`Execution ${id} is ${state} after ${limit} ms`);
		}
		await sleep(250);
	}
}
