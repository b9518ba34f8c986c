import type { IWebhookDescription, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { fromWebhook } from '../host/webhookHost';
import { answerCallback } from '../items/waiting/answerCallback';
import { CALLBACK_PATH } from '../items/waiting/callbackUrl';
import { Vigils } from '../items/waiting/vigils';

/**
 * Where WaveSpeed calls a parked execution. Nothing is registered at WaveSpeed: each job is submitted
 * with the address that it is to call.
 */
export const CALLS_WHILE_PARKED: IWebhookDescription[] = [
	{
		name: 'default',
		httpMethod: 'POST',
		responseMode: 'onReceived',
		path: CALLBACK_PATH,
		isFullPath: true,
		restartWebhook: true,
	},
];

/** On the canvas, at a node that waits. */
export const PARKED_TOOLTIP =
	'={{ $parameter["wait"] === "freeWorker" ? "WaveSpeed is making the videos. They are submitted and paid: stopping the execution does not unbuy them. It goes on when WaveSpeed reports the last one as finished, at the latest at Timeout." : "" }}';

/** Of this process: n8n 1.x has no guard of its own against a call that comes twice. */
const vigils = new Vigils();

/** A call to the parked execution: resumes it, or leaves it parked. */
export async function runCallback(ctx: IWebhookFunctions): Promise<IWebhookResponseData> {
	const rows = await answerCallback(fromWebhook(ctx), vigils);
	return rows === undefined
		? { noWebhookResponse: true }
		: { noWebhookResponse: true, workflowData: [rows] };
}
