import type { World } from './world';

/** Searches all that a world's executions left behind for the API key. */
export function expectNoSecrets({ executions, n8n, simulator }: World): void {
	const { apiKey } = simulator;
	expect(apiKey.length).toBeGreaterThan(8);
	expect(executions.length).toBeGreaterThan(0);
	for (const execution of executions) expect(execution.raw).not.toContain(apiKey);
	expect(n8n.logs()).not.toContain(apiKey);
	expect(keyLeaks(simulator)).toEqual([]);
}

/** Requests that carried the key although they went to the CDN or to a signed upload address. */
function keyLeaks({ apiKey, requests }: World['simulator']): string[] {
	return requests
		.filter(({ path }) => !path.startsWith('/api/'))
		.filter((request) => JSON.stringify(request.headers).includes(apiKey))
		.map(({ method, path }) => `${method} ${path}`);
}
