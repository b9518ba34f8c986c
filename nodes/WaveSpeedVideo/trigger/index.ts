import type {
	IExecuteFunctions,
	INode,
	INodeExecutionData,
	IPollFunctions,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';
import { unexpected } from '../api/failure';
import { StoppedError } from '../base/runtime';
import { isNodeError, toFailure, toNodeError, toStopError } from '../host/errors';
import { fromExecute } from '../host/executeHost';
import { fromPoll, fromWebhook } from '../host/triggerHosts';
import { receiveCallback } from './callback';
import { giveFinished } from './give';
import { pollFinished } from './poll';

export { callbackFields, eventSubtitle, lookingFields } from './fields';

/** execute() of both triggers. */
export async function runGive(ctx: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	try {
		return [await giveFinished(fromExecute(ctx))];
	} catch (error) {
		throw toThrow(ctx.getNode(), error);
	}
}

/** poll() of the trigger that looks for itself. */
export async function runPoll(ctx: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	try {
		const items = await pollFinished(fromPoll(ctx));
		return items ? [items] : null;
	} catch (error) {
		throw toThrow(ctx.getNode(), error);
	}
}

/** webhook() of the trigger that is called back. */
export async function runCallback(ctx: IWebhookFunctions): Promise<IWebhookResponseData> {
	try {
		const items = await receiveCallback(fromWebhook(ctx));
		return items ? { workflowData: [items] } : { noWebhookResponse: true };
	} catch (error) {
		throw toThrow(ctx.getNode(), error);
	}
}

/** What n8n shows of what went wrong. */
function toThrow(node: INode, error: unknown): Error {
	if (isNodeError(error)) return error;
	if (error instanceof StoppedError) return toStopError(node, error);
	return toNodeError(node, toFailure(error) ?? unexpected(error, { spent: 'no' }));
}
