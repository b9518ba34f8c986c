import { randomUUID } from 'node:crypto';

import { withCredential } from '../../dev/n8n';
import { until } from '../../dev/world/until';
import type { World } from '../../dev/world/world';
import { builtIn, chain, type Step, TRIGGER } from '../../dev/world/workflows';

/**
 * Runs steps in production: as a published workflow that a POST with a file starts.
 * @returns the execution's id, when it has ended
 */
export async function runByWebhook(
	{ n8n, credentialId }: World,
	name: string,
	steps: Step[],
	file: Uint8Array<ArrayBuffer>,
): Promise<string> {
	const { nodes, connections } = chain(name, steps);
	const { [TRIGGER]: toFirst = {}, ...further } = connections;
	const path = randomUUID();
	const parameters = { httpMethod: 'POST', path, responseMode: 'lastNode', options: {} };
	const webhook = { ...builtIn('Webhook', 'webhook', 2, parameters), webhookId: path };
	const [trigger, ...others] = nodes;
	const content = {
		name,
		nodes: [{ ...(trigger as (typeof nodes)[number]), ...webhook }, ...others],
		connections: { ...further, [webhook.name]: toFirst },
	};
	const { id } = await n8n.rest.createWorkflow(withCredential(content, credentialId));
	await n8n.rest.activateWorkflow(id);

	const post = async () => {
		const form = new FormData();
		form.append('data', new Blob([file], { type: 'image/png' }), 'picture.png');
		return await fetch(`${n8n.url}/webhook/${path}`, { method: 'POST', body: form });
	};
	// A published webhook answers 404 until n8n has registered it.
	await until(async () => (await post()).status !== 404);
	const [execution = ''] = await n8n.rest.executionsOf(id);
	await n8n.rest.ended(execution);
	return execution;
}
