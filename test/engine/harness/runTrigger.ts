import { ExecutionLifecycleHooks, PollContext, WebhookContext, WorkflowExecute } from 'n8n-core';
import {
	createRunExecutionData,
	type ICredentialDataDecryptedObject,
	type IDataObject,
	type INode,
	type INodeExecutionData,
	type INodeParameters,
	type INodeType,
	type IPollFunctions,
	type IWebhookFunctions,
	type IWebhookResponseData,
	Workflow,
	type WorkflowExecuteMode,
} from 'n8n-workflow';

import { WaveSpeedAiApi } from '../../../credentials/WaveSpeedAiApi.credentials';
import { WaveSpeedVideoCallbackTrigger } from '../../../nodes/WaveSpeedVideo/WaveSpeedVideoCallbackTrigger.node';
import { WaveSpeedVideoTrigger } from '../../../nodes/WaveSpeedVideo/WaveSpeedVideoTrigger.node';
import { additionalDataFor } from './additionalData';
import { TestCredentialsHelper } from './credentialsHelper';
import { type LogLine, recordLogs } from './recordingLogger';

const NAME = 'Trigger';

let lastId = 5000;

/** A workflow of one trigger on n8n's real engine, as n8n runs it when it is switched on. */
class TriggeredWorkflow {
	readonly logs: LogLine[] = [];
	private readonly id = `triggered-${++lastId}`;
	private readonly workflow: Workflow;

	/** @param staticData what n8n's database has of an earlier life */
	constructor(
		private readonly type: INodeType,
		private readonly parameters: INodeParameters,
		private readonly credentials: ICredentialDataDecryptedObject,
		staticData?: IDataObject,
	) {
		this.workflow = new Workflow({
			id: this.id,
			name: 'Triggered',
			active: true,
			nodes: [this.written],
			connections: {},
			nodeTypes: {
				getByName: () => type,
				getByNameAndVersion: () => type,
				getKnownTypes: () => ({}),
			},
			settings: { executionOrder: 'v1' },
			staticData,
		});
	}

	/** As the workflow has it: with the defaults of what is not set. */
	private get node(): INode {
		const node = this.workflow.getNode(NAME);
		if (!node) throw new Error('The workflow lacks its trigger');
		return node;
	}

	/** As it is saved. */
	private get written(): INode {
		return {
			id: 'trigger',
			name: NAME,
			type: `n8n-nodes-wavespeed-video.${this.type.description.name}`,
			typeVersion: 1,
			position: [0, 0],
			parameters: this.parameters,
			credentials: { waveSpeedAiApi: { id: '1', name: 'WaveSpeedAI account' } },
		};
	}

	private additionalData(mode: WorkflowExecuteMode = 'trigger') {
		const id = String(++lastId);
		const hooks = new ExecutionLifecycleHooks(mode, id, {
			id: this.id,
			name: 'Triggered',
			nodes: [],
			connections: {},
			active: true,
			isArchived: false,
			createdAt: new Date(),
			updatedAt: new Date(),
			activeVersionId: null,
		});
		return additionalDataFor({
			id,
			hooks,
			credentialsHelper: new TestCredentialsHelper(new WaveSpeedAiApi(), this.credentials),
			onUiMessage: () => undefined,
		});
	}

	/** What n8n calls as often as Poll Times says. */
	async poll(): Promise<INodeExecutionData[] | undefined> {
		const context = new PollContext(
			this.workflow,
			this.node,
			this.additionalData(),
			'trigger',
			'activate',
		);
		const given = await recordLogs(this.logs, async () =>
			this.type.poll?.call(context as IPollFunctions),
		);
		return given?.[0];
	}

	/** A request to the node's address. @returns n8n's answer, and what starts an execution */
	async call(headers: IDataObject, rawBody: Buffer) {
		const answered: { status?: number; body?: unknown } = {};
		const response = {
			status(code: number) {
				answered.status = code;
				return response;
			},
			json(body: unknown) {
				answered.body = body;
			},
		};
		const additionalData = Object.assign(this.additionalData('webhook'), {
			httpRequest: { headers, rawBody, body: {}, params: {}, query: {} },
			httpResponse: response,
		});
		const context = new WebhookContext(
			this.workflow,
			this.node,
			additionalData as unknown as ConstructorParameters<typeof WebhookContext>[2],
			'webhook',
			{} as ConstructorParameters<typeof WebhookContext>[4],
			[],
			null,
		);
		const result: IWebhookResponseData | undefined = await recordLogs(this.logs, async () =>
			this.type.webhook?.call(context as unknown as IWebhookFunctions),
		);
		return { ...answered, items: result?.workflowData?.[0] };
	}

	/** The execution that n8n starts with these items. */
	async execute(items: INodeExecutionData[], mode: WorkflowExecuteMode = 'trigger') {
		const data = createRunExecutionData({
			executionData: {
				nodeExecutionStack: [{ node: this.node, data: { main: [items] }, source: null }],
			},
		});
		const { status, data: ended } = await recordLogs(
			this.logs,
			async () =>
				await new WorkflowExecute(this.additionalData(mode), mode, data).processRunExecutionData(
					this.workflow,
				),
		);
		const run = ended.resultData.runData[NAME]?.at(-1);
		return { status, error: ended.resultData.error, output: run?.data?.main?.[0] ?? [] };
	}
}

type World = { credentials: ICredentialDataDecryptedObject };

export const looking = ({ credentials }: World, parameters: INodeParameters = {}) =>
	new TriggeredWorkflow(new WaveSpeedVideoTrigger(), parameters, credentials);

export const calledBack = ({ credentials }: World, parameters: INodeParameters = {}) =>
	new TriggeredWorkflow(new WaveSpeedVideoCallbackTrigger(), parameters, credentials);
