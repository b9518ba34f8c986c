import type { IDataObject } from 'n8n-workflow';

import type { Operation, RequestRecord } from '../../../dev/simulator';
import type { World } from './onSimulator';

/** The requests of one kind, in the order in which they came. */
export function requestsFor(world: World, operation: Operation): RequestRecord[] {
	return world.requests.filter((request) => request.operation === operation);
}

/** The prompt of a submit. */
export function promptOf(request: RequestRecord): unknown {
	return (request.body as IDataObject | undefined)?.prompt;
}

/** The prompts of all submits, accepted or not, in the order in which they came. */
export function submittedPrompts(world: World): unknown[] {
	return requestsFor(world, 'submit').map(promptOf);
}

/** The prompts of all generations that were billed, sorted: which is billed first is up to the network. */
export function billedPrompts(world: World): unknown[] {
	return world.billed.map(({ inputs }) => inputs.prompt).sort();
}

/** The id of the (first) prediction that was made for a prompt. */
export function idFor(world: World, prompt: string): string {
	const id = world.predictions.find(({ inputs }) => inputs.prompt === prompt)?.id;
	if (!id) throw new Error(`Nothing was generated for "${prompt}"`);
	return id;
}

/** The models that submits went to, accepted or not, in the order in which they came. */
export function submittedModels(world: World): string[] {
	return requestsFor(world, 'submit').map(({ path }) => path.replace('/api/v3/', ''));
}

/** The models whose generations cost money in the end: billed and not refunded. */
export function paidModels(world: World): string[] {
	return world.billed.filter(({ refunded }) => !refunded).map(({ model }) => model);
}
