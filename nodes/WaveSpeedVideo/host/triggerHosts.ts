import type { IDataObject, IPollFunctions, IWebhookFunctions } from 'n8n-workflow';
import type { CallbackHost, TriggerHost } from '../base/host';
import { common } from './executeHost';

function between(ctx: IPollFunctions | IWebhookFunctions): TriggerHost {
	return {
		...common(ctx),
		place: `${ctx.getWorkflow().id ?? ''}/${ctx.getNode().id}`,
		get behind() {
			const nodes = ctx.getChildNodes(ctx.getNode().name, { includeNodeParameters: true });
			return nodes
				.filter(({ disabled }) => !disabled)
				.map(({ name, type, parameters = {} }) => ({ name, type, parameters }));
		},
		parameter: (name, _, fallback) => ctx.getNodeParameter(name, fallback as IDataObject),
		locatorValue: (name) => ctx.getNodeParameter(name, '', { extractValue: true }),
		get workflowData() {
			return ctx.getWorkflowStaticData('node');
		},
		stop: undefined,
		tell: () => {},
	};
}

/** A poll() call as a host. */
export const fromPoll = (ctx: IPollFunctions): TriggerHost => between(ctx);

/** A webhook() call of a trigger as a host. */
export function fromWebhook(ctx: IWebhookFunctions): CallbackHost {
	const request = ctx.getRequestObject();
	const { rawBody } = request as { rawBody?: Uint8Array };
	return Object.assign(between(ctx), {
		headers: ctx.getHeaderData() as Record<string, unknown>,
		rawBody: rawBody ?? new Uint8Array(),
		answer: (status: number, message: string) => {
			ctx.getResponseObject().status(status).json({ message });
		},
	});
}
