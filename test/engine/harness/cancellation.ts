/** Between two looks at whether the moment to press Stop has come. */
const LOOK_EVERY_MS = 3;

interface Cancelable<T> extends Promise<T> {
	cancel(reason?: string): void;
}

/**
 * Waits for `execution`, and presses Stop as soon as `isTime` says so.
 *
 * @throws if the execution ends before that: then the test has not tested what it says.
 */
export async function stopWhen<T>(execution: Cancelable<T>, isTime: () => boolean): Promise<T> {
	let stopped = false;
	const looking = setInterval(() => {
		if (!isTime()) return;
		clearInterval(looking);
		stopped = true;
		execution.cancel();
	}, LOOK_EVERY_MS);
	try {
		const result = await execution;
		if (!stopped) throw new Error('The run ended before the moment to press Stop had come');
		return result;
	} finally {
		clearInterval(looking);
	}
}
