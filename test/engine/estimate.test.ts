import type { IDataObject } from 'n8n-workflow';

import { errorText } from './harness/errorText';
import { useFastClock } from './harness/fastClock';
import { useHost } from './harness/host';
import { onSimulator, type World } from './harness/onSimulator';
import { runOn } from './harness/runOn';
import type { RunOptions } from './harness/runWorkflow';

/** Operation Estimate Cost: what videos would cost; nothing is sent, let alone bought. */
useHost();
useFastClock(20);

function estimate(
	world: World,
	fields: IDataObject,
	values: unknown[] = [undefined],
	settings: RunOptions['settings'] = {},
) {
	return runOn(
		world,
		{
			operation: 'estimateCost',
			...fields,
		} as RunOptions['parameters'],
		{ items: values.map((value) => ({ json: { value } as IDataObject })), settings },
	);
}

describe('Estimate Cost', () => {
	test.concurrent(
		'tells each item’s cost and the sum, without a request',
		onSimulator(async (world) => {
			const run = await estimate(
				world,
				{ estimateFor: 'textToVideoPro', size: '1920*1080', duration: '={{ $json.value }}' },
				[4, 8, 20],
			);
			expect(errorText(run)).toBe('');
			expect(
				run.output.map(({ json }) => [(json.inputs as IDataObject).duration, json.estimatedCost]),
			).toEqual([
				[4, 2.8],
				[8, 5.6],
				[20, 14],
			]);
			for (const [index, { json, pairedItem }] of run.output.entries()) {
				expect(json).toMatchObject({
					model: 'openai/sora-2/text-to-video-pro',
					inputs: { size: '1920*1080' },
					totalCost: 22.4,
					currency: 'USD',
				});
				expect(pairedItem).toEqual({ item: index });
			}
			expect(world.requests).toEqual([]);
		}),
	);

	const others: Array<[string, IDataObject, string, number]> = [
		[
			'Image to Video Pro',
			{ estimateFor: 'imageToVideoPro', resolution: '1080p' },
			'openai/sora-2/image-to-video-pro',
			2,
		],
		[
			'Text to Video',
			{ estimateFor: 'textToVideo', resolutionTo4k: '480p', duration: 10 },
			'bytedance/seedance-2.0/text-to-video',
			1.2,
		],
		[
			'Image to Video',
			{ estimateFor: 'imageToVideo', model: 'sora-2', duration: 12 },
			'openai/sora-2/image-to-video',
			1.2,
		],
	];

	test.concurrent.each(others)('for %s asks for no picture', (_what, fields, model, cost) =>
		onSimulator(async (world) => {
			const run = await estimate(world, fields);
			expect(errorText(run)).toBe('');
			expect(run.output.map(({ json }) => json)).toEqual([
				expect.objectContaining({ model, estimatedCost: cost, totalCost: cost }),
			]);
			expect(world.requests).toEqual([]);
		})(),
	);

	test.concurrent(
		'tells no sum when one price is not known, in a word that no comparison takes for a small amount',
		onSimulator(async (world) => {
			world.misbehave({ on: 'price', fault: { kind: 'status', status: 500 } });
			const run = await estimate(
				world,
				{ estimateFor: 'textToVideo', modelOptions: { referenceVideos: '={{ $json.value }}' } },
				['', 'https://clips.example/walk.mp4'],
			);
			expect(run.output.map(({ json }) => [json.estimatedCost, json.totalCost])).toEqual([
				[1.2, 'unknown'],
				['unknown', 'unknown'],
			]);
		}),
	);

	test.concurrent(
		'refuses what the operation would refuse',
		onSimulator(async (world) => {
			const run = await estimate(world, { estimateFor: 'textToVideoPro', duration: '={{ 7 }}' });
			expect(errorText(run)).toMatch(/Duration.*7/);
		}),
	);

	test.concurrent(
		'sums up the items that can be priced, the others become error rows under Continue',
		onSimulator(async (world) => {
			const run = await estimate(
				world,
				{ estimateFor: 'textToVideoPro', duration: '={{ $json.value }}' },
				[4, 7, 8],
				{ onError: 'continueErrorOutput' },
			);
			expect(run.output.map(({ json }) => [json.estimatedCost, json.totalCost])).toEqual([
				[1.2, 3.6],
				[2.4, 3.6],
			]);
			expect(run.errorOutput.map(({ json }) => json.error)).toEqual([
				expect.objectContaining({ code: 'invalid_parameter', itemIndex: 1 }),
			]);
		}),
	);
});

describe('Estimate Cost of any model', () => {
	const TALK = 'wavespeed-ai/infinitetalk';
	const SPEECH = 'https://x.example/speech.mp3';

	const custom = (model: string, value: IDataObject = {}) => ({
		estimateFor: 'customModel',
		customModel: { __rl: true, mode: 'id', value: model },
		modelInputs: { mappingMode: 'defineBelow', value },
	});

	const cases: Array<[string, string, IDataObject, IDataObject]> = [
		[
			'of videos, without a prompt',
			'bytedance/seedance-2.0/text-to-video',
			{ duration: '10' },
			{ estimatedCost: 2.4, inputs: { duration: 10 } },
		],
		['of pictures', 'bytedance/seedream-v4.5', {}, { estimatedCost: 0.04 }],
		['below a cent', 'wavespeed-ai/any-llm', {}, { estimatedCost: 0.001, totalCost: 0.001 }],
		['that works on a video, without one', 'veed/subtitles', {}, { estimatedCost: 0.1 }],
		[
			'that is priced by a sound, with its address',
			TALK,
			{ audio: SPEECH, resolution: '720p' },
			{ estimatedCost: 0.6 },
		],
	];

	test.concurrent.each(cases)('%s asks for the live price', (_what, model, value, says) =>
		onSimulator(async (world) => {
			const run = await estimate(world, custom(model, value));
			expect(errorText(run)).toBe('');
			expect(run.output.map(({ json }) => json)).toEqual([
				expect.objectContaining({ model, currency: 'USD', ...says }),
			]);
			expect(run.output[0]?.json).not.toHaveProperty('unpricedInputs');
			expect(world.requests.map(({ operation }) => operation).sort()).toEqual(['models', 'price']);
		})(),
	);

	test.concurrent(
		'names the inputs that the price goes by and that it could not see',
		onSimulator(async (world) => {
			const run = await estimate(world, custom(TALK));
			expect(run.output[0]?.json).toMatchObject({
				estimatedCost: 0.15,
				unpricedInputs: ['audio'],
			});
		}),
	);

	test.concurrent(
		'says unknown where no price can be had, and refuses what the model would refuse',
		onSimulator(async (world) => {
			world.misbehave({ on: 'price', fault: { kind: 'status', status: 500 } });
			const run = await estimate(world, custom('bytedance/seedream-v4.5'));
			expect(run.output[0]?.json).toMatchObject({
				estimatedCost: 'unknown',
				totalCost: 'unknown',
			});
			const bad = await estimate(world, custom(TALK, { resolution: '8k' }));
			expect(errorText(bad)).toMatch(/resolution must be one of 480p, 720p/);
		}),
	);
});
