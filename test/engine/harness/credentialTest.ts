import { ExecuteContext, RoutingNode } from 'n8n-core';
import {
	createEmptyRunExecutionData,
	type IAuthenticateRuleResponseCode,
	type IAuthenticateRuleResponseSuccessBody,
	type ICredentialDataDecryptedObject,
	type INode,
	type INodeExecutionData,
	type INodeType,
	Workflow,
} from 'n8n-workflow';

import { WaveSpeedAiApi } from '../../../credentials/WaveSpeedAiApi.credentials';
import { additionalDataFor } from './additionalData';
import { SourceNode } from './aroundNodes';
import { TestCredentialsHelper } from './credentialsHelper';

type Rule = IAuthenticateRuleResponseCode | IAuthenticateRuleResponseSuccessBody;

const at = (value: unknown, path: string): unknown =>
	path
		.split('.')
		.reduce<unknown>(
			(part, key) => (typeof part === 'object' && part !== null ? Object(part)[key] : undefined),
			value,
		);

/**
 * What n8n's credential dialog says, by the way of its CredentialsTester (in the n8n package): the
 * test's request as a declarative node, then its rules.
 */
export async function testCredential(data: ICredentialDataDecryptedObject): Promise<string> {
	const type = new WaveSpeedAiApi();
	const nodeType = new SourceNode([]) as INodeType;
	nodeType.description = {
		...nodeType.description,
		inputs: ['main'],
		credentials: [{ name: type.name, required: true }],
		properties: [
			{
				displayName: 'Temp',
				name: 'temp',
				type: 'string',
				routing: { request: type.test.request },
				default: '',
			},
		],
	};
	const credentials = { id: '1', name: 'WaveSpeed' };
	const node: INode = {
		id: 'temp',
		name: 'Temp-Node',
		type: 'temp',
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
		credentials: { [type.name]: credentials },
	};
	const workflow = new Workflow({
		nodes: [node],
		connections: {},
		active: false,
		nodeTypes: {
			getByName: () => nodeType,
			getByNameAndVersion: () => nodeType,
			getKnownTypes: () => ({}),
		},
	});
	const additionalData = additionalDataFor({
		id: 'credential',
		credentialsHelper: new TestCredentialsHelper(type, data),
		onUiMessage: () => undefined,
	});
	const context = new ExecuteContext(
		workflow,
		node,
		additionalData,
		'internal',
		createEmptyRunExecutionData(),
		0,
		[],
		{ main: [[{ json: {} }]] },
		{ node, data: {}, source: null } as never,
		[],
	);
	const rules = (type.test.rules ?? []) as Rule[];
	let answer: INodeExecutionData[][] | null | undefined;
	try {
		const decrypted = { ...credentials, type: type.name, data };
		answer = await new RoutingNode(context, nodeType, decrypted).runNode();
	} catch (error) {
		const { message, cause } = error as Error & {
			cause?: { code?: string; response?: { status: number; statusText: string } };
		};
		if (cause?.response) {
			const { status, statusText } = cause.response;
			const rule = rules.find(
				(one) => one.type === 'responseCode' && one.properties.value === status,
			);
			return rule?.properties.message ?? statusText;
		}
		return cause?.code ?? message;
	}
	const json = answer?.[0]?.[0]?.json;
	const broken = rules.find(
		(one) =>
			one.type === 'responseSuccessBody' && at(json, one.properties.key) === one.properties.value,
	);
	return broken?.properties.message ?? 'Connection successful!';
}
