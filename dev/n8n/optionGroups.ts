import type { IDataObject, INodeParameters, INodeProperties } from 'n8n-workflow';

import { OPTION_GROUPS } from '../../nodes/WaveSpeedVideo/fields/optionGroups';
import { operationProperties } from '../../nodes/WaveSpeedVideo/operations';

const isField = (entry: object): entry is INodeProperties => 'type' in entry;

/** Each option's group, as the panel has it. */
const GROUP_OF: ReadonlyMap<string, string> = new Map(
	operationProperties()
		.filter(({ name }) => name in OPTION_GROUPS)
		.flatMap(({ name: group, options = [] }) =>
			options.filter(isField).map(({ name }): [string, string] => [name, group]),
		),
);

/** What stands in the form itself, for whoever sets it beside options. */
const IN_THE_FORM = new Set(['downloadVideo']);

/**
 * Options by their names alone, as the node's parameters: each in its group.
 *
 * @param set parameters whose groups keep what they have
 * @throws RangeError for an option that the panel doesn't have
 */
export function grouped(options: IDataObject, set: INodeParameters = {}): INodeParameters {
	const parameters: Record<string, unknown> = {};
	for (const [name, value] of Object.entries(options)) {
		const group = GROUP_OF.get(name);
		if (group === undefined) {
			if (!IN_THE_FORM.has(name)) throw new RangeError(`The panel has no option ${name}`);
			parameters[name] = value;
			continue;
		}
		const before = (parameters[group] ?? set[group]) as object | undefined;
		parameters[group] = { ...before, [name]: value };
	}
	return parameters as INodeParameters;
}
