import { parse } from 'flatted';
import type {
	ExecutionStatus,
	INodeExecutionData,
	IRunExecutionData,
	ITaskData,
} from 'n8n-workflow';

/** An execution as REST tells it: its data is a string in the `flatted` format. */
export interface StoredExecution {
	id: string;
	status: ExecutionStatus;
	mode: string;
	retryOf?: string | null;
	data: string;
}

/** Execution statuses after which nothing happens by itself. */
const ENDED: ReadonlySet<ExecutionStatus> = new Set(['success', 'error', 'canceled', 'crashed']);

/** An execution, read for tests: what each node gave, and the error when it failed. */
export class Execution {
	readonly id: string;
	readonly status: ExecutionStatus;
	readonly mode: string;
	readonly retryOf: string | undefined;
	/** Undefined while n8n has stored none: it tells an execution before it knows its data. */
	readonly data: IRunExecutionData | undefined;

	constructor(
		stored: StoredExecution,
		/** The data just as n8n stored it, to search for what must not be in it. */
		readonly raw = stored.data,
	) {
		this.id = stored.id;
		this.status = stored.status;
		this.mode = stored.mode;
		this.retryOf = stored.retryOf ?? undefined;
		this.data = parse(stored.data) as IRunExecutionData | undefined;
	}

	get ended(): boolean {
		return ENDED.has(this.status);
	}

	/**
	 * Whether the data are those of the end. On n8n 1.x with sqlite an execution's end and its data
	 * are two writes (updateExistingExecution in execution.repository.js), and between them it has
	 * ended with the data of its start, or of the moment when it was put aside or resumed: then nodes
	 * are still to be run.
	 */
	get isComplete(): boolean {
		const { error, lastNodeExecuted } = this.data?.resultData ?? {};
		if (this.data?.waitTill) return false;
		const isToGoOn = (this.data?.executionData?.nodeExecutionStack.length ?? 0) > 0;
		return error !== undefined || (lastNodeExecuted !== undefined && !isToGoOn);
	}

	/** Whether it waits, and the data are there with which it goes on: two writes as well. */
	get isParked(): boolean {
		return this.status === 'waiting' && this.data?.resultData.lastNodeExecuted !== undefined;
	}

	/** What n8n tells of each run of a node, in order. */
	runs(node: string): ITaskData[] {
		return this.data?.resultData.runData[node] ?? [];
	}

	/** Items that a node gave in its last run on one of its outputs (0 = main or success). */
	items(node: string, output = 0): INodeExecutionData[] {
		return this.runs(node).at(-1)?.data?.['main']?.[output] ?? [];
	}

	/** Whether a node ran at all. */
	ran(node: string): boolean {
		return this.runs(node).length > 0;
	}

	/** The error that ended the execution, as n8n stored it. */
	get error(): { message: string; description?: string | null } | undefined {
		return this.data?.resultData.error;
	}
}
