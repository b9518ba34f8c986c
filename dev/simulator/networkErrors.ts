/** The code of the network error that a request ends with. */
export async function networkError(request: Promise<unknown>): Promise<string | undefined> {
	const failure: unknown = await request.then(
		() => new Error('The request succeeded'),
		(error: unknown) => error,
	);
	const { cause } = failure as { cause?: { code?: string } };
	return cause?.code ?? String(failure);
}

/** Whether a request is still without an answer after a while. */
export async function hangs(request: (signal: AbortSignal) => Promise<unknown>): Promise<boolean> {
	const failure: unknown = await request(AbortSignal.timeout(250)).catch((error: unknown) => error);
	return failure instanceof DOMException && failure.name === 'TimeoutError';
}
