import type { INodeParameters } from 'n8n-workflow';

import type { Execution, N8nRest } from '../../dev/n8n';
import type { CallbackRecord } from '../../dev/simulator';
import { until } from '../../dev/world/until';
import type { World } from '../../dev/world/world';
import { builtIn, chain, FAILED, givingItems } from '../../dev/world/workflows';
import { generatingEach, type NodeSettings, VIDEOS } from './generations';

/** A workflow that buys a video for each prompt, and frees the worker meanwhile. */
export const parking = (
	name: string,
	prompts: string[],
	settings: NodeSettings = {},
	parameters: INodeParameters = {},
) =>
	chain(
		name,
		[
			...givingItems(prompts.map((prompt) => ({ prompt }))),
			generatingEach(settings, { wait: 'freeWorker', ...parameters }),
			builtIn(VIDEOS, 'noOp', 1),
		],
		settings.onError === 'continueErrorOutput' ? builtIn(FAILED, 'noOp', 1) : undefined,
	);

/** Waits until an execution is parked. */
export async function parked({ n8n }: World, executionId: string): Promise<void> {
	await until(async () => (await n8n.rest.execution(executionId)).isParked);
}

/**
 * Nobody is called before the execution waits for it, and n8n has stored what it waits for: a loaded
 * machine takes longer to put one aside than a short job takes, and a call that comes too early is lost.
 */
export function callWhenParked(
	{ simulator }: Pick<World, 'simulator'>,
	rest: () => Pick<N8nRest, 'execution'>,
): void {
	simulator.settings.beforeCallback = async ({ url, predictionId }) => {
		const [, id] = /\/webhook-waiting\/(\d+)/.exec(url) ?? [];
		if (id === undefined) return;
		await until(async () => {
			const execution = await rest().execution(id);
			return execution.ended || (execution.isParked && execution.raw.includes(predictionId));
		}, 60_000);
	};
}

/** Starts a workflow, and waits until it is parked. */
export async function startParked(
	world: World,
	...of: Parameters<typeof parking>
): Promise<string> {
	const id = await world.start(parking(...of));
	await parked(world, id);
	return id;
}

/** What the calls for predictions were answered, in order. */
export const answersTo = ({ simulator }: World): Array<CallbackRecord['status']> =>
	simulator.callbacks.map(({ status }) => status);

/** Waits until all calls are answered, so many at least. */
export async function called({ simulator }: World, count: number): Promise<void> {
	await until(
		() =>
			simulator.callbacks.length >= count &&
			simulator.callbacks.every(({ status }) => status !== undefined),
	);
}

/** Prompts (or error codes) of what a node gave, in order. */
export const outcomesOf = (execution: Execution, node: string, output = 0): unknown[] =>
	execution.items(node, output).map(({ json }) => {
		const error = json['error'] as { code?: unknown } | undefined;
		return error === undefined ? json['prompt'] : error.code;
	});
