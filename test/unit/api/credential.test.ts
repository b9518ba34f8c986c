import { WaveSpeedAiApi } from '../../../credentials/WaveSpeedAiApi.credentials';
import { checkCredential } from '../../../nodes/WaveSpeedVideo/api/credential';

const KEY = 'wsk_secret_key';
const authenticate = async (credential: { apiKey: string; baseUrl: string }) => {
	const { authenticate: add } = new WaveSpeedAiApi();
	if (typeof add !== 'function')
		throw new Error('The credential has no function that adds the key');
	return await add(credential, { url: '/api/v3/balance', headers: { Accept: 'application/json' } });
};

/** What the node refuses, the credential's own test refuses, in the same words. */
describe('a credential is refused', () => {
	it.each([
		['http://api.wavespeed.ai', KEY, 'is not https'],
		['http://192.168.1.10:8080', KEY, 'is not https'],
		['http://localhost.evil.example', KEY, 'is not https'],
		['ftp://127.0.0.1', KEY, 'is not https'],
		['api.wavespeed.ai', KEY, 'is not a URL (expected is one like https://api.wavespeed.ai)'],
		['https://user:secret@api.wavespeed.ai', KEY, 'without user name'],
		['https://api.wavespeed.ai/?a=b', KEY, 'query'],
		[`https://api.wavespeed.ai/${'a'.repeat(5_000)}`, KEY, 'is not a URL'],
		['https://api.wavespeed.ai', '', 'it is empty'],
		['https://api.wavespeed.ai', '  ', 'it is empty'],
		['https://api.wavespeed.ai', `${KEY}\n${KEY}`, 'one line'],
		['https://api.wavespeed.ai', 'wsk_schlüssel', 'one line'],
		['https://api.wavespeed.ai', 'x'.repeat(5_000), 'one line'],
	])('with the Base URL %.40s and the key %.20j', async (baseUrl, apiKey, says) => {
		const checked = checkCredential({ baseUrl, apiKey });
		expect('problem' in checked && checked.problem).toContain(says);
		await expect(authenticate({ baseUrl, apiKey })).rejects.toThrow(says);
		expect(JSON.stringify(checked)).not.toMatch(/secret/);
	});
});

it.each([
	'https://api.wavespeed.ai',
	' https://api.wavespeed.ai/ ',
	'https://api.wavespeed.ai/api/v3',
	'https://api.wavespeed.ai/api/v3/',
	'',
])('the Base URL %j is the same host', (baseUrl) => {
	expect(checkCredential({ baseUrl, apiKey: KEY })).toEqual({
		url: 'https://api.wavespeed.ai',
		key: KEY,
	});
});

it('a key is sent as a bearer token, without the spaces around it', async () => {
	const options = await authenticate({ apiKey: ` ${KEY}\n`, baseUrl: '' });
	expect(options.headers).toEqual({ Accept: 'application/json', Authorization: `Bearer ${KEY}` });
});
