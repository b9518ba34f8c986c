import type { IDataObject, INode, INodeParameters, NodeParameterValueType } from 'n8n-workflow';

import { grouped, NODE_TYPE, type WorkflowContent } from '../n8n';

export const TRIGGER = 'When clicking ‘Execute workflow’';
export const GENERATE = 'WaveSpeed Video';
export const SAVE = 'Save Video';
export const FAILED = 'Failed';

/** Seconds; the shortest that the node accepts. */
const POLL_INTERVAL = 1;

/** What the Settings tab of a node holds; `waitBetweenTries` in milliseconds. */
type SettingsTab = Partial<
	Pick<INode, 'onError' | 'retryOnFail' | 'maxTries' | 'waitBetweenTries'>
>;

export type Step = Pick<INode, 'name' | 'type' | 'typeVersion' | 'parameters'> & SettingsTab;

/** A node of n8n's own package. */
export const builtIn = (
	name: string,
	type: string,
	typeVersion: number,
	parameters: INodeParameters = {},
): Step => ({ name, type: `n8n-nodes-base.${type}`, typeVersion, parameters });

const trigger = builtIn(TRIGGER, 'manualTrigger', 1);

/** Nodes that give these items, one after another. */
export const givingItems = (items: IDataObject[]): Step[] => [
	builtIn('Items', 'set', 3.4, { mode: 'raw', jsonOutput: JSON.stringify({ items }), options: {} }),
	builtIn('Split', 'splitOut', 1, { fieldToSplitOut: 'items', options: {} }),
];

/** Nodes that make an item of each entry of the started body's `prompts`, as an expression writes it. */
export const itemsOfBody = (written = 'prompt'): Step[] => [
	builtIn('Items', 'set', 3.4, {
		mode: 'raw',
		jsonOutput: `={{ JSON.stringify({ items: $json.body.prompts.map((prompt) => ({ prompt: ${written} })) }) }}`,
		options: {},
	}),
	builtIn('Split', 'splitOut', 1, { fieldToSplitOut: 'items', options: {} }),
];

/** A node that gives one item for each file that matches, in the binary field `data`. */
export const readingFiles = (pattern: string): Step =>
	builtIn('Read Picture', 'readWriteFile', 1, {
		operation: 'read',
		fileSelector: pattern,
		options: {},
	});

/** The node that the tests are about, polling as often as it may; `options` by their names alone. */
export function generating(
	parameters: Record<string, NodeParameterValueType>,
	onError?: INode['onError'],
): Step {
	const { options, ...others } = parameters;
	return {
		name: GENERATE,
		type: NODE_TYPE,
		typeVersion: 1,
		parameters: {
			resource: 'video',
			...others,
			...grouped({ pollInterval: POLL_INTERVAL, ...(options as IDataObject | undefined) }),
		} as INodeParameters,
		...(onError ? { onError } : {}),
	};
}

/** A node that writes each item's video to disk; `path` may be an expression. */
export const saving = (path: string, field = 'data'): Step =>
	builtIn(SAVE, 'readWriteFile', 1, {
		operation: 'write',
		fileName: path,
		dataPropertyName: field,
		options: {},
	});

const toNode = (step: Step, index: number): INode => ({
	...step,
	id: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
	position: [index * 220, 0],
});

/** A workflow of the trigger and these steps in a row; `onFailure` hangs on the error output. */
export function chain(name: string, steps: Step[], onFailure?: Step): WorkflowContent {
	const row = [trigger, ...steps];
	const connections: WorkflowContent['connections'] = {};
	row.forEach((step, index) => {
		const next = row[index + 1];
		const outputs = next ? [[{ node: next.name, type: 'main' as const, index: 0 }]] : [[]];
		if (step.name === GENERATE && onFailure) {
			outputs.push([{ node: onFailure.name, type: 'main', index: 0 }]);
		}
		connections[step.name] = { main: outputs };
	});
	return { name, nodes: [...row, ...(onFailure ? [onFailure] : [])].map(toNode), connections };
}
