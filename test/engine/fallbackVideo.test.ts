import type { IDataObject } from 'n8n-workflow';

import { fileOf, storeFile } from './harness/binaryFiles';
import { errorText } from './harness/errorText';
import { useFastClock } from './harness/fastClock';
import { useHost } from './harness/host';
import { onSimulator } from './harness/onSimulator';
import { imageToVideo } from './harness/parameters';
import { runOn } from './harness/runOn';
import { idFor, paidModels, requestsFor, submittedModels } from './harness/simulatorFacts';
import { about, picture, type Rule } from '../../dev/simulator';
import { failing, noModel, refused, SEEDANCE, SORA, withFallback } from './harness/fallback';

/** What Seedance 2.0 makes in place of Sora 2 Pro: one video, one price, or an error. */
useHost();
useFastClock(20);

describe('The request to Seedance 2.0', () => {
	test.concurrent(
		'is the nearest to the one asked for, and the output says what is lost',
		onSimulator(async (world) => {
			world.misbehave(refused(400, noModel));
			const run = await withFallback(
				world,
				{ prompt: 'A boat', size: '1024*1792', duration: 20 },
				{ characters: 'char_a1', downloadVideo: false },
			);
			const [, sent] = requestsFor(world, 'submit');
			expect(sent?.body).toEqual({
				prompt: 'A boat',
				aspect_ratio: '9:16',
				resolution: '1080p',
				duration: 15,
			});
			expect(run.output[0]?.json).toMatchObject({
				requestedModel: SORA,
				inputs: sent?.body,
				estimatedCost: 9,
				substitution: {
					changes: [
						expect.stringMatching(/duration.*20 s.*15 s/),
						expect.stringMatching(/size.*1024\*1792/),
						expect.stringMatching(/characters/),
					],
				},
			});
			expect(run.hints.map(({ message }) => message).join('\n')).toContain(
				`${SORA} was asked for, but made instead by ${SEEDANCE}`,
			);
		}),
	);

	test.concurrent(
		'takes the picture that was uploaded for Sora 2 Pro, without a second upload',
		onSimulator(async (world) => {
			world.misbehave(failing(5003));
			const png = await picture({ width: 64, height: 36 });
			const data = await storeFile(png, { fileName: 'cat.png', mimeType: 'image/png' });
			const run = await runOn(
				world,
				imageToVideo(
					{ imageSource: 'binary', resolution: '1080p', duration: 8 },
					{ ifUnavailable: 'seedance', downloadVideo: false },
				),
				{ items: [{ json: {}, binary: { data } }] },
			);
			expect(errorText(run)).toBe('');
			expect(requestsFor(world, 'uploadPut')).toHaveLength(1);
			const [first, second] = requestsFor(world, 'submit').map(({ body }) => body as IDataObject);
			expect(second).toEqual({ ...first, image: first?.image });
			expect(paidModels(world)).toEqual(['bytedance/seedance-2.0/image-to-video']);
		}),
	);
});

describe('When Seedance 2.0 fails too', () => {
	test.concurrent(
		'nothing is paid, nothing else is tried, and the error names both models',
		onSimulator(async (world) => {
			world.misbehave(failing(1403, 'sora broke'));
			world.misbehave({
				on: 'job',
				fault: { kind: 'failed', code: 1403, message: 'seedance broke' },
			});
			const run = await withFallback(world);
			expect(run.status).toBe('error');
			expect(submittedModels(world)).toEqual([SORA, SEEDANCE]);
			expect(paidModels(world)).toEqual([]);
			expect(errorText(run)).toContain('seedance broke');
			expect(errorText(run)).toContain(SEEDANCE);
			expect(errorText(run)).toContain('sora broke');
		}),
	);

	test.concurrent(
		'the error row names the prediction of the one that failed last',
		onSimulator(async (world) => {
			world.misbehave(refused(400, noModel));
			world.misbehave({ on: 'job', fault: { kind: 'moderated' } });
			const run = await withFallback(
				world,
				{},
				{},
				{ settings: { onError: 'continueErrorOutput' } },
			);
			expect(run.output).toEqual([]);
			expect(run.errorOutput[0]?.json.error).toMatchObject({
				code: 'moderation',
				model: SEEDANCE,
				predictionId: world.billed[0]?.id,
			});
		}),
	);
});

describe('Another try after a fallback', () => {
	test.concurrent(
		'by Retry On Fail takes up the substitute: no second purchase of either model',
		onSimulator(async (world) => {
			world.misbehave(failing(5003));
			world.misbehave({ on: 'download', fault: { kind: 'status', status: 404 } });
			const settings = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1000 };
			const run = await withFallback(world, {}, {}, { settings });
			expect(errorText(run)).toBe('');
			expect(submittedModels(world)).toEqual([SORA, SEEDANCE]);
			expect(paidModels(world)).toEqual([SEEDANCE]);
			expect(run.output[0]?.json).toMatchObject({ model: SEEDANCE, substitution: { from: SORA } });
			expect((await fileOf(run.output[0])).length).toBeGreaterThan(1000);
		}),
	);

	test.concurrent(
		'by Retry in the editor takes up the substitute, too',
		onSimulator(async (world) => {
			world.misbehave(refused(400, noModel));
			world.misbehave({ on: 'download', fault: { kind: 'status', status: 404 } });
			const first = await withFallback(world);
			expect(first.status).toBe('error');
			const run = await withFallback(world, {}, {}, { retry: { of: first, workflow: 'current' } });
			expect(errorText(run)).toBe('');
			expect(submittedModels(world)).toEqual([SORA, SEEDANCE]);
			expect(paidModels(world)).toEqual([SEEDANCE]);
		}),
	);
});

describe('In a batch', () => {
	test.concurrent(
		'only the items whose model failed are made by Seedance 2.0, in their places',
		onSimulator(async (world) => {
			world.misbehave({ ...failing(5003), matching: about('b') });
			const items = ['a', 'b', 'c'].map((name) => ({ json: { name } }));
			const run = await withFallback(
				world,
				{ prompt: '={{ $json.name }}' },
				{ downloadVideo: false },
				{ items },
			);
			expect(run.output.map(({ json }) => [json.prompt, json.model])).toEqual([
				['a', SORA],
				['b', SEEDANCE],
				['c', SORA],
			]);
			expect(run.output[0]?.json.id).toBe(idFor(world, 'a'));
			expect(paidModels(world).sort()).toEqual([SEEDANCE, SORA, SORA]);
		}),
	);
});

describe('The budget', () => {
	/** Sora 2 Pro at a promotion's price. */
	const promotion: Rule = {
		on: 'price',
		fault: {
			kind: 'status',
			status: 200,
			body: { code: 200, message: 'success', data: { price: 1.2, discounted_price: 0.1 } },
		},
		matching: ({ body }) => JSON.stringify(body).includes(SORA),
	};

	test.concurrent(
		'is kept by the substitute: above it nothing more is submitted, and the error says why',
		onSimulator(async (world) => {
			world.misbehave(promotion);
			world.misbehave(failing(5003));
			const run = await withFallback(world, {}, { priceSource: 'live', maxCost: 1.05 });
			expect(run.status).toBe('error');
			expect(errorText(run)).toContain('Max Cost per Run');
			expect(submittedModels(world)).toEqual([SORA]);
			expect(paidModels(world)).toEqual([]);
		}),
	);

	test.concurrent(
		'lets the substitute pass at its exact price, beside what is still to be returned',
		onSimulator(async (world) => {
			world.misbehave(promotion);
			world.misbehave(failing(5003));
			const run = await withFallback(world, {}, { priceSource: 'live', maxCost: 1.06 });
			expect(errorText(run)).toBe('');
			expect(paidModels(world)).toEqual([SEEDANCE]);
		}),
	);
});
