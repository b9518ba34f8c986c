import { WebhookContext } from 'n8n-core';
import {
	deepCopy,
	type INodeExecutionData,
	type IRunExecutionData,
	type IWebhookData,
	Workflow,
} from 'n8n-workflow';

import { WaveSpeedAiApi } from '../../../credentials/WaveSpeedAiApi.credentials';
import { signed } from '../../../dev/simulator/callbacks';
import { WaveSpeedVideo } from '../../../nodes/WaveSpeedVideo/WaveSpeedVideo.node';
import { additionalDataFor } from './additionalData';
import { NextNode } from './aroundNodes';
import { TestCredentialsHelper } from './credentialsHelper';
import type { World } from './onSimulator';
import type { RunOptions, WorkflowRun } from './runWorkflow';
import { nodeTypesFor, savedWorkflow, VIDEO } from './testWorkflow';

/** What n8n makes of a waiting execution when a call comes (`waiting-webhooks.js` of the n8n package). */
function dataForCall(stored: IRunExecutionData): IRunExecutionData {
	const data = deepCopy(stored);
	const [entry] = data.executionData?.nodeExecutionStack ?? [];
	if (!entry) throw new Error('Nothing waits');
	entry.node.disabled = true;
	data.waitTill = undefined;
	data.resultData.runData[entry.node.name]?.pop();
	return data;
}

/**
 * What n8n hands to the engine when a waiting execution goes on.
 *
 * @param given by webhook(); without it the execution's time is over
 */
export function dataForResume(
	stored: IRunExecutionData,
	given: INodeExecutionData[] | undefined,
): IRunExecutionData {
	if (given === undefined) return deepCopy(stored);
	const data = dataForCall(stored);
	const [entry] = data.executionData?.nodeExecutionStack ?? [];
	if (entry) entry.data.main = [given];
	return data;
}

/** What a call to a waiting execution came to. */
export interface Called {
	status?: number;
	/** What webhook() gave to resume the execution with; undefined when it stays parked. */
	given?: INodeExecutionData[];
}

/** Calls a waiting execution as WaveSpeed does when a job has ended. */
export async function call(
	world: World,
	run: WorkflowRun,
	options: RunOptions,
	predictionId: string,
): Promise<Called> {
	const { nodes, connections } = savedWorkflow(options);
	const workflow = new Workflow({
		id: 'engine-test',
		name: 'Engine test',
		active: false,
		nodes: structuredClone(nodes),
		connections,
		nodeTypes: nodeTypesFor([{ json: {} }], new NextNode(), options),
		settings: { executionOrder: 'v1' },
	});
	const body = JSON.stringify({ id: predictionId, status: 'completed' });
	const called: Called = {};
	const response = {
		status: (status: number) => {
			called.status = status;
			return response;
		},
		json: () => response,
	};
	const additionalData = Object.assign(
		additionalDataFor({
			id: run.executionId,
			credentialsHelper: new TestCredentialsHelper(new WaveSpeedAiApi(), options.credentials),
			onUiMessage: () => undefined,
		}),
		{
			httpRequest: {
				headers: signed(body, world.settings.webhookSecret),
				rawBody: Buffer.from(body),
				body: JSON.parse(body) as object,
			},
			httpResponse: response,
		},
	);
	const node = workflow.getNode(VIDEO);
	if (!node) throw new Error('The test workflow has no node of ours');
	const context = new WebhookContext(
		workflow,
		node,
		additionalData as unknown as ConstructorParameters<typeof WebhookContext>[2],
		'trigger',
		{ webhookDescription: {} } as IWebhookData,
		[],
		dataForCall(run.stored),
	);
	const { workflowData } = await new WaveSpeedVideo().webhook.call(context);
	if (workflowData?.[0]) called.given = workflowData[0];
	return called;
}
