import { readdir } from 'node:fs/promises';

import {
	NODE_TYPE,
	readExample,
	savingTo,
	withParameters,
	type WorkflowContent,
} from '../../dev/n8n';
import type { World } from '../../dev/world/world';

/** An example on this machine: where to write, how often to look. */
export const example = async ({ n8n }: World, file: string): Promise<WorkflowContent> =>
	withParameters(savingTo(await readExample(file), n8n.filesFolder), {
		[NODE_TYPE]: { options: { pollInterval: 1 } },
	});

/** What its notes say that it costs, in USD. */
export const priceIn = ({ nodes }: WorkflowContent): number[] =>
	nodes
		.filter(({ type }) => type.endsWith('stickyNote'))
		.flatMap(({ parameters }) => [
			...String(parameters['content']).matchAll(/\*\*Cost of one [a-z]+: ([^*]*)\*\*/g),
		])
		.flatMap(([, amounts = '']) => [...amounts.matchAll(/\$(\d+\.\d\d)/g)])
		.map(([, amount]) => Number(amount));

/** What was billed, in USD. */
export const billed = ({ simulator }: World): number =>
	simulator.billed.reduce((sum, { cost }) => sum + cost, 0);

/** Names of the files that a run leaves, the run's result being handed on. */
export async function written<T>(
	{ n8n }: World,
	run: () => Promise<T>,
): Promise<{ result: T; files: string[] }> {
	const folder = n8n.filesFolder;
	const before = await readdir(folder);
	const result = await run();
	const after = await readdir(folder);
	return { result, files: after.filter((name) => !before.includes(name)) };
}
