import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

import type { INodeProperties } from 'n8n-workflow';

import type { VideoModel } from '../../nodes/WaveSpeedVideo/models/model';
import { callbackFields, lookingFields } from '../../nodes/WaveSpeedVideo/trigger/fields';
import {
	entriesOf,
	membersOf,
	type PanelOperation,
	type PanelOption,
	panelOperations,
} from './panel';

const MODELS = resolve(__dirname, '../../nodes/WaveSpeedVideo/models');

type Row = string[];

/** A Markdown table. */
function table(head: Row, rows: Row[]): string {
	const line = (cells: Row) =>
		`| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
	return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** The panel's text for papers: links and line breaks as Markdown has them. */
const plain = (html = ''): string =>
	html
		.replace(/<a href="([^"]+)"[^>]*>(.*?)<\/a>/g, '[$2]($1)')
		.replace(/<br\s*\/?>/g, ' ')
		.replace(/<\/?(?:b|strong|code)>/g, '')
		.trim();

const sentence = (text: string): string => (text === '' || /[.!?]$/.test(text) ? text : `${text}.`);

/** What a field takes: the names of a choice, or its bounds. */
function valuesOf(field: INodeProperties): string {
	const names = entriesOf(field).map(({ name }) => name);
	if (names.length > 0) return sentence(names.join(', '));
	const { minValue, maxValue } = field.typeOptions ?? {};
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

const isModel = (value: unknown): value is VideoModel =>
	typeof value === 'object' &&
	value !== null &&
	['id', 'price', 'fields', 'inputs'].every((key) => key in value);

/** Every model that the node knows, by id. */
export async function allModels(): Promise<VideoModel[]> {
	const files = readdirSync(MODELS).filter((file) => file.endsWith('.ts'));
	const modules = await Promise.all(
		files.map(async (file) => (await import(join(MODELS, file))) as Record<string, unknown>),
	);
	const found = modules.flatMap((module) => Object.values(module)).filter(isModel);
	const byId = new Map(found.map((model) => [model.id, model]));
	return [...byId.values()].sort((one, other) => one.id.localeCompare(other.id, 'en'));
}

/** Dollars, with as many digits as there are, two at least. */
const dollars = (amount: number): string => {
	const exact = String(Number(amount.toFixed(6)));
	return `$${(exact.split('.')[1] ?? '').length > 2 ? exact : amount.toFixed(2)}`;
};

/** A model's prices for each picture size that it offers, those of one price together. */
function priceRows(model: VideoModel): Row[] {
	const inputOf = (field: string) =>
		Object.entries(model.parameters).find(([, name]) => name === field)?.[0] ?? '';
	const sized = model.fields.find(({ name }) => ['size', 'resolution'].includes(inputOf(name)));
	const seconds = model.fields.find(({ name }) => name === 'duration')?.default;
	const about = model.priceSource.kind === 'secondHand' ? 'about ' : '';
	const bySize = new Map<string, string[]>();
	for (const { name, value } of sized ? entriesOf(sized) : [{ name: '', value: '' }]) {
		const inputs = {
			...(sized ? { [inputOf(sized.name)]: value } : {}),
			duration: Number(seconds ?? 1),
		};
		const price = model.price(inputs);
		const said =
			price === undefined
				? 'WaveSpeed is asked'
				: seconds === undefined
					? `${dollars(price)} in all`
					: `${about}${dollars(price / Number(seconds))} per second`;
		bySize.set(said, [...(bySize.get(said) ?? []), name]);
	}
	return [...bySize].map(([said, names], index) => [
		index === 0 ? `\`${model.id}\`` : '',
		bySize.size === 1 ? 'all' : names.join(', '),
		said,
	]);
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
	const models = await allModels();
	return {
		operations: operationsTable(operations),
		fields: fieldTables(operations),
		options: table(HEAD, optionRows(sharedOptions(operations))),
		triggers: table(HEAD, rowsOf(fieldsOfTriggers())),
		prices: table(['Model', 'Size or resolution', 'Price'], models.flatMap(priceRows)),
	};
}
