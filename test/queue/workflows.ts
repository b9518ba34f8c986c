import type { INode, INodeParameters } from 'n8n-workflow';

import type { WorkflowContent } from '../../dev/n8n';
import { generatingEach, type NodeSettings } from '../e2e/generations';
import {
	builtIn,
	chain,
	GENERATE,
	itemsOfBody,
	type Step,
	TRIGGER,
} from '../../dev/world/workflows';

/** The node that hands work to another workflow. */
const CALL = 'Call';
/** Behind the node. */
export const AFTER = 'After';

const promptsOfBody = itemsOfBody();

/** A video for each prompt of the body that starts it, and a node behind. */
export function videosOfBody(
	name: string,
	settings: NodeSettings = {},
	after: Step = builtIn(AFTER, 'noOp', 1),
	options: INodeParameters = {},
): WorkflowContent {
	return chain(name, [...promptsOfBody, generatingEach(settings, { options }), after]);
}

/** With Wait = Free the Worker. */
export const freeingWorker = ({ nodes, ...others }: WorkflowContent): WorkflowContent => ({
	...others,
	nodes: nodes.map((node) =>
		node.name === GENERATE
			? { ...node, parameters: { ...node.parameters, wait: 'freeWorker' } }
			: node,
	),
});

/** As videosOfBody, with prompts that are written anew by each execution, as a language model does. */
export const rewrittenVideosOfBody = (name: string): WorkflowContent =>
	chain(name, [
		...itemsOfBody("prompt + ', take ' + $execution.id"),
		generatingEach(),
		builtIn(AFTER, 'noOp', 1),
	]);

/** A workflow for other workflows: a video for each item that it is given. */
export function videosForCaller(name: string, settings: NodeSettings = {}): WorkflowContent {
	const content = chain(name, [generatingEach(settings), builtIn(AFTER, 'noOp', 1)]);
	const called = {
		type: 'n8n-nodes-base.executeWorkflowTrigger',
		typeVersion: 1.1,
		parameters: { inputSource: 'passthrough' },
	};
	const nodes = content.nodes.map((node) =>
		node.name === TRIGGER ? { ...node, ...called } : node,
	);
	return { ...content, nodes };
}

/** Calls a workflow with the prompts of the body that starts it. */
export function calling(
	name: string,
	workflowId: string,
	settings: Partial<INode> = {},
	mode: 'once' | 'each' = 'once',
): WorkflowContent {
	const call = builtIn(CALL, 'executeWorkflow', 1.2, {
		source: 'database',
		workflowId: { __rl: true, mode: 'id', value: workflowId },
		workflowInputs: { mappingMode: 'defineBelow', value: {}, matchingColumns: [], schema: [] },
		mode,
		options: {},
	});
	return chain(name, [...promptsOfBody, { ...call, ...settings }, builtIn(AFTER, 'noOp', 1)]);
}
