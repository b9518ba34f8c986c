import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { description } from './harness/panel';

describe('A switch of the operation or the model', () => {
	/** All fields of one name; entries of a collection by its name too. */
	const byName = new Map<string, INodeProperties[]>();
	const add = (name: string, field: INodeProperties) =>
		byName.set(name, [...(byName.get(name) ?? []), field]);
	for (const field of description.properties) {
		add(field.name, field);
		if (field.type !== 'collection') continue;
		for (const entry of field.options as INodeProperties[]) {
			add(`${field.name}.${entry.name}`, entry);
		}
	}

	/** Whether a field stands in a person's form, and in that of an agent's tool: nobody switches between the two. */
	const standsIn = ({ displayOptions }: INodeProperties, tool: boolean): boolean => {
		const [shown] = displayOptions?.show?.['@tool'] ?? [];
		const [hidden] = displayOptions?.hide?.['@tool'] ?? [];
		return tool ? hidden !== true : shown !== true;
	};

	// n8n keeps a parameter's value for the next field of its name, and shows a misfit in red.
	test.each([
		['a person’s form', false],
		['the form of an agent’s tool', true],
	])('in %s never leaves a red value: fields of one name have one type and one list', (_, tool) => {
		for (const [name, all] of byName) {
			if (name === 'operation') continue;
			const kinds = all
				.filter((field) => standsIn(field, tool))
				.map(({ type, options = [] }) => [
					name,
					type,
					type === 'collection'
						? []
						: (options as INodePropertyOptions[]).map(({ value }) => value),
				]);
			expect(kinds).toEqual(kinds.map(() => kinds[0]));
		}
	});

	test('finds one word and one control for the duration', () => {
		const durations = byName.get('duration') ?? [];
		expect(durations.length).toBeGreaterThan(10);
		for (const { displayName, type } of durations) {
			expect([displayName, type]).toEqual(['Duration (Seconds)', 'number']);
		}
	});

	test('finds videos that stand, wherever nothing is set', () => {
		for (const name of ['aspectRatio', 'size', 'sizeTo720p']) {
			for (const field of byName.get(name) ?? []) {
				expect([name, field.default]).toEqual([name, expect.stringMatching(/^(9:16|720\*1280)$/)]);
			}
		}
	});
});
