import { ExecutionLifecycleHooks, WorkflowExecute, WorkflowHasIssuesError } from 'n8n-core';
import {
	createRunExecutionData,
	type ExecutionError,
	type ExecutionStatus,
	type ICredentialDataDecryptedObject,
	type IDataObject,
	type IExecuteFunctions,
	type INode,
	type INodeExecutionData,
	type INodeParameters,
	type IRunExecutionData,
	type IWorkflowSettings,
	type NodeExecutionHint,
	type NodeParameterValueType,
	Workflow,
	type WorkflowExecuteMode,
} from 'n8n-workflow';

import { WaveSpeedAiApi } from '../../../credentials/WaveSpeedAiApi.credentials';
import { additionalDataFor } from './additionalData';
import { NextNode } from './aroundNodes';
import { stopWhen } from './cancellation';
import { TestCredentialsHelper } from './credentialsHelper';
import { asStored, dataForRetry } from './editorRetry';
import { dataForResume } from './parked';
import { type LogLine, recordLogs } from './recordingLogger';
import {
	NEXT,
	NEXT_ON_ERROR,
	nodeTypesFor,
	savedWorkflow,
	type SettingsTab,
	SOURCE,
	VIDEO,
} from './testWorkflow';

/** One run of the workflow Source → WaveSpeed Video → Next (and Next On Error). */
export interface RunOptions {
	/** The node's parameters as the editor saves them; missing ones get their defaults. */
	parameters: INodeParameters;
	/** Fields of the credentials that differ from their defaults. */
	credentials: ICredentialDataDecryptedObject;
	/** What Source puts out; default one empty item. For binary fields see `storeFile`. */
	items?: INodeExecutionData[];
	settings?: SettingsTab;
	/** Default `trigger`, a production run; `manual` is a click on Execute. */
	mode?: WorkflowExecuteMode;
	workflowSettings?: IWorkflowSettings;
	/** The workflow's saved static data at the start. */
	staticData?: IDataObject;
	/** Lets our node run twice in the execution, with the same items, as in a loop. */
	twice?: boolean;
	/** Sends failed items back to our node so often, from its error output if it has one. */
	loops?: number;
	/** Runs our node under the type that n8n gives it as an agent's tool. */
	tool?: boolean;
	/** Stands between n8n and our node: gives the context that execute() sees. */
	spoil?: (ctx: IExecuteFunctions) => IExecuteFunctions;
	/** An expression that the node after ours evaluates for each item, on both branches. */
	observe?: string;
	/** Where n8n keeps executions: this one is put there when it has ended. */
	storedExecutions?: Map<string, IRunExecutionData>;
	/** Asked every few milliseconds; Stop is pressed when it says true. */
	cancelWhen?: () => boolean;
	/** Goes on with a run that waits: with what webhook() gave, or without it as at its time. */
	resume?: { of: WorkflowRun; given?: INodeExecutionData[] };
	/** Presses Retry on a failed run, with the workflow of these options or with its own. */
	retry?: { of: WorkflowRun; workflow: 'current' | 'original' };
}

/** What n8n has stored and shown after a run. */
export interface WorkflowRun {
	status: ExecutionStatus;
	/** The error of the execution, as stored. */
	error?: ExecutionError;
	/** Our node's items, per branch; of its last run if it ran twice. */
	output: INodeExecutionData[];
	errorOutput: INodeExecutionData[];
	/** Our node's items on the success branch, run by run. */
	rounds: INodeExecutionData[][];
	/** The items that left the next node, per branch; undefined if it did not run. */
	next?: INodeExecutionData[];
	nextOnError?: INodeExecutionData[];
	/** What `observe` gave, item by item, per branch. */
	observed?: NodeParameterValueType[];
	observedOnError?: NodeParameterValueType[];
	hints: NodeExecutionHint[];
	logs: LogLine[];
	/** Messages for the browser's console (manual runs only). */
	uiMessages: IDataObject[];
	/** Static data that n8n would save after this run; undefined if there is nothing to save. */
	savedStaticData?: IDataObject;
	executionId: string;
	/** The run data as it lies in n8n's database. */
	stored: IRunExecutionData;
	/** The nodes as they were saved when this run was started. */
	savedNodes: INode[];
}

let lastExecutionId = 1000;

/** Runs the test workflow on n8n's real engine, to its end. Runs may overlap. */
export async function runWorkflow(options: RunOptions): Promise<WorkflowRun> {
	const next = new NextNode();
	const saved = savedWorkflow(options);
	const savedNodes =
		options.retry?.workflow === 'original' ? options.retry.of.savedNodes : saved.nodes;
	const workflow = new Workflow({
		id: 'engine-test',
		name: 'Engine test',
		active: false,
		nodes: structuredClone(savedNodes),
		connections: saved.connections,
		nodeTypes: nodeTypesFor(options.items ?? [{ json: {} }], next, options),
		settings: { executionOrder: 'v1', ...options.workflowSettings },
		staticData: structuredClone(options.staticData),
	});

	const logs: LogLine[] = [];
	const watched = watchedExecution(options);
	const ended = await recordLogs(logs, async () => {
		try {
			const execution = start(workflow, options, watched.additionalData);
			return await (options.cancelWhen ? stopWhen(execution, options.cancelWhen) : execution);
		} catch (error) {
			// n8n refuses to start a workflow with an empty required field, and stores that as a failed run.
			if (!(error instanceof WorkflowHasIssuesError)) throw error;
			return { status: 'error' as const, data: failedBeforeStart(error) };
		}
	});

	const stored = asStored(ended.data);
	options.storedExecutions?.set(watched.additionalData.executionId ?? '', stored);
	const lastTask = (name: string) => stored.resultData.runData[name]?.at(-1);
	const branch = (name: string, index = 0) => lastTask(name)?.data?.main?.[index] ?? undefined;
	return {
		status: watched.savedStatus() ?? ended.status,
		error: stored.resultData.error,
		output: branch(VIDEO) ?? [],
		errorOutput: branch(VIDEO, 1) ?? [],
		rounds: (stored.resultData.runData[VIDEO] ?? []).map(({ data }) => data?.main?.[0] ?? []),
		next: branch(NEXT),
		nextOnError: branch(NEXT_ON_ERROR),
		observed: next.seen[NEXT],
		observedOnError: next.seen[NEXT_ON_ERROR],
		hints: lastTask(VIDEO)?.hints ?? [],
		logs,
		uiMessages: watched.uiMessages,
		savedStaticData: watched.savedStaticData(),
		executionId: watched.additionalData.executionId ?? '',
		stored,
		savedNodes,
	};
}

function failedBeforeStart(error: WorkflowHasIssuesError) {
	const { message, stack } = error;
	return createRunExecutionData({
		resultData: { error: { ...error, message, stack } as unknown as ExecutionError },
	});
}

function start(
	workflow: Workflow,
	{ retry, resume, mode }: RunOptions,
	additionalData: ReturnType<typeof additionalDataFor>,
) {
	if (retry) {
		const data = dataForRetry(retry.of.stored, retry.workflow === 'current' ? workflow : undefined);
		return new WorkflowExecute(additionalData, 'retry', data).processRunExecutionData(workflow);
	}
	if (resume) {
		const data = dataForResume(resume.of.stored, resume.given);
		return new WorkflowExecute(additionalData, mode ?? 'trigger', data).processRunExecutionData(
			workflow,
		);
	}
	const startNode = workflow.getNode(SOURCE) ?? undefined;
	return new WorkflowExecute(additionalData, mode ?? 'trigger').run({ workflow, startNode });
}

/** The host's side of one execution: its hooks, its credentials, and what it gets to hear. */
function watchedExecution(options: RunOptions) {
	const { credentials, mode = 'trigger', retry, resume, storedExecutions } = options;
	const id = resume?.of.executionId ?? String(++lastExecutionId);
	const uiMessages: IDataObject[] = [];
	let staticData: IDataObject | undefined;
	let status: ExecutionStatus | undefined;
	const hooks = new ExecutionLifecycleHooks(retry ? 'retry' : mode, id, {
		id: 'engine-test',
		name: 'Engine test',
		nodes: [],
		connections: {},
		active: false,
		isArchived: false,
		createdAt: new Date(),
		updatedAt: new Date(),
		activeVersionId: null,
	});
	hooks.addHandler('workflowExecuteAfter', (run, newStaticData: IDataObject | undefined) => {
		// Stop saves the execution at once, whatever the node does after that.
		status ??= run.status;
		// n8n doesn't save the static data of a manual run.
		if (mode !== 'manual' && newStaticData) staticData = asStored(newStaticData);
	});
	return {
		uiMessages,
		savedStatus: () => status,
		savedStaticData: () => staticData,
		additionalData: additionalDataFor({
			id,
			hooks,
			credentialsHelper: new TestCredentialsHelper(new WaveSpeedAiApi(), credentials),
			onUiMessage: (message) => uiMessages.push(message),
			storedExecutions,
		}),
	};
}
