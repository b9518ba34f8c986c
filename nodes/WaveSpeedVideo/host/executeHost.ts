import type {
	IBinaryData,
	IDataObject,
	IExecuteFunctions,
	ILoadOptionsFunctions,
	IN8nHttpFullResponse,
	IPollFunctions,
	IWebhookFunctions,
} from 'n8n-workflow';
import { bounded } from '../base/bounded';
import type { BinaryStore, Host, PanelHost } from '../base/host';
import { ParameterError } from '../base/parameterError';
import { cleanText } from '../base/text';
import { quietly, wordsOf } from '../base/thrown';
import { readLineage } from './lineage';
import { parkingOf } from './parking';
import { openReceiptStore } from './receiptStore';

/** The name of the credential's type. */
const CREDENTIAL = 'waveSpeedAiApi';

/** Where the combined binary layout keeps files (n8n-workflow, BINARY_IN_JSON_PROPERTY). */
const FILES_IN_JSON = '_files';

/** Of one line of the log, or of one message to a person. */
const MAX_LOGGED = { depth: 4, entries: 50, bytes: 2_000 };

type Common = IExecuteFunctions | ILoadOptionsFunctions | IPollFunctions | IWebhookFunctions;

/** What every context of n8n has in the same form. */
export const common = (ctx: Common) => ({
	node: ctx.getNode(),
	credential: async () => await ctx.getCredentials(CREDENTIAL),
	requestApi: async (request: Parameters<PanelHost['requestApi']>[0]) =>
		(await ctx.helpers.httpRequestWithAuthentication.call(
			endedBy(ctx, request.abortSignal as AbortSignal | undefined),
			CREDENTIAL,
			request,
		)) as IN8nHttpFullResponse,
	log: (level: 'info' | 'warn', message: string, facts?: Record<string, unknown>) =>
		quietly(() =>
			ctx.logger[level](
				`[WaveSpeed Video] ${cleanText(message, MAX_LOGGED.bytes)}`,
				facts && (bounded(facts, MAX_LOGGED, cleanText) as Record<string, unknown>),
			),
		),
});

/**
 * The context with another signal. n8n's helper takes the execution's signal from the context it is
 * called on, in place of the request's own (n8n-core, httpRequestWithAuthentication, 1.x and 2.x).
 */
function endedBy<T extends Common>(ctx: T, signal: AbortSignal | undefined): T {
	if (!signal) return ctx;
	const stop = 'getExecutionCancelSignal' in ctx ? ctx.getExecutionCancelSignal?.() : undefined;
	const either = stop ? AbortSignal.any([stop, signal]) : signal;
	return Object.create(ctx, { getExecutionCancelSignal: { value: () => either } }) as T;
}

/** The panel's look-ups as a host. */
export function fromPanel(ctx: ILoadOptionsFunctions): PanelHost {
	return {
		...common(ctx),
		parameter: (name, _, fallback) => ctx.getNodeParameter(name, fallback as string),
		locatorValue: (name) => ctx.getNodeParameter(name, '', { extractValue: true }),
	};
}

/** An execute() call as a host. */
export function fromExecute(ctx: IExecuteFunctions): Host {
	const isTool = isToolCall(ctx);
	const manual = ctx.getMode() === 'manual';
	let runIndex: number | undefined;
	return {
		...common(ctx),
		parameter: (name, itemIndex, fallback) =>
			evaluated(name, () => ctx.getNodeParameter(name, itemIndex, fallback as IDataObject)),
		locatorValue: (name, itemIndex) =>
			evaluated(name, () => ctx.getNodeParameter(name, itemIndex, '', { extractValue: true })),
		items: ctx.getInputData(),
		executionId: ctx.getExecutionId(),
		isRetry: ctx.getMode() === 'retry',
		isManual: manual,
		isTool,
		// An agent sees what a tool returns, and next to nothing of what it throws.
		continues: ctx.continueOnFail() || isTool,
		ownHostName: hostNameOf(ctx),
		timezone: ctx.getTimezone(),
		// The same for all items; what they have bought stands under it in the ledger.
		runIndex: (itemIndex) =>
			(runIndex ??= Number(ctx.evaluateExpression('{{ $runIndex }}', itemIndex)) || 0),
		stop: ctx.getExecutionCancelSignal?.(),
		get context() {
			return ctx.getContext('node');
		},
		get workflowData() {
			return ctx.getWorkflowStaticData('node');
		},
		binary: binaryStore(ctx.helpers),
		parking: parkingOf(ctx),
		entryStore: openReceiptStore(ctx),
		lineage: async () => await readLineage(ctx),
		request: async (request) => (await ctx.helpers.httpRequest(request)) as IN8nHttpFullResponse,
		tell: (message) => {
			if (manual) quietly(() => ctx.sendMessageToUI(cleanText(message, MAX_LOGGED.bytes)));
		},
		hint: (...hints) => quietly(() => ctx.addExecutionHints?.(...hints)),
	};
}

/** An expression that can't be evaluated is a parameter that is not allowed. */
function evaluated<T>(name: string, read: () => T): T {
	let said: string;
	try {
		return read();
	} catch (error) {
		said = wordsOf(error);
	}
	throw new ParameterError(
		`The expression of the parameter "${name}" can't be evaluated: ${said || 'no words were given'}`,
		'Correct the expression and run the item again.',
	);
}

/**
 * Whether an AI agent runs the node as its tool. n8n names such a node's type with the suffix
 * `Tool`; `isToolExecution()` is missing on 1.x and false for newer agents.
 */
function isToolCall(ctx: IExecuteFunctions): boolean {
	return ctx.getNode().type.endsWith('Tool') || ctx.isToolExecution?.() === true;
}

function hostNameOf(ctx: IExecuteFunctions): string | undefined {
	try {
		return new URL(ctx.getInstanceBaseUrl()).hostname;
	} catch {
		return undefined;
	}
}

type BinaryHelpers = Pick<
	IExecuteFunctions['helpers'],
	'assertBinaryData' | 'getBinaryStream' | 'getBinaryMetadata' | 'prepareBinaryData'
>;

export function binaryStore(helpers: BinaryHelpers): BinaryStore {
	const assertFile = (itemIndex: number, place: unknown): IBinaryData | undefined => {
		try {
			return helpers.assertBinaryData(itemIndex, place as string);
		} catch {
			// Not there.
			return undefined;
		}
	};
	return {
		ofItem: (itemIndex, field) =>
			assertFile(itemIndex, field) ?? assertFile(itemIndex, `${FILES_IN_JSON}.${String(field)}`),
		open: async (id, chunkBytes) => await helpers.getBinaryStream(id, chunkBytes),
		size: async (id) => (await helpers.getBinaryMetadata(id)).fileSize,
		store: async (stream, fileName, mimeType) =>
			await helpers.prepareBinaryData(
				stream as Parameters<typeof helpers.prepareBinaryData>[0],
				fileName,
				mimeType,
			),
	};
}
