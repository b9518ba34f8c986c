/**
 * Runs a task for each index at the same time, at most `limit` of them, started in order.
 * Rejects as soon as a task rejects; tasks report what went wrong in their results instead.
 *
 * (p-limit would do, but n8n 1.x does not provide it.)
 */
export async function runBatch<T>(
	count: number,
	limit: number,
	task: (index: number) => Promise<T>,
): Promise<T[]> {
	const results: T[] = new Array<T>(count);
	let next = 0;
	const worker = async () => {
		while (next < count) {
			const index = next++;
			results[index] = await task(index);
		}
	};
	await Promise.all(Array.from({ length: Math.min(limit, count) }, worker));
	return results;
}
