import type {
	IExecuteFunctions,
	INodeExecutionData,
	IPollFunctions,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';
import { toExecutionError } from '../host/errors';
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
		throw toExecutionError(ctx.getNode(), error);
	}
}

/** poll() of the trigger that looks for itself. */
export async function runPoll(ctx: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	try {
		const items = await pollFinished(fromPoll(ctx));
		return items ? [items] : null;
	} catch (error) {
		throw toExecutionError(ctx.getNode(), error);
	}
}

/** webhook() of the trigger that is called back. */
export async function runCallback(ctx: IWebhookFunctions): Promise<IWebhookResponseData> {
	try {
		const items = await receiveCallback(fromWebhook(ctx));
		return items ? { workflowData: [items] } : { noWebhookResponse: true };
	} catch (error) {
		throw toExecutionError(ctx.getNode(), error);
	}
}
