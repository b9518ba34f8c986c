import { setTimeout as sleep } from 'node:timers/promises';

/** The code of the network error that a request ends with. */
export async function networkError(request: Promise<unknown>): Promise<string | undefined> {
	const failure: unknown = await request.then(
		() => new Error('The request succeeded'),
		(error: unknown) => error,
	);
	const { cause } = failure as { cause?: { code?: string } };
	return cause?.code ?? String(failure);
}

/** Whether a request is still without an answer a while after it has reached the service. */
export async function hangs(
	request: (signal: AbortSignal) => Promise<unknown>,
	hasReached: () => boolean,
): Promise<boolean> {
	const giveUp = new AbortController();
	let ended = false;
	const end = request(giveUp.signal)
		.catch((error: unknown) => error)
		.finally(() => (ended = true));
	while (!ended && !hasReached()) await sleep(5);
	await Promise.race([end, sleep(250)]);
	const isHanging = !ended;
	giveUp.abort();
	await end;
	return isHanging;
}
