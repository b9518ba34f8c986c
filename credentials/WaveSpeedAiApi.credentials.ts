import type {
	IAuthenticate,
	Icon,
	ICredentialTestRequest,
	ICredentialType,
	INodeProperties,
} from 'n8n-workflow';

/**
 * The account's API key and the host it may be sent to. The type's name differs from the ones other
 * WaveSpeed packages register, so that both can be installed side by side.
 */
export class WaveSpeedAiApi implements ICredentialType {
	name = 'waveSpeedAiApi';

	displayName = 'WaveSpeedAI API';

	icon: Icon = { light: 'file:../icons/waveSpeed.svg', dark: 'file:../icons/waveSpeed.dark.svg' };

	documentationUrl =
		'https://github.com/n8n-nodes-wavespeed-video/n8n-nodes-wavespeed-video#credentials';

	properties: INodeProperties[] = [
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			placeholder: 'e.g. wsk_…',
			description:
				'Create one at <a href="https://wavespeed.ai/accesskey" target="_blank">wavespeed.ai/accesskey</a>. A key works only after the account\'s first top-up.',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: 'https://api.wavespeed.ai',
			description:
				'The API host that the key is sent to. It must be https; http is accepted for loopback addresses only.',
		},
	];

	/**
	 * Bearer authentication. Not by the generic block: n8n 2.41 can't resolve its expression in a
	 * workflow of the combined binary layout ("Node … hasn't been executed").
	 */
	authenticate: IAuthenticate = async ({ apiKey }, options) => ({
		...options,
		headers: { ...options.headers, Authorization: `Bearer ${String(apiKey).trim()}` },
	});

	/** Free and read-only. A plain-http host other than loopback is asked by https: no key in clear. */
	test: ICredentialTestRequest = {
		request: {
			baseURL:
				'={{ $credentials.baseUrl.trim().replace(/\\/+$/, "").replace(/^http:\\/\\/(?!(localhost|127(\\.\\d+){3}|\\[::1\\])(:\\d+)?(\\/|$))/i, "https://") }}',
			url: '/api/v3/balance',
			disableFollowRedirect: true,
		},
		rules: [
			{
				type: 'responseCode',
				properties: {
					value: 401,
					message:
						'WaveSpeedAI does not accept this API key (401). Check that it is complete and not revoked. A key also stays inactive until the account is topped up for the first time: top up at wavespeed.ai, then test again.',
				},
			},
			{
				type: 'responseCode',
				properties: {
					value: 403,
					message:
						'WaveSpeedAI refuses this API key (403): the account is suspended, or the role that made the key may not use the API. Make a key with another role, or ask WaveSpeedAI support.',
				},
			},
			{
				type: 'responseCode',
				properties: {
					value: 404,
					message:
						'The Base URL is not a WaveSpeedAI API host (404). The default is https://api.wavespeed.ai.',
				},
			},
		],
	};
}
