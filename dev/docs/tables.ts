import type { INodeProperties } from 'n8n-workflow';

import { callbackFields, lookingFields } from '../../nodes/WaveSpeedVideo/trigger/fields';
import { type Row, table } from './markdown';
import {
	entriesOf,
	membersOf,
	type PanelOperation,
	type PanelOption,
	panelOperations,
} from './panel';
import { allModels, priceTable } from './prices';

/** The panel's text for papers: links and line breaks as Markdown has them. */
const plain = (html = ''): string =>
	html
		.replace(/<a href="([^"]+)"[^>]*>(.*?)<\/a>/g, '[$2]($1)')
		.replace(/<br\s*\/?>/g, ' ')
		.replace(/<\/?(?:b|strong|code)>/g, '')
		.trim();

const sentence = (text: string): string => (text === '' || /[.!?]$/.test(text) ? text : `${text}.`);

/** What a field takes: the names of a choice, the numbers that its hint tells, or its bounds. */
function valuesOf(field: INodeProperties): string {
	const names = entriesOf(field).map(({ name }) => name);
	if (names.length > 0) return sentence(names.join(', '));
	const { typeOptions: { minValue, maxValue } = {}, hint = '' } = field;
	if (/^\d/.test(hint)) return sentence(hint);
	if (minValue !== undefined && maxValue !== undefined) return `${minValue} to ${maxValue}.`;
	return minValue === undefined ? '' : `At least ${minValue}.`;
}

function defaultOf(field: INodeProperties): string {
	const { default: preset, required, type } = field;
	if (typeof preset === 'boolean') return preset ? 'on' : 'off';
	const named = entriesOf(field).find(({ value }) => value === preset)?.name;
	if (named !== undefined) return named;
	if (typeof preset === 'number') return String(preset);
	if (typeof preset === 'string' && preset !== '') return `\`${preset}\``;
	return required && type !== 'resourceMapper' ? 'required' : '';
}

/** When a field is there at all, beside its operation: the other choices that it hangs on. */
function conditionOf({ displayOptions }: INodeProperties, siblings: INodeProperties[]): string {
	const { '@tool': ofTool, ...shown } = displayOptions?.show ?? {};
	const others = Object.entries(shown as Record<string, unknown[]>).filter(
		([name]) => name !== 'resource' && name !== 'operation',
	);
	const said = others.flatMap(([name, values]) => {
		const asked = siblings.find((sibling) => sibling.name === name);
		const choices = asked ? entriesOf(asked) : [];
		if (choices.length > 0 && choices.every(({ value }) => values.includes(value))) return [];
		const names = values.map(
			(value) =>
				(asked && entriesOf(asked).find((entry) => entry.value === value)?.name) ??
				(typeof value === 'boolean' ? (value ? 'on' : 'off') : String(value)),
		);
		return asked ? [`${asked.displayName} = ${names.join(' or ')}`] : [];
	});
	return [
		ofTool ? 'As the tool of an AI agent.' : '',
		said.length === 0 ? '' : `With ${said.join(', ')}.`,
	]
		.filter(Boolean)
		.join(' ');
}

const HEAD = ['Field', 'Meaning', 'Default'];

const rowOf = (field: INodeProperties, siblings: INodeProperties[], under = ''): Row => [
	under + field.displayName,
	[conditionOf(field, siblings), sentence(plain(field.description)), valuesOf(field)]
		.filter(Boolean)
		.join(' '),
	defaultOf(field),
];

const rowsOf = (fields: INodeProperties[], under = ''): Row[] =>
	fields.flatMap((field) =>
		field.type === 'collection'
			? membersOf(field).map((member) => rowOf(member, fields, `${field.displayName} → `))
			: [rowOf(field, fields, under)],
	);

const sameOption = ({ option: one }: PanelOption, { option: other }: PanelOption): boolean =>
	one.name === other.name && one.description === other.description;

const optionRows = (options: PanelOption[], siblings: INodeProperties[] = []): Row[] =>
	options.map(({ group, option }) => rowOf(option, siblings, `${group} → `));

/** The options that most operations have which generate; the others stand with their operation. */
function sharedOptions(operations: PanelOperation[]): PanelOption[] {
	const generating = operations.filter(({ options }) =>
		['maxConcurrent', 'fileName'].every((wanted) =>
			options.some(({ option }) => option.name === wanted),
		),
	);
	const [first] = generating;
	return (first?.options ?? []).filter((option) =>
		generating.every(({ options }) => options.some((other) => sameOption(option, other))),
	);
}

function operationsTable(operations: PanelOperation[]): string {
	const rows = operations.map(({ resource, name, description }, index) => [
		operations[index - 1]?.resource === resource ? '' : resource,
		`[${name}](#${name
			.toLowerCase()
			.replace(/[^a-z0-9 ]/g, '')
			.replaceAll(' ', '-')})`,
		sentence(plain(description)),
	]);
	return table(['Resource', 'Operation', 'What it does'], rows);
}

function fieldTables(operations: PanelOperation[]): string {
	const shared = sharedOptions(operations);
	return operations
		.map(({ name, description, fields, options }) => {
			const own = options.filter((option) => !shared.some((other) => sameOption(option, other)));
			const hasShared = own.length < options.length;
			// Estimate Cost has the fields of the others again, by which operation it is about.
			const about = fields.filter((field) =>
				entriesOf(field).some((entry) => operations.some((one) => one.name === entry.name)),
			);
			const repeats = about.length > 0;
			const shown = repeats ? about : fields;
			const rows = [...rowsOf(shown), ...(repeats ? [] : optionRows(own))];
			const some = options
				.filter((one) => !own.includes(one))
				.map(({ option }) => option.displayName);
			const rest = repeats
				? 'And the fields of that operation which its price hangs on.'
				: hasShared
					? some.length === shared.length
						? 'And the [options of all videos](#options).'
						: `Of the [options of all videos](#options): ${some.join(', ')}.`
					: '';
			const parts = [`### ${name}`, sentence(plain(description))];
			return [...parts, rows.length > 0 ? table(HEAD, rows) : '', rest]
				.filter(Boolean)
				.join('\n\n');
		})
		.join('\n\n');
}

/** The fields of both triggers: those of the one that looks, which has them all. */
function fieldsOfTriggers(): INodeProperties[] {
	const names = new Set(lookingFields.map(({ name }) => name));
	const others = callbackFields.filter(({ name, type }) => type !== 'notice' && !names.has(name));
	return [...lookingFields, ...others];
}

/** The tables of docs/reference.md that are made of the node itself, by the names of their places. */
export async function referenceTables(): Promise<Record<string, string>> {
	const operations = panelOperations();
	return {
		operations: operationsTable(operations),
		fields: fieldTables(operations),
		options: table(HEAD, optionRows(sharedOptions(operations))),
		triggers: table(HEAD, rowsOf(fieldsOfTriggers())),
		prices: priceTable(await allModels()),
	};
}
