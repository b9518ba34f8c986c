import { testCredential } from './harness/credentialTest';
import { withHostileServer } from './harness/hostileServer';
import { useHost } from './harness/host';

/** What the credential's dialog says after Save. */
useHost();

const answering = (status: number, body: unknown, headers: Record<string, string> = {}) =>
	withHostileServer(
		(response) =>
			response
				.writeHead(status, { 'Content-Type': 'application/json', ...headers })
				.end(typeof body === 'string' ? body : JSON.stringify(body)),
		async ({ credentials, requests }) => ({
			says: await testCredential(credentials),
			asked: requests.map(({ method, url }) => `${method} ${url}`),
		}),
	);

describe('The credential’s test', () => {
	it('is green when WaveSpeed tells the balance, an empty one too', async () => {
		for (const balance of [12.5, 0]) {
			const { says, asked } = await answering(200, { code: 200, data: { balance } });
			expect(says).toBe('Connection successful!');
			expect(asked).toEqual(['GET /api/v3/balance']);
		}
	});

	it.each(['/', '/api/v3', '/api/v3/'])(
		'asks the same host for a Base URL with %s',
		async (path) => {
			const { asked } = await withHostileServer(
				(response) => response.end('{}'),
				async ({ credentials, requests }) => {
					await testCredential({ ...credentials, baseUrl: `${credentials.baseUrl}${path}` });
					return { asked: requests.map(({ method, url }) => `${method} ${url}`) };
				},
			);
			expect(asked).toEqual(['GET /api/v3/balance']);
		},
	);

	it.each([
		['a web page', '<html>Welcome</html>'],
		['another API', { ok: true }],
		['an envelope with an error', { code: 401, message: 'no key' }],
		['nothing', {}],
	])('is red when %s answers with 200', async (_what, body) => {
		expect((await answering(200, body)).says).toContain('not as WaveSpeedAI');
	});

	it.each([
		[401, 'does not accept this API key'],
		[403, 'refuses this API key'],
		[404, 'not a WaveSpeedAI API host'],
		[302, 'answers with a redirect'],
	])('is red on HTTP %s, in words', async (status, words) => {
		const { says, asked } = await answering(status, {}, { Location: 'https://evil.example/' });
		expect(says).toContain(words);
		// n8n itself asks twice after a 401.
		expect([...new Set(asked)]).toEqual(['GET /api/v3/balance']);
	});

	it.each([
		['http://api.wavespeed.ai', 'is not https'],
		['wavespeed', 'is not a URL'],
		['https://user:pass@api.wavespeed.ai', 'without user name'],
		['https://api.wavespeed.ai/?x=1', 'query'],
	])(
		'refuses the Base URL %s as the node does, before anything is sent',
		async (baseUrl, words) => {
			const says = await testCredential({ apiKey: 'wsk_secret_key', baseUrl });
			expect(says).toContain(words);
			expect(says).not.toContain('secret');
		},
	);
});
