import { NodeHelpers } from 'n8n-workflow';

import { MAKING } from '../../nodes/WaveSpeedVideo/trigger/circle';
import { choices, description, filled } from './harness/panel';

/** What the panel tells a person before money is spent. */
describe('The first operation', () => {
	test('of the node makes a video of text, with a model that lives', () => {
		expect(choices({}, 'resource')?.map(({ value }) => value)[0]).toBe('video');
		expect(
			choices({}, 'operation')
				?.map(({ value }) => value)
				.slice(0, 2),
		).toEqual(['textToVideo', 'imageToVideo']);
	});

	test('warns of nothing', () => {
		const notices = description.properties.filter(({ name }) => name === 'stabilityNotice');
		const shownFor = notices.flatMap(({ displayOptions }) => displayOptions?.show?.model ?? []);
		expect([...new Set(shownFor)]).toEqual(['sora-2']);
	});
});

describe('Whoever buys a video', () => {
	// A character is no video.
	test.each(MAKING.map(String).filter((operation) => operation !== 'create'))(
		'with %s reads in the form how long it takes, and that Stop does not unbuy',
		(operation) => {
			const parameters = filled({ operation });
			const told = description.properties.filter(
				(property) =>
					property.name === 'expectation' &&
					NodeHelpers.displayParameter(parameters, property, null, description),
			);
			expect(told).toHaveLength(1);
			expect(told[0]?.displayName).toMatch(/minutes.*Stop does not unbuy/);
		},
	);
});

describe('The notice on Sora 2', () => {
	test('stands on top of the form, above all fields of its operation', () => {
		for (const operation of ['textToVideoPro', 'imageToVideoPro', 'textToVideo', 'imageToVideo']) {
			const own = description.properties.filter(
				({ displayOptions }) => displayOptions?.show?.operation?.[0] === operation,
			);
			expect([operation, own[0]?.type]).toEqual([operation, 'notice']);
		}
	});

	const notice = description.properties.filter(({ name }) => name === 'stabilityNotice');

	test('links to the page and names the way out, wherever Sora 2 is sold', () => {
		const places = notice.map(({ displayOptions }) => displayOptions?.show?.operation?.[0]);
		expect([...new Set(places)].sort()).toEqual([
			'create',
			'imageToVideo',
			'imageToVideoPro',
			'textToVideo',
			'textToVideoPro',
		]);
		for (const { displayName } of notice) {
			expect(displayName).toMatch(/href="https:\/\/wavespeed\.ai\/docs\/[^"]+"/);
			expect(displayName).toContain('Seedance 2.0');
		}
	});
});
