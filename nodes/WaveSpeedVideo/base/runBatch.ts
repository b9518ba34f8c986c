import { Queue } from './queue';

/**
 * Runs a task for each index at the same time, at most `limit` of them, started in order. After a
 * task rejects none is started any more; what was started is waited for, so that nothing goes on in
 * the background, and then the first error is thrown.
 *
 * A task may give its place to the next before it ends.
 *
 * (p-limit would do, but n8n 1.x does not provide it.)
 */
export async function runBatch<T>(
	count: number,
	limit: number,
	task: (index: number, leave: () => void) => Promise<T>,
): Promise<T[]> {
	const results: T[] = new Array<T>(count);
	const errors: unknown[] = [];
	const queue = new Queue(() => limit);
	const run = async (index: number, leave: () => void) => {
		if (errors.length > 0) return;
		try {
			results[index] = await task(index, leave);
		} catch (error) {
			errors.push(error);
		}
	};
	await Promise.all(
		Array.from(
			{ length: count },
			async (_, index) => await queue.run(async (leave) => await run(index, leave)),
		),
	);
	if (errors.length > 0) throw errors[0];
	return results;
}
