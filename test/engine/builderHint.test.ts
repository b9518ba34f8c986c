import { validateNodeDescription } from 'n8n-core/dist/nodes-loader/validate-node-description';

import codex from '../../nodes/WaveSpeedVideo/WaveSpeedVideo.node.json';
import { choices, description, names, shownEntries } from './harness/panel';

/** What n8n's assistant and its search know of the node. */
test('n8n loads the node with its hints: none stands where n8n refuses it', () => {
	expect(() => {
		validateNodeDescription(description);
	}).not.toThrow();
});

test('the hint for the search names operations and options by values that exist', () => {
	const hint = description.builderHint?.searchHint ?? '';
	const operations = choices({}, 'operation')?.map(({ value }) => value);
	for (const named of ['textToVideo', 'imageToVideo', 'customModel', 'join']) {
		expect(hint).toContain(named);
		expect(operations).toContain(named);
	}
	expect(hint).toContain('maxCost');
	expect(names(shownEntries({}, 'costOptions'))).toContain('maxCost');
});

test.each(['reel', 'short', 'film', 'seedance', 'sora', 'lip sync', 'captions', 'character'])(
	'who searches for “%s” finds it',
	(word) => {
		expect(codex.alias).toContain(word);
		expect(new Set(codex.alias).size).toBe(codex.alias.length);
	},
);
