import type {
	ILoadOptionsFunctions,
	INodeListSearchResult,
	INodePropertyOptions,
	ResourceMapperField,
	ResourceMapperFields,
} from 'n8n-workflow';
import type { LiveInput, LiveModel } from '../../../api/liveModels';
import type { PanelHost } from '../../../base/host';
import { accountModels } from '../../../host/accountModels';
import { fromPanel } from '../../../host/executeHost';
import { inputHint, isExpression, plainLabel } from '../../../models/inputLabels';
import type { InputKind } from '../../../models/schemaInputs';
import { kindOfInput, mainText } from '../../../models/schemaInputs';
import { isOfGroup } from './groups';

/** Models listed at a time. */
const PAGE = 100;

/** Searches the live list for the field Model. */
export async function searchModels(
	this: ILoadOptionsFunctions,
	filter = '',
	paginationToken = '0',
): Promise<INodeListSearchResult> {
	const wanted = filter.trim().toLowerCase();
	const host = fromPanel(this);
	const group = host.parameter('modelType', 0, 'all');
	const found = (await accountModels(host))
		.filter(({ type }) => isOfGroup(type, group))
		.filter(({ id, name, type }) => `${id} ${name} ${type}`.toLowerCase().includes(wanted))
		.sort((a, b) => a.id.localeCompare(b.id));
	const from = Number(paginationToken);
	const next = from + PAGE;
	return {
		results: found.slice(from, next).map(({ id, type, description }) => ({
			name: `${id} (${type})`,
			value: id,
			description,
			url: `https://wavespeed.ai/models/${id}`,
		})),
		paginationToken: next < found.length ? String(next) : undefined,
	};
}

async function chosenModel(host: PanelHost): Promise<LiveModel | undefined> {
	const id = host.locatorValue('customModel', 0);
	return (await accountModels(host)).find((one) => one.id === String(id).trim());
}

const FIELD_TYPES: Record<InputKind['kind'], ResourceMapperField['type']> = {
	skip: 'string',
	medium: 'string',
	mediaList: 'string',
	loras: 'array',
	choice: 'options',
	suggestions: 'string',
	longText: 'string',
	text: 'string',
	seed: 'number',
	number: 'number',
	switch: 'boolean',
	list: 'array',
	json: 'object',
};

/** JSON that comes as a list or as anything. */
const JSON_TYPES: Partial<Record<LiveInput['type'], ResourceMapperField['type']>> = {
	array: 'array',
	object: 'object',
	any: 'string',
};

/** What an estimate can do without. */
const CONTENT: ReadonlySet<InputKind['kind']> = new Set([
	'text',
	'suggestions',
	'medium',
	'mediaList',
]);

/** An input as a field. What comes from outside must not become an expression or HTML. */
function toField(input: LiveInput, onlyPrice: boolean): ResourceMapperField[] {
	const decided = kindOfInput(input);
	const { name, title } = input;
	if (decided.kind === 'skip') return [];
	// A long text may stand under More Long Texts as well.
	const isLong = decided.kind === 'longText';
	const required = input.required && !isLong && !(onlyPrice && CONTENT.has(decided.kind));
	const preset = ['string', 'number', 'boolean'].includes(typeof input.default)
		? (input.default as string | number | boolean)
		: undefined;
	const hints = [inputHint(input), isLong ? 'room to write: More Long Texts' : ''];
	const hint = hints.filter(Boolean).join('; ');
	const values =
		decided.kind === 'choice' ? decided.values.filter((one) => !isExpression(one)) : [];
	const type = decided.kind === 'json' ? JSON_TYPES[input.type] : FIELD_TYPES[decided.kind];
	return [
		{
			id: name,
			displayName: `${plainLabel(title) || name}${hint ? ` (${hint})` : ''}`,
			required,
			display: true,
			defaultMatch: false,
			canBeUsedToMatch: false,
			type,
			...(decided.kind === 'choice'
				? { options: values.map((value) => ({ name: plainLabel(String(value)), value })) }
				: {}),
			// What is not required and not set is not sent: the API has the same defaults.
			...(required && preset !== undefined && !isExpression(preset)
				? { defaultValue: preset }
				: {}),
		},
	];
}

/** The chosen model's inputs for the field Inputs; its main text has a field of its own. */
export async function getModelInputs(this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
	const host = fromPanel(this);
	const model = await chosenModel(host);
	if (!model) return { fields: [], emptyFieldsNotice: 'Choose a model of the list first' };
	const onlyPrice = host.parameter('operation', 0, '') === 'estimateCost';
	const main = mainText(model.inputs);
	const fields = model.inputs
		.filter((input) => input !== main)
		.flatMap((input) => toField(input, onlyPrice));
	return fields.length > 0
		? { fields }
		: { fields, emptyFieldsNotice: 'WaveSpeed describes no other inputs of this model' };
}

/** The chosen model's other long texts, for the field More Long Texts. */
export async function getLongTexts(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const model = await chosenModel(fromPanel(this));
	if (!model) return [];
	const main = mainText(model.inputs);
	return model.inputs
		.filter((input) => input !== main && kindOfInput(input).kind === 'longText')
		.map(({ name, title }) => ({ name: plainLabel(title) || name, value: name }));
}
