import { randomUUID } from 'node:crypto';

import type { INodeParameters } from 'n8n-workflow';

import { NODE_TYPE, type WorkflowContent } from '../../dev/n8n';
import { signed } from '../../dev/simulator/callbacks';
import { builtIn } from '../../dev/world/workflows';

export const LOOKING = 'WaveSpeed Video Trigger';
export const CALLED = 'WaveSpeed Video Callback Trigger';

/** The node behind the trigger. */
export const AFTER = 'After';

/** A workflow of one of the triggers and a node behind it. */
function startedBy(name: string, type: string, parameters: INodeParameters = {}): WorkflowContent {
	const trigger = {
		id: randomUUID(),
		name,
		type: NODE_TYPE + type,
		typeVersion: 1,
		position: [0, 0] as [number, number],
		parameters,
		webhookId: randomUUID(),
	};
	const after = builtIn(AFTER, 'noOp', 1);
	return {
		name,
		nodes: [trigger, { ...after, id: randomUUID(), position: [220, 0] }],
		connections: { [name]: { main: [[{ node: AFTER, type: 'main', index: 0 }]] } },
	};
}

/** The trigger that looks for itself, as often as it may. */
export const looking = (more: INodeParameters = {}): WorkflowContent =>
	startedBy(LOOKING, 'Trigger', { pollTimes: { item: [{ mode: 'everyMinute' }] }, ...more });

export const called = (parameters: INodeParameters = {}): WorkflowContent =>
	startedBy(CALLED, 'CallbackTrigger', parameters);

/** The path of the workflow's production address; `-test` for the one that the editor listens at. */
export const pathOf = ({ nodes: [trigger] }: WorkflowContent, test: '' | '-test' = ''): string =>
	`/webhook${test}/${trigger?.webhookId}/wavespeed`;

/** Calls an address of n8n as WaveSpeed does. */
export async function callAs(url: string, prediction: object, secret: string): Promise<Response> {
	const body = JSON.stringify(prediction);
	return await fetch(url, {
		method: 'POST',
		headers: { 'content-type': 'application/json', ...signed(body, secret) },
		body,
	});
}
