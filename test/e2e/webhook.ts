import { randomUUID } from 'node:crypto';

import { withCredential } from '../../dev/n8n';
import { until } from '../../dev/world/until';
import type { World } from '../../dev/world/world';
import { builtIn, chain, type Step, TRIGGER } from '../../dev/world/workflows';

/**
 * Publishes a workflow of steps behind a trigger with an address of its own.
 * @param path the last part of that address
 * @returns the workflow's id
 */
export async function publish(
	{ n8n, credentialId }: World,
	name: string,
	trigger: Step,
	path: string,
	steps: Step[],
): Promise<string> {
	const { nodes, connections } = chain(name, steps);
	const { [TRIGGER]: toFirst = {}, ...further } = connections;
	const [manual, ...others] = nodes;
	const first = { ...(manual as (typeof nodes)[number]), ...trigger, webhookId: path };
	const content = {
		name,
		nodes: [first, ...others],
		connections: { ...further, [trigger.name]: toFirst },
	};
	const { id } = await n8n.rest.createWorkflow(withCredential(content, credentialId));
	await n8n.rest.activateWorkflow(id);
	return id;
}

/** Sends a form as soon as its address is there: published ones answer 404 until n8n has them. */
export async function postForm(url: string, fields: Record<string, Blob | string>) {
	let answer: Response | undefined;
	await until(async () => {
		const form = new FormData();
		for (const [name, value] of Object.entries(fields)) {
			if (typeof value === 'string') form.append(name, value);
			else form.append(name, value, 'picture.png');
		}
		answer = await fetch(url, { method: 'POST', body: form });
		return answer.status !== 404;
	});
	return answer as Response;
}

/**
 * The page that a form goes on with, when the workflow has come to it. As the visitor's page does,
 * it first asks how far that is: n8n never answers who opens the page while the workflow runs.
 */
export async function openForm(formWaitingUrl: string): Promise<string> {
	const status = new URL(formWaitingUrl);
	status.pathname += '/n8n-execution-status';
	await until(async () => (await (await fetch(status)).text()) === 'form-waiting');
	return await (await fetch(formWaitingUrl)).text();
}

/**
 * Runs steps in production: as a published workflow that a POST with a file starts.
 * @returns the execution's id, when it has ended
 */
export async function runByWebhook(
	world: World,
	name: string,
	steps: Step[],
	file: Uint8Array<ArrayBuffer>,
): Promise<string> {
	const path = randomUUID();
	const parameters = { httpMethod: 'POST', path, responseMode: 'lastNode', options: {} };
	const webhook = builtIn('Webhook', 'webhook', 2, parameters);
	const id = await publish(world, name, webhook, path, steps);
	const { n8n } = world;
	await postForm(`${n8n.url}/webhook/${path}`, { data: new Blob([file], { type: 'image/png' }) });
	const [execution = ''] = await n8n.rest.executionsOf(id);
	await n8n.rest.ended(execution);
	return execution;
}
