import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Waits until something is the case.
 * @param limit milliseconds
 * @throws when it still isn't then
 */
export async function until(
	holds: () => boolean | Promise<boolean>,
	limit = 30_000,
): Promise<void> {
	const deadline = Date.now() + limit;
	while (!(await holds())) {
		if (Date.now() > deadline) throw new Error(`Not so after ${limit} ms: ${holds.toString()}`);
		await sleep(50);
	}
}
