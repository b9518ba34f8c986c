import type { IN8nHttpFullResponse, IWebhookFunctions } from 'n8n-workflow';
import type { WebhookHost } from '../base/host';
import { binaryStore, common } from './executeHost';

/**
 * A webhook() call as a host. n8n can't evaluate expressions on parameters or items there when the
 * node has an error output, and throws (docs/engine-facts.md, O); the node's context can be had.
 */
export function fromWebhook(ctx: IWebhookFunctions): WebhookHost {
	const { helpers } = ctx;
	return {
		...common(ctx),
		executionId: ctx.getExecutionId?.() ?? '',
		stop: undefined,
		context: {},
		binary: binaryStore({
			...helpers,
			// There are no items, and so none of their files.
			assertBinaryData: () => {
				throw new Error('A call has no input items');
			},
		} as Parameters<typeof binaryStore>[0]),
		request: async (request) => (await helpers.httpRequest(request)) as IN8nHttpFullResponse,
		tell: () => undefined,
		async callback() {
			const request = ctx.getRequestObject() as WithRawBody;
			await request.readRawBody?.();
			return {
				headers: request.headers,
				rawBody: request.rawBody ?? new Uint8Array(),
			};
		},
		kept(name) {
			const context = `$node[${quoted(ctx.getNode().name)}].context[${quoted(name)}]`;
			const text = ctx.evaluateExpression(`{{ JSON.stringify(${context}) }}`, 0);
			return typeof text === 'string' ? (JSON.parse(text) as unknown) : undefined;
		},
		answer: (status, body) => {
			ctx.getResponseObject().status(status).json(body);
		},
	};
}

/** n8n keeps the bytes of a request's body beside what it makes of them. */
type WithRawBody = ReturnType<IWebhookFunctions['getRequestObject']> & {
	rawBody?: Uint8Array;
	readRawBody?(): Promise<void>;
};

/** A text within an expression: no brace of it may end the expression. */
const quoted = (text: string): string =>
	JSON.stringify(text).replace(/[{}]/g, (brace) => `\\u00${brace === '{' ? '7b' : '7d'}`);
