import type {
	IDataObject,
	IRunExecutionData,
	ICredentialsHelper,
	IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';
import { type ExecutionLifecycleHooks, ExternalSecretsProxy } from 'n8n-core';

const BASE = 'http://localhost:5678';

const notHere = (what: string) => async (): Promise<never> => {
	throw new Error(`${what} is not part of the engine tests' host`);
};

/** What the engine is told about the n8n around it, for one execution; the panel has no hooks. */
export function additionalDataFor(execution: {
	id: string;
	hooks?: ExecutionLifecycleHooks;
	credentialsHelper: ICredentialsHelper;
	onUiMessage: (message: IDataObject) => void;
	/** Data of executions by their ids, where n8n has a database. */
	storedExecutions?: ReadonlyMap<string, IRunExecutionData>;
}): IWorkflowExecuteAdditionalData {
	return {
		executionId: execution.id,
		hooks: execution.hooks,
		credentialsHelper: execution.credentialsHelper,
		externalSecretsProxy: new ExternalSecretsProxy(),
		currentNodeExecutionIndex: 0,
		variables: {},
		restApiUrl: `${BASE}/rest`,
		instanceBaseUrl: `${BASE}/`,
		formBaseUrl: `${BASE}/form`,
		formWaitingBaseUrl: `${BASE}/form-waiting`,
		formTestBaseUrl: `${BASE}/form-test`,
		webhookBaseUrl: `${BASE}/webhook`,
		webhookWaitingBaseUrl: `${BASE}/webhook-waiting`,
		webhookTestBaseUrl: `${BASE}/webhook-test`,
		mcpBaseUrl: `${BASE}/mcp`,
		mcpTestBaseUrl: `${BASE}/mcp-test`,
		sendDataToUI: (_type, data) => {
			for (const message of Array.isArray(data) ? data : [data]) execution.onUiMessage(message);
		},
		setExecutionStatus: () => undefined,
		logAiEvent: () => undefined,
		executeWorkflow: notHere('Running a sub-workflow'),
		getRunExecutionData: execution.storedExecutions
			? async (id) => await Promise.resolve(execution.storedExecutions?.get(id))
			: notHere('Reading another execution'),
		getRuntimeCredential: notHere('A runtime credential'),
		startRunnerTask: notHere('A task runner'),
	};
}
