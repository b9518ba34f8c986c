import type {
	IAuthenticate,
	IAuthenticateRuleResponseCode,
	Icon,
	ICredentialTestRequest,
	ICredentialType,
	INodeProperties,
} from 'n8n-workflow';
import { checkCredential, DEFAULT_BASE_URL } from '../nodes/WaveSpeedVideo/shared';

/** What the test says to an HTTP status. */
const onStatus = (value: number, message: string): IAuthenticateRuleResponseCode => ({
	type: 'responseCode',
	properties: { value, message },
});

const REDIRECT =
	'The Base URL answers with a redirect. Give the address that it leads to; the key is not sent on to other hosts.';

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
			displayName:
				'Create a key at <a href="https://wavespeed.ai/accesskey" target="_blank">wavespeed.ai/accesskey</a>. It works only after the account\'s first <a href="https://wavespeed.ai/billing" target="_blank">top-up</a>.',
			name: 'whereFrom',
			type: 'notice',
			default: '',
		},
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			placeholder: 'e.g. wsk_…',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: DEFAULT_BASE_URL,
			description:
				'The API host that the key is sent to. It must be https; http is accepted for loopback addresses only.',
		},
	];

	/**
	 * Bearer authentication; refuses what the node refuses, so that the test does too, in words. Not by
	 * the generic block: n8n 2.41 can't resolve its expression in a workflow of the combined binary
	 * layout ("Node … hasn't been executed").
	 */
	authenticate: IAuthenticate = async (credential, options) => {
		const account = checkCredential(credential);
		if ('problem' in account) throw new Error(account.problem);
		return {
			...options,
			headers: { ...options.headers, Authorization: `Bearer ${account.key}` },
		};
	};

	/** Free and read-only. n8n runs both kinds of rules, though their type has one or the other. */
	test: ICredentialTestRequest = {
		request: {
			baseURL: `={{ ($credentials.baseUrl || "").trim().replace(/(\\/api\\/v3)?\\/*$/, "") || "${DEFAULT_BASE_URL}" }}`,
			url: '/api/v3/balance',
			disableFollowRedirect: true,
		},
		rules: [
			onStatus(
				401,
				'WaveSpeedAI does not accept this API key (401). Check that it is complete and not revoked. A key also stays inactive until the account is topped up for the first time: top up at wavespeed.ai, then test again.',
			),
			onStatus(
				403,
				'WaveSpeedAI refuses this API key (403): the account is suspended, or the role that made the key may not use the API. Make a key with another role, or ask WaveSpeedAI support.',
			),
			onStatus(
				404,
				`The Base URL is not a WaveSpeedAI API host (404). The default is ${DEFAULT_BASE_URL}.`,
			),
			...[301, 302, 303, 307, 308].map((status) => onStatus(status, REDIRECT)),
			// Whoever answers without a balance is not WaveSpeed: the value is compared with what is there.
			{
				type: 'responseSuccessBody',
				properties: {
					key: 'data.balance',
					value: undefined,
					message: `The host of the Base URL answers, but not as WaveSpeedAI's API does. The default is ${DEFAULT_BASE_URL}.`,
				},
			},
		] as IAuthenticateRuleResponseCode[],
	};
}
