import type { WorkflowContent } from '../../dev/n8n';
import { builtIn, chain, type Step } from '../../dev/world/workflows';

/** A workflow of the trigger, these steps, and a loop that gives their items to `step` one by one. */
export function looping(name: string, steps: Step[], step: Step): WorkflowContent {
	const loop = builtIn('Loop Over Items', 'splitInBatches', 3, { batchSize: 1, options: {} });
	const { nodes, connections } = chain(name, [...steps, loop, step]);
	const to = (node: string) => [{ node, type: 'main' as const, index: 0 }];
	return {
		name,
		nodes,
		connections: {
			...connections,
			// The first output is for the end, the second for each round.
			[loop.name]: { main: [[], to(step.name)] },
			[step.name]: { main: [to(loop.name)] },
		},
	};
}
