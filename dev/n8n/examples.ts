import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { grouped } from './optionGroups';
import type { WorkflowContent } from './rest';

const EXAMPLES = resolve(__dirname, '../../examples');

/** The node’s type as n8n knows it: package and node name. Those of the triggers begin with it. */
export const NODE_TYPE = 'n8n-nodes-wavespeed-video.waveSpeedVideo';

/** The credential type's name. */
export const CREDENTIAL_TYPE = 'waveSpeedAiApi';

/** Where the examples save files: what n8n allows by default in its Docker image. */
export const EXAMPLE_FILES_FOLDER = '/home/node/.n8n-files';

export const TEXT_EXAMPLE = 'text-to-video.json';
export const IMAGE_EXAMPLE = 'image-to-video.json';
export const FILM_EXAMPLE = 'film-from-a-script.json';
export const PATIENT_EXAMPLE = 'patient-waiting.json';

/** One of the workflows that users import. */
export async function readExample(file: string): Promise<WorkflowContent> {
	return JSON.parse(await readFile(join(EXAMPLES, file), 'utf8')) as WorkflowContent;
}

/**
 * Other parameters for a workflow's nodes, by node type; of our nodes, `options` by their names alone
 * are added to what is set.
 */
export type ParameterChanges = Record<string, INodeParameters>;

/** The workflow with other parameters in some of its nodes. */
export function withParameters(
	content: WorkflowContent,
	changes: ParameterChanges,
): WorkflowContent {
	const nodes = content.nodes.map((node) => {
		const change = changes[node.type];
		if (!change) return node;
		const { options, ...others } = change;
		const added = grouped((options ?? {}) as IDataObject, node.parameters);
		return { ...node, parameters: { ...node.parameters, ...others, ...added } };
	});
	return { ...content, nodes };
}

/** The workflow with files in another folder than the examples' one. */
export function savingTo(content: WorkflowContent, folder: string): WorkflowContent {
	const nodes = content.nodes.map((node) => {
		const { fileName } = node.parameters;
		if (typeof fileName !== 'string') return node;
		const moved = fileName.replace(EXAMPLE_FILES_FOLDER, folder);
		return { ...node, parameters: { ...node.parameters, fileName: moved } };
	});
	return { ...content, nodes };
}

/** The workflow with a credential chosen in each node of ours. */
export function withCredential(content: WorkflowContent, id: string): WorkflowContent {
	const nodes = content.nodes.map((node) =>
		node.type.startsWith(NODE_TYPE)
			? { ...node, credentials: { [CREDENTIAL_TYPE]: { id, name: 'WaveSpeed' } } }
			: node,
	);
	return { ...content, nodes };
}
