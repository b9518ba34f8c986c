import type {
	IBinaryData,
	ICredentialDataDecryptedObject,
	IHttpRequestOptions,
	IN8nHttpFullResponse,
	INode,
	INodeExecutionData,
	NodeExecutionHint,
} from 'n8n-workflow';
import type { EntryStore } from './entryStore';
import type { Lineage } from './lineage';

/** n8n's storage of files, and the files of the input items. */
export interface BinaryStore {
	/** The file in an item's field: by name in either binary layout, by path in the combined one. */
	ofItem(itemIndex: number, field: unknown): IBinaryData | undefined;
	/** @param id of a stored file @param chunkBytes how much to read at a time */
	open(id: string, chunkBytes?: number): Promise<AsyncIterable<Uint8Array>>;
	/** Bytes of a stored file. */
	size(id: string): Promise<number>;
	/** Stores a Node stream's bytes as a file. */
	store(stream: unknown, fileName: string, mimeType: string): Promise<IBinaryData>;
}

/** What the panel's look-ups have of n8n as well: no execution, nothing to stop. */
export interface PanelHost {
	/** The node as it stands in the workflow, its parameters as written: expressions unevaluated. */
	readonly node: INode;
	/** A parameter's value, expressions evaluated; of a resource locator its whole object. */
	parameter(name: string, itemIndex: number, fallback?: unknown): unknown;
	/** The value that a resource locator points to. */
	locatorValue(name: string, itemIndex: number): unknown;
	/** The WaveSpeed credential, decrypted. */
	credential(): Promise<ICredentialDataDecryptedObject>;
	/** Sends a request with the API key, and with the execution's stop signal. */
	requestApi(request: IHttpRequestOptions): Promise<IN8nHttpFullResponse>;
	/** To the server log. No secrets. */
	log(level: 'info' | 'warn', message: string, facts?: Record<string, unknown>): void;
}

/** What n8n offers for an execution that waits without a worker. */
export interface Parking {
	/** Where a call resumes this execution while it is parked; undefined where n8n tells none. */
	resumeUrl(): string | undefined;
	/** Whether another execution called this one. */
	readonly isSubWorkflow: boolean;
	/**
	 * Parks the execution when execute() returns. The input items are replaced by these: n8n passes
	 * them on when the time is over, and runs execute() no more.
	 */
	park(until: Date, items: INodeExecutionData[]): Promise<void>;
	/** What an earlier run of this node in this execution gave on its first output. */
	earlierOutput(runIndex: number): INodeExecutionData[];
}

/** What a session needs of n8n: webhook() can fill it as well. */
export type SessionHost = Pick<
	Host,
	| 'credential'
	| 'requestApi'
	| 'request'
	| 'log'
	| 'tell'
	| 'stop'
	| 'binary'
	| 'context'
	| 'executionId'
>;

/** A call to an execution that waits, as webhook() has it: no parameters, no expressions, no receipts. */
export interface WebhookHost extends SessionHost, Pick<Host, 'node'> {
	/** Lower-case header names, and the body's bytes as they came. */
	callback(): Promise<{ headers: Record<string, unknown>; rawBody: Uint8Array }>;
	/** What execute() left under a name in the node's execution context; undefined when nothing. */
	kept(name: string): unknown;
	/** Answers who calls, at once. */
	answer(status: number, body: object): void;
}

/**
 * All that the node needs of n8n, and the only form in which code outside `host/` sees it: execute()
 * fills it today, a webhook's or a trigger's context can fill it as well.
 */
export interface Host extends PanelHost {
	readonly items: INodeExecutionData[];
	/** Changes when a person retries an execution. */
	readonly executionId: string;
	/** Whether a person has retried an execution. */
	readonly isRetry: boolean;
	/** Whether a person has started the execution in the editor. */
	readonly isManual: boolean;
	/** Whether an AI agent runs the node as its tool: it takes no files, and sees next to no errors. */
	readonly isTool: boolean;
	/** Whether failed items become error rows instead of ending the execution. */
	readonly continues: boolean;
	/** n8n's own host name, if it is known. */
	readonly ownHostName: string | undefined;
	/** In which times without a zone are meant: the workflow's (IANA name). */
	readonly timezone: string;
	/** How often the node has run in this execution before (loops), from 0. */
	runIndex(itemIndex: number): number;
	/** Fires when the execution is stopped. */
	readonly stop: AbortSignal | undefined;
	/** Lives with the execution and its retries; plain JSON, visible to whoever sees the execution. */
	readonly context: Record<string, unknown>;
	/** Lives with the workflow, saved when a production execution ends. */
	readonly workflowData: Record<string, unknown>;
	readonly binary: BinaryStore;
	readonly parking: Parking;
	/** A set of short texts in n8n's database that outlives the process; undefined where there is none. */
	readonly entryStore: EntryStore | undefined;
	/** Which execution this one repeats. */
	lineage(): Promise<Lineage>;
	/** Sends a request without the API key. */
	request(request: IHttpRequestOptions): Promise<IN8nHttpFullResponse>;
	/** To the person who watches a manual run. */
	tell(message: string): void;
	/** Shown beside the node's output. */
	hint(...hints: NodeExecutionHint[]): void;
}

/** What a trigger has of n8n between executions: no items, nothing to stop. */
export interface TriggerHost extends PanelHost {
	/** Names the node among all of this n8n. */
	readonly place: string;
	/** The nodes that it starts, one behind another, their parameters as written. */
	readonly behind: Array<{ name: string; type: string; parameters: Record<string, unknown> }>;
	/** Lives with the workflow; n8n saves it when it starts an execution, and when a person (de)activates. */
	readonly workflowData: Record<string, unknown>;
	readonly stop: undefined;
	/** To nobody: no person watches. */
	tell(message: string): void;
}

/** A request that came in at a trigger's address. */
export interface CallbackHost extends TriggerHost {
	/** Lower-case header names. */
	readonly headers: Record<string, unknown>;
	/** The body's bytes as they came. */
	readonly rawBody: Uint8Array;
	/** Answers it; without, n8n answers when it has started the execution. */
	answer(status: number, message: string): void;
}
