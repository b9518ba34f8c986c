import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { choices, names, shownFields, shownOptions } from './harness/panel';
import { views } from './harness/panelViews';

/** What the panel shows for each operation, each model and each source, by n8n's display logic. */
const word = (name: string) => /^[A-Z]/i.test(name);

/** Lists of words stand in the order of the alphabet; sizes and lengths stand by their size. */
function expectAlphabetical(field: INodeProperties, labels: string[]): void {
	if (!labels.every(word)) return;
	const sorted = [...labels].sort((a, b) => a.localeCompare(b));
	expect({ [field.displayName]: labels }).toEqual({ [field.displayName]: sorted });
}

const labelsOf = ({ type, options = [] }: INodeProperties) =>
	type === 'collection'
		? (options as INodeProperties[]).map(({ displayName }) => displayName)
		: (options as INodePropertyOptions[]).map(({ name }) => name);

/** The fields and, with them, the entries of their collections. */
const withEntries = (fields: INodeProperties[]) =>
	fields.flatMap((field) =>
		field.type === 'collection' ? [field, ...(field.options as INodeProperties[])] : [field],
	);

describe.each(views)('$what', ({ parameters, shows }) => {
	test('shows exactly its own fields, each once', () => {
		expect(names(shownFields(parameters))).toEqual(['resource', 'operation', ...shows]);
	});

	test('offers each option once', () => {
		const offered = names(shownOptions(parameters));
		expect(offered).toEqual([...new Set(offered)]);
	});

	test('describes every field and option', () => {
		const described = withEntries(shownFields(parameters)).filter(
			({ name, type }) => !['resource', 'operation'].includes(name) && type !== 'collection',
		);
		for (const { displayName, description: text } of described) {
			expect([displayName, text ?? '']).toEqual([displayName, expect.stringMatching(/\w{3}/)]);
		}
	});

	test('lists words in the order of the alphabet', () => {
		for (const field of withEntries(shownFields(parameters))) {
			// What makes videos leads the operations; the default model leads the models.
			if (['resource', 'operation'].includes(field.name)) continue;
			if (/^(model|\w+Model|estimateFor)$/.test(field.name)) continue;
			if (['options', 'collection'].includes(field.type)) {
				expectAlphabetical(field, labelsOf(field));
			}
		}
	});
});

describe('Every operation', () => {
	const operations = ['account', 'character', 'file', 'video'].flatMap((resource) =>
		(choices({ resource }, 'operation') ?? []).map(({ value }) => `${resource}/${String(value)}`),
	);

	test('of the panel is looked at: else a view is missing in harness/panelViews.ts', () => {
		const looked = views.map(
			({ parameters: { resource = 'video', operation } }) =>
				`${String(resource)}/${String(operation)}`,
		);
		expect([...new Set(looked)].sort()).toEqual([...operations].sort());
	});

	test('has a line in the node picker without articles, in sentence case', () => {
		const lines = ['account', 'character', 'file', 'video'].flatMap((resource) =>
			(choices({ resource }, 'operation') ?? []).map(({ action }) => action),
		);
		expect(lines).toHaveLength(operations.length);
		for (const line of lines) {
			expect(line).toMatch(/^[A-Z][a-z]/);
			expect(line).not.toMatch(/\b(a|an|the)\b/i);
		}
	});

	test('says what it does, for the node picker', () => {
		for (const resource of ['account', 'character', 'file', 'video']) {
			for (const { name, action, description: text } of choices({ resource }, 'operation') ?? []) {
				expect([name, action, text]).toEqual([name, expect.any(String), expect.any(String)]);
			}
		}
	});
});

describe('The options', () => {
	const sold = views.filter(({ parameters }) =>
		/ToVideo|customModel/.test(String(parameters.operation)),
	);

	test.each(sold)('of $what name the limit, the balance and the price source', ({ parameters }) => {
		expect(names(shownOptions(parameters))).toEqual(
			expect.arrayContaining(['maxCost', 'checkBalance', 'priceSource', 'onSubstitutedModel']),
		);
	});

	test('offer a fallback for the Pro models only', () => {
		const offering = sold.filter(({ parameters }) =>
			names(shownOptions(parameters)).includes('ifUnavailable'),
		);
		expect([...new Set(offering.map(({ parameters }) => parameters.operation))]).toEqual([
			'textToVideoPro',
			'imageToVideoPro',
		]);
	});

	test('of money and of the answer’s model leave all as it was until they are set', () => {
		const defaults = shownOptions({ operation: 'textToVideoPro' }).map((option) => [
			option.name,
			option.default,
		]);
		expect(Object.fromEntries(defaults)).toMatchObject({
			checkBalance: false,
			ifUnavailable: 'error',
			onSubstitutedModel: 'warn',
			priceSource: 'auto',
		});
	});
});
