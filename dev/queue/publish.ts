import { randomUUID } from 'node:crypto';

import type { WorkflowContent } from '../n8n/contents';
import { until } from '../world/until';
import { builtIn } from '../world/workflows';
import type { Cluster } from './cluster';

/**
 * Publishes a workflow with `trigger` replaced by a webhook.
 *
 * @param save saves and publishes a workflow. @returns its id
 * @returns how a POST starts an execution: it settles when n8n has taken it on
 */
export async function publishByPost(
	cluster: Cluster,
	content: WorkflowContent,
	trigger: string,
	save: (content: WorkflowContent) => Promise<string>,
): Promise<{ workflowId: string; post(body: object): Promise<void> }> {
	const path = randomUUID();
	const parameters = { httpMethod: 'POST', path, responseMode: 'onReceived', options: {} };
	const webhook = builtIn(trigger, 'webhook', 2, parameters);
	const nodes = content.nodes.map((node) =>
		node.name === trigger ? { ...node, ...webhook, webhookId: path } : node,
	);
	const workflowId = await save({ ...content, nodes });
	return {
		workflowId,
		// A published webhook answers 404 until n8n has registered it.
		post: async (body) =>
			await until(async () => {
				const response = await fetch(`${cluster.callsUrl}/webhook/${path}`, {
					method: 'POST',
					headers: { 'content-type': 'application/json', connection: 'close' },
					body: JSON.stringify(body),
				}).catch(() => undefined);
				return response?.ok === true;
			}, 60_000),
	};
}
