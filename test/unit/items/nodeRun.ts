import type { IDataObject, IHttpRequestOptions, INode, INodeExecutionData } from 'n8n-workflow';

import type { EntryStore } from '../../../nodes/WaveSpeedVideo/base/entryStore';
import type { Host } from '../../../nodes/WaveSpeedVideo/base/host';
import type { Lineage } from '../../../nodes/WaveSpeedVideo/base/lineage';
import { makeVideos } from '../../../nodes/WaveSpeedVideo/items/makeVideos';
import { sora2TextToVideoPro } from '../../../nodes/WaveSpeedVideo/models/sora2TextToVideoPro';
import type { FakeService } from '../../../dev/virtual/fakeService';
import { lineageOf } from '../../../dev/virtual/receipts';

/** One run of the node for text prompts, as n8n starts it. */
export interface NodeRun {
	service: Pick<FakeService, 'send'>;
	prompts: string[];
	/** What each item sets under Safety Options. */
	safety?: Array<Record<string, unknown>>;
	cost?: Record<string, unknown>;
	wait?: Record<string, unknown>;
	model?: Record<string, unknown>;
	continues?: boolean;
	isTool?: boolean;
	runIndex?: number;
	/** Of the panel. */
	parameters?: Record<string, unknown>;
	/** Of the node's settings. */
	node?: Partial<INode>;
	executionId: string;
	isRetry?: boolean;
	lineage?: Lineage;
	/** The node's execution context: hand in the same object, or a copy, for a retry. */
	context?: Record<string, unknown>;
	row?: EntryStore;
	/** Of the credential: names the process's own record of what it has submitted. */
	baseUrl?: string;
	/** Fires when a person stops it. */
	stop?: AbortSignal;
}

/** What n8n has of a run when it is over. */
export interface RunOutcome {
	rows: INodeExecutionData[];
	hints: string[];
	/** Of a run that failed: all that its error says. */
	error?: string;
}

/** Runs the node's own code from items to rows; n8n, WaveSpeed and the clock are stood in for. */
export async function runNode(run: NodeRun): Promise<RunOutcome> {
	const hints: string[] = [];
	const host = hostOf(run, hints);
	const read = async (_: Host, itemIndex: number) => {
		const inputs = { prompt: host.parameter('prompt', itemIndex), size: '720*1280', duration: 4 };
		return await Promise.resolve({ model: sora2TextToVideoPro, inputs, media: {} });
	};
	try {
		return { rows: await makeVideos(host, read), hints };
	} catch (error) {
		const { message, description = '' } = error as Error & { description?: string | null };
		return { rows: [], hints, error: `${message} ${String(description)}` };
	}
}

function hostOf(run: NodeRun, hints: string[]): Host {
	const { service, prompts, executionId, baseUrl = 'https://api.example', row } = run;
	const parameters: Record<string, (itemIndex: number) => unknown> = {
		prompt: (itemIndex) => prompts[itemIndex],
		safetyOptions: (itemIndex) => run.safety?.[itemIndex] ?? {},
		costOptions: () => run.cost ?? {},
		waitOptions: () => run.wait ?? {},
		modelOptions: () => run.model ?? {},
		downloadVideo: () => false,
		...Object.fromEntries(
			Object.entries(run.parameters ?? {}).map(([name, value]) => [name, () => value]),
		),
	};
	const parameter = (name: string, itemIndex: number, fallback?: unknown) =>
		parameters[name]?.(itemIndex) ?? fallback;
	const node = {
		name: 'WaveSpeed Video',
		type: 'video',
		parameters: { prompt: '={{ $json.prompt }}' },
		...run.node,
	};
	return {
		node: node as unknown as INode,
		items: prompts.map((prompt) => ({ json: { prompt } })),
		executionId,
		isRetry: run.isRetry ?? false,
		isManual: false,
		isTool: run.isTool ?? false,
		continues: run.continues ?? true,
		ownHostName: undefined,
		timezone: 'UTC',
		runIndex: () => run.runIndex ?? 0,
		stop: run.stop,
		context: run.context ?? {},
		workflowData: {},
		binary: {} as Host['binary'],
		parking: { resumeUrl: () => undefined, isSubWorkflow: false } as unknown as Host['parking'],
		entryStore: row,
		lineage: async () => await Promise.resolve(run.lineage ?? lineageOf(executionId)),
		parameter,
		locatorValue: parameter,
		credential: async () => await Promise.resolve({ apiKey: 'wsk_secret', baseUrl }),
		requestApi: async (request) => await answerOf(service, request),
		request: async () => await Promise.reject(new Error('Nothing is downloaded here')),
		log: () => undefined,
		tell: () => undefined,
		hint: (...some) => void hints.push(...some.map(({ message }) => message)),
	};
}

async function answerOf(service: Pick<FakeService, 'send'>, request: IHttpRequestOptions) {
	const { method, url, body, timeout = 0 } = request;
	const answer = await service.send({
		method: method === 'POST' ? 'POST' : 'GET',
		path: new URL(url).pathname,
		body: body as object | undefined,
		timeoutMs: timeout,
	});
	if (answer.kind === 'noAnswer') {
		throw Object.assign(new Error(answer.message), { code: answer.code });
	}
	const { status: statusCode, headers, body: given } = answer;
	return { statusCode, headers: headers as IDataObject, body: given as object };
}
