import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

import type { IDataObject, INode, INodeParameters } from 'n8n-workflow';

import { grouped } from './optionGroups';
import type { WorkflowContent } from './contents';

const EXAMPLES = resolve(__dirname, '../../examples');

/** The node’s type as n8n knows it: package and node name. Those of the triggers begin with it. */
export const NODE_TYPE = 'n8n-nodes-wavespeed-video.waveSpeedVideo';

/** The credential type's name. */
export const CREDENTIAL_TYPE = 'waveSpeedAiApi';

/** Where the examples save files: what n8n allows by default in its Docker image. */
const EXAMPLE_FILES_FOLDER = '/home/node/.n8n-files';

export const TEXT_EXAMPLE = 'text-to-video.json';
export const IMAGE_EXAMPLE = 'image-to-video.json';
export const FILM_EXAMPLE = 'film-from-a-script.json';
export const PATIENT_EXAMPLE = 'patient-waiting.json';
export const SHEET_EXAMPLE = 'sheet-queue.json';
export const STORY_EXAMPLE = 'story-that-continues.json';
export const REELS_EXAMPLE = 'product-photos-to-reels.json';
export const PICTURE_EXAMPLE = 'picture-first.json';
export const APPROVE_EXAMPLE = 'approve-before-paying.json';
export const AGENT_EXAMPLE = 'agent-tool.json';

/** All of them. */
export const EXAMPLE_FILES = [
	TEXT_EXAMPLE,
	IMAGE_EXAMPLE,
	FILM_EXAMPLE,
	SHEET_EXAMPLE,
	STORY_EXAMPLE,
	REELS_EXAMPLE,
	PICTURE_EXAMPLE,
	APPROVE_EXAMPLE,
	AGENT_EXAMPLE,
	PATIENT_EXAMPLE,
] as const;

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

/** The parameters of n8n's file node that hold a path. */
const PATHS = ['fileName', 'fileSelector'];

/** The workflow with files in another folder than the examples' one. */
export function savingTo(content: WorkflowContent, folder: string): WorkflowContent {
	const moved = (value: unknown) =>
		typeof value === 'string' ? value.replace(EXAMPLE_FILES_FOLDER, folder) : value;
	const nodes = content.nodes.map((node) => {
		const paths = PATHS.filter((name) => name in node.parameters);
		const set = Object.fromEntries(paths.map((name) => [name, moved(node.parameters[name])]));
		return { ...node, parameters: { ...node.parameters, ...set } as INodeParameters };
	});
	return { ...content, nodes };
}

/** A node of ours: the trigger and an agent's tool have longer types. */
export const isOurs = ({ type }: Pick<INode, 'type'>): boolean => type.startsWith(NODE_TYPE);

/** The workflow with a credential chosen in each node of ours. */
export function withCredential(content: WorkflowContent, id: string): WorkflowContent {
	const nodes = content.nodes.map((node) =>
		isOurs(node)
			? { ...node, credentials: { [CREDENTIAL_TYPE]: { id, name: 'WaveSpeed' } } }
			: node,
	);
	return { ...content, nodes };
}
