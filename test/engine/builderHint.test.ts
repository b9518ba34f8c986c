import { validateNodeDescription } from 'n8n-core/dist/nodes-loader/validate-node-description';

import codex from '../../nodes/WaveSpeedVideo/WaveSpeedVideo.node.json';
import { WaveSpeedVideoCallbackTrigger } from '../../nodes/WaveSpeedVideo/WaveSpeedVideoCallbackTrigger.node';
import callbackCodex from '../../nodes/WaveSpeedVideo/WaveSpeedVideoCallbackTrigger.node.json';
import { WaveSpeedVideoTrigger } from '../../nodes/WaveSpeedVideo/WaveSpeedVideoTrigger.node';
import lookingCodex from '../../nodes/WaveSpeedVideo/WaveSpeedVideoTrigger.node.json';
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

describe.each([
	[new WaveSpeedVideoTrigger(), lookingCodex],
	[new WaveSpeedVideoCallbackTrigger(), callbackCodex],
])('the trigger $description.displayName', ({ description: trigger }, { node, alias }) => {
	test('is loaded by n8n with its hints, and leads to the node that makes videos', () => {
		expect(() => validateNodeDescription(trigger)).not.toThrow();
		const related = trigger.builderHint?.relatedNodes?.map((one) =>
			typeof one === 'string' ? one : one.nodeType,
		);
		expect(related).toEqual(['n8n-nodes-wavespeed-video.waveSpeedVideo']);
	});

	test('is found by who searches for it', () => {
		expect(node).toBe(`n8n-nodes-wavespeed-video.${trigger.name}`);
		expect(alias).toEqual(expect.arrayContaining(['video', 'wavespeed', 'video completed']));
		expect(new Set(alias).size).toBe(alias.length);
	});

	test('shows the choice under the node by its name', () => {
		expect(trigger.subtitle).toContain('Video Completed');
	});
});
