import { readFile } from 'node:fs/promises';

import type { INodeParameters } from 'n8n-workflow';

import { grouped, NODE_TYPE } from '../../dev/n8n';
import { sha256 } from '../../dev/world/world';
import { requestsFor } from './generations';
import { useWorld } from './useWorld';
import {
	builtIn,
	chain,
	GENERATE,
	generating,
	givingItems,
	SAVE,
	saving,
	type Step,
} from '../../dev/world/workflows';

/** What a real n8n does with the operations beside Sora 2 Pro: its parameters, its error branch. */
const world = useWorld();

const SORA = 'openai/sora-2/text-to-video-pro';
const SEEDANCE = 'bytedance/seedance-2.0/text-to-video';
const video = {
	operation: 'textToVideoPro',
	prompt: 'A paper boat',
	size: '1280*720',
	duration: 4,
};

/** Another node of ours behind the one that generates. */
const ours = (name: string, parameters: INodeParameters): Step => ({
	name,
	type: NODE_TYPE,
	typeVersion: 1,
	parameters,
});

/** For those that wait for a job: a look every second. */
const quick = grouped({ pollInterval: 1 });

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

test('Get fetches what a failed download has left, by the id on the error branch', async () => {
	world().simulator.misbehave({ on: 'download', fault: { kind: 'status', status: 404 } });

	const execution = await world().run(
		chain(
			'way back',
			[generating(video, 'continueErrorOutput')],
			ours('Get', { operation: 'get', predictionId: '={{ $json.error.predictionId }}', ...quick }),
		),
	);

	expect(execution.error).toBeUndefined();
	expect(execution.items(GENERATE)).toEqual([]);
	const [item] = execution.items('Get');
	expect(item?.json['id']).toBe(paid()[0]?.id);
	expect(item?.binary?.['data']).toMatchObject({ mimeType: 'video/mp4' });
	expect(paid()).toHaveLength(1);
});

test('a batch above Max Cost per Run submits nothing, and says sum, limit and count', async () => {
	const execution = await world().run(
		chain('over budget', [
			...givingItems([{ seconds: 4 }, { seconds: 8 }]),
			generating({ ...video, duration: '={{ $json.seconds }}', options: { maxCost: 3.59 } }),
		]),
	);

	expect(execution.status).toBe('error');
	expect(execution.error?.message).toMatch(/2 items.*\$3\.60.*\$3\.59/);
	expect(requestsFor(world().simulator, 'submit')).toEqual([]);
});

test('Estimate Cost, Get Balance and a condition keep a workflow from spending too much', async () => {
	world().simulator.settings.balance = 1;

	const execution = await world().run(
		chain('ask before', [
			ours('Estimate', {
				...video,
				operation: 'estimateCost',
				estimateFor: 'textToVideoPro',
			}),
			ours('Balance', { resource: 'account', operation: 'getBalance' }),
			builtIn('Enough?', 'filter', 2.2, {
				conditions: {
					options: { caseSensitive: true, leftValue: '', typeValidation: 'strict', version: 2 },
					combinator: 'and',
					conditions: [
						{
							id: 'a',
							leftValue: '={{ $json.balance }}',
							rightValue: "={{ $('Estimate').item.json.totalCost }}",
							operator: { type: 'number', operation: 'gte' },
						},
					],
				},
			}),
			generating(video),
		]),
	);

	expect(execution.error).toBeUndefined();
	expect(execution.items('Estimate')[0]?.json).toMatchObject({
		estimatedCost: 1.2,
		totalCost: 1.2,
	});
	expect(execution.items('Balance')[0]?.json).toEqual({ balance: 1, currency: 'USD' });
	expect(execution.ran(GENERATE)).toBe(false);
	expect(world().simulator.billed).toEqual([]);
});

test('Get Many finds what was made, and Delete removes it for good', async () => {
	const execution = await world().run(
		chain('tidy up', [
			generating(video),
			ours('Get Many', {
				operation: 'getAll',
				returnAll: true,
				filters: { model: SORA, status: 'completed' },
			}),
			ours('Delete', { operation: 'delete', predictionIds: '={{ $json.id }}' }),
		]),
	);

	expect(execution.error).toBeUndefined();
	const [made] = execution.items(GENERATE);
	expect(execution.items('Get Many').map(({ json }) => json['id'])).toEqual([made?.json['id']]);
	expect(execution.items('Delete').map(({ json }) => json)).toEqual([
		{ deleted: true, id: made?.json['id'] },
	]);
	expect(world().simulator.predictions).toEqual([]);
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
