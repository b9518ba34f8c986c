/**
 * Runs a task for each index at the same time, at most `limit` of them, started in order. After a
 * task rejects none is started any more; what was started is waited for, so that nothing goes on in
 * the background, and then the first error is thrown.
 *
 * (p-limit would do, but n8n 1.x does not provide it.)
 */
export async function runBatch<T>(
	count: number,
	limit: number,
	task: (index: number) => Promise<T>,
): Promise<T[]> {
	const results: T[] = new Array<T>(count);
	const errors: unknown[] = [];
	let next = 0;
	const worker = async () => {
		while (next < count && errors.length === 0) {
			const index = next++;
			try {
				results[index] = await task(index);
			} catch (error) {
				errors.push(error);
			}
		}
	};
	await Promise.all(Array.from({ length: Math.min(limit, count) }, worker));
	if (errors.length > 0) throw errors[0];
	return results;
}
