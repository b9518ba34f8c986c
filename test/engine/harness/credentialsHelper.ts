import {
	type ICredentialDataDecryptedObject,
	type ICredentialType,
	type ICredentials,
	type IDataObject,
	type IHttpRequestOptions,
	type INode,
	type INodeParameters,
	ICredentialsHelper,
	isExpression,
	NodeHelpers,
	type Workflow,
} from 'n8n-workflow';

const notHere = (what: string) => new Error(`${what} is not part of the engine tests' host`);

/**
 * Hands out one set of credentials and applies the credential type's generic `authenticate` block,
 * expression by expression, as the `CredentialsHelper` of the n8n package does (it is not in
 * n8n-core).
 */
export class TestCredentialsHelper extends ICredentialsHelper {
	constructor(
		private readonly type: ICredentialType,
		private readonly data: ICredentialDataDecryptedObject,
	) {
		super();
	}

	override getParentTypes(): string[] {
		return [];
	}

	override isCredentialUsableByNode(): boolean {
		return true;
	}

	override getCredentialsProperties() {
		return this.type.properties;
	}

	/** What the user typed, and the defaults of the fields left alone. */
	override async getDecrypted(): Promise<ICredentialDataDecryptedObject> {
		const filled = NodeHelpers.getNodeParameters(
			this.type.properties,
			this.data as INodeParameters,
			true,
			false,
			null,
			null,
		);
		return filled as ICredentialDataDecryptedObject;
	}

	override async authenticate(
		credentials: ICredentialDataDecryptedObject,
		_typeName: string,
		requestOptions: IHttpRequestOptions,
		workflow: Workflow,
		node: INode,
	): Promise<IHttpRequestOptions> {
		const { authenticate } = this.type;
		if (typeof authenticate === 'function') return await authenticate(credentials, requestOptions);
		if (!authenticate) return requestOptions;

		const resolve = (value: string) =>
			isExpression(value)
				? String(
						workflow.expression.getSimpleParameterValue(
							node,
							value,
							'internal',
							{ $credentials: credentials },
							undefined,
							'',
						),
					)
				: value;

		const options: IHttpRequestOptions & Record<string, unknown> = { ...requestOptions };
		for (const [part, entries] of Object.entries(authenticate.properties)) {
			const target = { ...(options[part] as IDataObject | undefined) };
			for (const [key, value] of Object.entries(entries as Record<string, string>)) {
				target[resolve(key)] = resolve(value);
			}
			options[part] = target;
		}
		return options;
	}

	override async preAuthentication() {
		return undefined;
	}

	override async runPreAuthentication() {
		return undefined;
	}

	override async getCredentials(): Promise<ICredentials> {
		throw notHere('The encrypted form of credentials');
	}

	override async updateCredentials(): Promise<void> {
		throw notHere('Saving credentials');
	}

	override async updateCredentialsOauthTokenData(): Promise<void> {
		throw notHere('OAuth');
	}
}
