import type {
	IConnections,
	IExecuteFunctions,
	INode,
	INodeExecutionData,
	INodeParameters,
	INodeType,
	INodeTypes,
} from 'n8n-workflow';

import { WaveSpeedVideo } from '../../../nodes/WaveSpeedVideo/WaveSpeedVideo.node';
import { AgainNode, BackNode, NextNode, SourceNode } from './aroundNodes';
import type { RunOptions } from './runWorkflow';

/** Names of the nodes in the test workflow. */
export const SOURCE = 'Source';
export const VIDEO = 'WaveSpeed Video';
export const NEXT = 'Next';
export const NEXT_ON_ERROR = 'Next On Error';
const AGAIN = 'Again';
const BACK = 'Back';

const VIDEO_TYPE = 'n8n-nodes-wavespeed-video.waveSpeedVideo';

/** What n8n names a node that an agent uses as its tool: the type's name with a suffix. */
const TOOL_TYPE = `${VIDEO_TYPE}Tool`;

/** As n8n makes a tool of a node (its tool-generation/ai-tools): fields ask for the name's end. */
function asTool(type: INodeType): INodeType {
	const { name, ...description } = type.description;
	return Object.assign(Object.create(type) as INodeType, {
		description: { ...description, name: `${name}Tool` },
	});
}

/** What the Settings tab of a node holds. `waitBetweenTries` in ms; n8n takes 0 for 1000. */
export type SettingsTab = Pick<
	INode,
	'retryOnFail' | 'maxTries' | 'waitBetweenTries' | 'onError' | 'executeOnce' | 'alwaysOutputData'
>;

/**
 * The workflow of every engine test, as the editor would save it: Source → WaveSpeed Video → Next,
 * and Next On Error on the error branch when there is one.
 *
 * @param video.twice a second way leads from Source to our node, over Again: the node runs a second
 * time in the same execution, with the same items, as in a loop
 * @param video.loops failed items go back to our node so often, from the error branch if there is one
 * @param video.tool our node runs as an agent's tool
 */
export function savedWorkflow(video: {
	parameters: INodeParameters;
	settings?: SettingsTab;
	observe?: string;
	twice?: boolean;
	loops?: number;
	tool?: boolean;
}): { nodes: INode[]; connections: IConnections } {
	const node = (name: string, type: string, parameters: INodeParameters = {}): INode => ({
		id: name.toLowerCase().replaceAll(' ', '-'),
		name,
		type,
		typeVersion: 1,
		position: [0, 0],
		parameters,
	});
	const to = (name: string) => [{ node: name, type: 'main' as const, index: 0 }];
	const expression = video.observe ?? '';
	const branches = [to(NEXT)];
	if (video.settings?.onError === 'continueErrorOutput') branches.push(to(NEXT_ON_ERROR));
	if (video.loops) branches.at(-1)?.push(...to(BACK));
	return {
		nodes: [
			node(SOURCE, 'source'),
			{
				...node(VIDEO, video.tool ? TOOL_TYPE : VIDEO_TYPE, video.parameters),
				...video.settings,
				credentials: { waveSpeedAiApi: { id: '1', name: 'WaveSpeedAI account' } },
			},
			node(NEXT, 'next', { expression }),
			node(NEXT_ON_ERROR, 'next', { expression }),
			node(AGAIN, 'again'),
			node(BACK, 'back'),
		],
		connections: {
			[SOURCE]: { main: [video.twice ? [...to(VIDEO), ...to(AGAIN)] : to(VIDEO)] },
			[AGAIN]: { main: [to(VIDEO)] },
			[BACK]: { main: [to(VIDEO)] },
			[VIDEO]: { main: branches },
		},
	};
}

/** n8n has one for all executions. */
const ourNode: INodeType = new WaveSpeedVideo();
const ourTool = asTool(ourNode);

/** Our node, in a context as n8n gives it or as `spoil` makes it. */
function spoiled(node: INodeType, spoil: RunOptions['spoil']): INodeType {
	const { execute } = node;
	if (!spoil || !execute) return node;
	return Object.assign(Object.create(node) as INodeType, {
		execute: async function (this: IExecuteFunctions) {
			return await execute.call(spoil(this));
		},
	});
}

/** The node types of the test workflow; each run gets its own helpers, so that runs may overlap. */
export function nodeTypesFor(
	items: INodeExecutionData[],
	next: NextNode,
	{ loops = 0, spoil }: Pick<RunOptions, 'loops' | 'spoil'> = {},
): INodeTypes {
	const types: Record<string, INodeType> = {
		source: new SourceNode(items),
		[VIDEO_TYPE]: spoiled(ourNode, spoil),
		[TOOL_TYPE]: spoiled(ourTool, spoil),
		next,
		again: new AgainNode(),
		back: new BackNode(loops),
	};
	const byName = (name: string) => {
		const type = types[name];
		if (!type) throw new Error(`The test workflow has no node type ${name}`);
		return type;
	};
	return { getByName: byName, getByNameAndVersion: byName, getKnownTypes: () => ({}) };
}
