import { CREDENTIAL_TYPE, NODE_TYPE } from '../../dev/n8n';
import { useWorld } from './useWorld';

const world = useWorld();

const testKey = (apiKey: string, baseUrl = world().simulator.url) =>
	world().n8n.rest.testCredential(world().credentialId, {
		name: 'WaveSpeed',
		type: CREDENTIAL_TYPE,
		data: { apiKey, baseUrl },
	});

test('the credential test is green with the right key, and buys nothing', async () => {
	const result = await testKey(world().simulator.apiKey);

	expect(result.status).toBe('OK');
	expect(world().simulator.billed).toEqual([]);
	expect(world().simulator.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
		'GET /api/v3/balance',
	]);
});

test('the credential test is red with a wrong key, and says what to do', async () => {
	const result = await testKey('wsk_wrong');

	expect(result.status).toBe('Error');
	expect(result.message).toMatch(/key/i);
	expect(result.message).toMatch(/top/i);
});

test('the credential test is red when the base URL is not the API', async () => {
	const result = await testKey(world().simulator.apiKey, `${world().simulator.url}/elsewhere`);

	expect(result.status).toBe('Error');
	expect(result.message).toMatch(/base url/i);
});

test.each([
	['http://api.wavespeed.ai', 'is not https'],
	['wavespeed', 'is not a URL'],
	['https://user:pass@api.wavespeed.ai', 'without user name'],
])('the credential test refuses the Base URL %s as the node does, in words', async (url, says) => {
	const result = await testKey(world().simulator.apiKey, url);

	expect(result.status).toBe('Error');
	expect(result.message).toContain(says);
	expect(world().simulator.requests).toEqual([]);
});

test('the credential test is red when a host answers 200 without being WaveSpeed', async () => {
	for (const body of ['<html>Welcome</html>', { ok: true }, { code: 401, message: 'no key' }]) {
		world().simulator.misbehave({ on: 'balance', fault: { kind: 'status', status: 200, body } });
		const result = await testKey(world().simulator.apiKey);

		expect(result.status).toBe('Error');
		expect(result.message).toContain('not as WaveSpeedAI');
	}
});

test('n8n lists the node, with its credential, and the tool for agents that it makes of it', async () => {
	const [node, ...others] = await world().n8n.rest.nodeTypes('n8n-nodes-wavespeed-video');
	const tools = others.filter(({ name }) => !name.endsWith('Trigger'));

	expect(node?.displayName).toBe('WaveSpeed Video');
	expect(node?.credentials).toMatchObject([{ name: CREDENTIAL_TYPE, required: true }]);
	expect(tools.map(({ name }) => name)).toEqual([`${NODE_TYPE}Tool`]);
	expect(tools[0]?.codex?.subcategories?.['AI']).toContain('Tools');
});

test("the editor's search finds the node, by words that are not in its name too", async () => {
	const [node] = await world().n8n.rest.nodeTypes('n8n-nodes-wavespeed-video');

	expect(node?.codex?.alias).toEqual(expect.arrayContaining(['sora', 'text to video']));
	// 2.41's editor hides nodes of the category AI from the general search, and takes one with the
	// subcategory Tools for a tool: it offers "let the model define this" at each field.
	expect(node?.codex?.categories).not.toContain('AI');
	expect(node?.codex?.subcategories).toBeUndefined();
});
