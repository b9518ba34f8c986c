import type { World } from '../../dev/world/world';

/** Searches all that a world's executions left behind for the API key. */
export function expectNoSecrets({ executions, n8n, requests, simulator }: World): void {
	const { apiKey } = simulator;
	const toCdn = requests.filter(({ server }) => server === 'cdn');
	const leaks = toCdn.filter(({ headers }) => JSON.stringify(headers).includes(apiKey));

	expect(apiKey.length).toBeGreaterThan(8);
	expect(executions.length).toBeGreaterThan(0);
	for (const execution of executions) expect(execution.raw).not.toContain(apiKey);
	expect(n8n.logs()).not.toContain(apiKey);
	expect(toCdn.length).toBeGreaterThan(0);
	expect(leaks).toEqual([]);
}
