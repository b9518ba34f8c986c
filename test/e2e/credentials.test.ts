import { CREDENTIAL_TYPE } from '../host';
import { useWorld } from './world';

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

test('n8n lists the node, with its credential, as a community package installed by itself', async () => {
	const [node, ...tools] = await world().n8n.rest.nodeTypes('n8n-nodes-wavespeed-video');

	expect(node?.displayName).toBe('WaveSpeed Video');
	expect(node?.credentials).toEqual([{ name: CREDENTIAL_TYPE, required: true }]);
	expect(tools.map(({ name }) => name)).toEqual(['n8n-nodes-wavespeed-video.waveSpeedVideoTool']);
});
