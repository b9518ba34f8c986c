import {
	type INode,
	type INodeParameters,
	type INodeProperties,
	type INodePropertyOptions,
	NodeHelpers,
} from 'n8n-workflow';

import { OPTION_GROUPS } from '../../../nodes/WaveSpeedVideo/fields/optionGroups';
import { WaveSpeedVideo } from '../../../nodes/WaveSpeedVideo/WaveSpeedVideo.node';

/** What the editor's panel shows, decided by n8n's own display logic. */
export const { description } = new WaveSpeedVideo();

function nodeWith(parameters: INodeParameters): INode {
	return {
		id: '1',
		name: 'WaveSpeed Video',
		type: 'n8n-nodes-wavespeed-video.waveSpeedVideo',
		typeVersion: 1,
		position: [0, 0],
		parameters,
	};
}

/** Everything of the panel that a person can set; notices are only read. */
const fields = description.properties.filter(({ type }) => type !== 'notice');

/** The parameters with all defaults of the fields that are shown. */
export function filled(parameters: INodeParameters): INodeParameters {
	const node = nodeWith(parameters);
	return NodeHelpers.getNodeParameters(fields, parameters, true, false, node, description) ?? {};
}

/** The fields that a person sees with these parameters. */
export function shownFields(
	parameters: INodeParameters,
	values = filled(parameters),
): INodeProperties[] {
	return fields.filter((property) =>
		NodeHelpers.displayParameter(values, property, nodeWith(values), description),
	);
}

/** The parameters of the groups of options, and of the one list that small operations have. */
export const OPTION_LISTS = [...Object.keys(OPTION_GROUPS), 'options'];

/** The entries of all groups of options that can be added. */
export const shownOptions = (parameters: INodeParameters): INodeProperties[] =>
	shownEntries(parameters, ...OPTION_LISTS);

/** The entries of collections that can be added. */
export function shownEntries(
	parameters: INodeParameters,
	...collections: string[]
): INodeProperties[] {
	const values = filled(parameters);
	const shown = shownFields(parameters, values);
	return collections.flatMap((collection) => {
		const options = shown.find(({ name }) => name === collection)?.options ?? [];
		return (options as INodeProperties[]).filter((option) =>
			NodeHelpers.displayParameter(
				values[collection] as INodeParameters,
				option,
				nodeWith(values),
				description,
				values,
			),
		);
	});
}

/** Their names, in their order. */
export const names = (properties: INodeProperties[]) => properties.map(({ name }) => name);

/** The entries of a list that is shown. */
export const choices = (parameters: INodeParameters, name: string) =>
	shownFields(parameters).find((field) => field.name === name)?.options as
		| INodePropertyOptions[]
		| undefined;
