import type { INodeProperties, INodePropertyCollection, INodePropertyOptions } from 'n8n-workflow';

import { OPTION_GROUPS } from '../../nodes/WaveSpeedVideo/fields/optionGroups';
import { operationProperties } from '../../nodes/WaveSpeedVideo/operations';

/** An option, with the name of the group that it is in. */
export interface PanelOption {
	group: string;
	option: INodeProperties;
}

/** An operation as the panel offers it. */
export interface PanelOperation {
	resource: string;
	name: string;
	description: string;
	/** Its fields, without the options that all operations which generate share. */
	fields: INodeProperties[];
	/** What its groups of options hold. */
	options: PanelOption[];
}

const isEntry = (option: object): option is INodePropertyOptions => 'value' in option;
const isField = (option: object): option is INodeProperties => 'type' in option;

/** What a field of a fixed choice offers. */
export const entriesOf = ({ options = [] }: INodeProperties): INodePropertyOptions[] =>
	options.filter(isEntry);

/** What a collection holds. */
export const membersOf = ({ options = [] }: INodeProperties): INodeProperties[] =>
	options.flatMap((option: INodePropertyOptions | INodeProperties | INodePropertyCollection) =>
		isField(option) ? [option] : [],
	);

const shows = ({ displayOptions }: INodeProperties, name: string, value: string): boolean => {
	const wanted = displayOptions?.show?.[name];
	return wanted === undefined || wanted.includes(value);
};

type Conditions = NonNullable<NonNullable<INodeProperties['displayOptions']>['show']>;

/** Conditions under which either of two fields that look the same is shown. */
function either(one: Conditions = {}, other: Conditions = {}): Conditions {
	const names = Object.keys(one).filter((name) => name in other);
	return Object.fromEntries(
		names.map((name) => [name, [...new Set([...(one[name] ?? []), ...(other[name] ?? [])])]]),
	);
}

/** Fields that look the same, for several models, as one. */
function distinct(fields: INodeProperties[]): INodeProperties[] {
	const byLook = new Map<string, INodeProperties>();
	for (const field of fields) {
		const { displayName, description, hint, typeOptions, options, default: preset } = field;
		const look = JSON.stringify([displayName, description, hint, typeOptions, options, preset]);
		const same = byLook.get(look);
		const show = either(same?.displayOptions?.show, field.displayOptions?.show);
		byLook.set(look, same ? { ...same, displayOptions: { show } } : field);
	}
	return [...byLook.values()];
}

/** The node's operations in the panel's order, read from the node's description. */
export function panelOperations(): PanelOperation[] {
	const [resources, ...described] = operationProperties();
	// An agent's tool has some of the fields with another default.
	const isTwin = ({ name, displayOptions }: INodeProperties) =>
		displayOptions?.show?.['@tool'] !== undefined &&
		described.some((one) => one.name === name && one.displayOptions?.hide?.['@tool'] !== undefined);
	const properties = described.filter((one) => !isTwin(one));
	return entriesOf(resources as INodeProperties).flatMap(({ name: resource, value }) => {
		const ofResource = properties.filter((one) => shows(one, 'resource', String(value)));
		const choices = ofResource.filter(({ name }) => name === 'operation').flatMap(entriesOf);
		return choices.map((choice) => {
			const all = ofResource.filter(
				(one) =>
					one.displayOptions?.show?.['operation'] !== undefined &&
					shows(one, 'operation', String(choice.value)),
			);
			const groups: string[] = [...Object.keys(OPTION_GROUPS), 'options'];
			const isOptions = ({ type, name }: INodeProperties) =>
				type === 'collection' && groups.includes(name);
			return {
				resource,
				name: choice.name,
				description: choice.description ?? '',
				fields: distinct(all.filter((one) => !isOptions(one) && one.type !== 'notice')),
				options: groups.flatMap((group) => {
					const fields = all.filter(({ type, name }) => type === 'collection' && name === group);
					const [first] = fields;
					return distinct(fields.flatMap(membersOf)).map((option) => ({
						group: first?.displayName ?? group,
						option,
					}));
				}),
			};
		});
	});
}
