import { CREDENTIAL_TYPE } from '../../dev/n8n';
import { GENERATE } from '../../dev/world/workflows';
import { batch, requestsFor } from './generations';
import { useWorld } from './useWorld';

/**
 * n8n's own protection against requests into the local network, which its administrator switches on
 * (n8n 2.x). Here `localhost`, the API, is allowed, and 127.0.0.1, where the videos lie, is not.
 */
const world = useWorld({
	env: { N8N_SSRF_PROTECTION_ENABLED: 'true', N8N_SSRF_ALLOWED_HOSTNAMES: 'localhost' },
});

test('A video behind an address that n8n’s own protection refuses is not opened, and is named as paid', async () => {
	const { n8n, simulator, credentialId } = world();
	await n8n.rest.updateCredential(credentialId, {
		name: 'WaveSpeed simulator',
		type: CREDENTIAL_TYPE,
		data: {
			apiKey: simulator.apiKey,
			baseUrl: simulator.url.replace('127.0.0.1', 'localhost'),
		},
	});
	const execution = await world().run(
		batch('egress', ['a boat'], { onError: 'continueErrorOutput' }),
	);
	const [bought] = simulator.billed;
	expect(execution.items(GENERATE, 1)[0]?.json.error).toMatchObject({
		code: 'download_failed',
		spent: 'yes',
		predictionId: bought?.id,
	});
	expect(requestsFor(simulator, 'download')).toEqual([]);
	expect(simulator.billed).toHaveLength(1);
});
