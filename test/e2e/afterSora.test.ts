import { readFile } from 'node:fs/promises';

import { sha256 } from '../../dev/world/world';
import { useWorld } from './useWorld';
import { chain, GENERATE, generating, SAVE, saving } from '../../dev/world/workflows';
import { ours, quick, SORA, video } from './ourNodes';

/** What a real n8n does with the models beside Sora 2 Pro. */
const world = useWorld();
const SEEDANCE = 'bytedance/seedance-2.0/text-to-video';

const paid = () => world().simulator.billed.filter(({ refunded }) => !refunded);

test('Seedance 2.0 stands in for a Sora 2 Pro that is gone, and its MP4 reaches the next node', async () => {
	world().simulator.misbehave({
		on: 'submit',
		fault: {
			kind: 'status',
			status: 400,
			body: { code: 400, message: `model not found: ${SORA}` },
		},
	});
	const target = world().file('instead.mp4');

	const execution = await world().run(
		chain('fallback', [
			generating({
				...video,
				simplify: false,
				options: { ifUnavailable: 'seedance', maxCost: 1.2 },
			}),
			saving(target),
		]),
	);

	expect(execution.error).toBeUndefined();
	const [item] = execution.items(GENERATE);
	expect(item?.json).toMatchObject({
		model: SEEDANCE,
		requestedModel: SORA,
		inputs: { aspect_ratio: '16:9' },
		estimatedCost: 0.96,
		substitution: { from: SORA, to: SEEDANCE },
	});
	expect(sha256(await readFile(target))).toBe(await world().cdnHash(item?.json['url']));
	expect(paid().map(({ model }) => model)).toEqual([SEEDANCE]);
});

test.each([
	[
		'Seedance 2.0',
		{ operation: 'textToVideo', prompt: 'A boat', resolutionTo4k: '480p' },
		SEEDANCE,
		0.6,
	],
	[
		'Sora 2',
		{ operation: 'textToVideo', model: 'sora-2', prompt: 'A boat' },
		'openai/sora-2/text-to-video',
		0.4,
	],
])('Text to Video makes a file with %s', async (_name, parameters, model, cost) => {
	const execution = await world().run(chain('text to video', [generating(parameters)]));

	expect(execution.error).toBeUndefined();
	const [item] = execution.items(GENERATE);
	expect(item?.json).toMatchObject({ model, estimatedCost: cost });
	expect(item?.binary?.['data']).toMatchObject({ mimeType: 'video/mp4' });
	expect(paid().map(({ model: billed }) => billed)).toEqual([model]);
});

test('a clip becomes a character, and the character plays in a video', async () => {
	const clip = world().file('clip.mp4');

	const execution = await world().run(
		chain('character', [
			ours('First', {
				operation: 'textToVideo',
				prompt: 'A captain',
				resolutionTo4k: '480p',
				duration: 4,
				...quick,
			}),
			saving(clip),
			ours('Character', {
				resource: 'character',
				operation: 'create',
				characterName: 'Captain',
				...quick,
			}),
			generating({ ...video, options: { characters: '={{ $json.characterId }}' } }),
		]),
	);

	expect(execution.error).toBeUndefined();
	const [character] = execution.items('Character');
	expect(character?.json['characterId']).toMatch(/^char_/);
	expect(world().simulator.billed.at(-1)?.inputs).toMatchObject({
		characters: [character?.json['characterId']],
	});
	expect(execution.items(GENERATE)).toHaveLength(1);
	expect(execution.items(SAVE)).toHaveLength(1);
});
