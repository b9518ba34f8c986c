import type { IDataObject } from 'n8n-workflow';

import { fileOf, storeFile } from './harness/binaryFiles';
import { errorText } from './harness/errorText';
import { useFastClock } from './harness/fastClock';
import { useHost } from './harness/host';
import { onSimulator, type World } from './harness/onSimulator';
import { imageToVideo, textToVideo } from './harness/parameters';
import { runOn } from './harness/runOn';
import type { RunOptions } from './harness/runWorkflow';
import {
	idFor,
	paidModels,
	promptOf,
	requestsFor,
	submittedModels,
} from './harness/simulatorFacts';
import { picture, type Rule } from '../../dev/simulator';

/** Option If Sora 2 Pro Is Unavailable = Use Seedance 2.0: one video, one price, or an error. */
useHost();
useFastClock(20);

const SORA = 'openai/sora-2/text-to-video-pro';
const SEEDANCE = 'bytedance/seedance-2.0/text-to-video';
const toSora: Rule['matching'] = ({ path }) => path.includes('sora');

function withFallback(
	world: World,
	fields: IDataObject = {},
	options: IDataObject = {},
	more: Partial<RunOptions> = {},
) {
	return runOn(world, textToVideo(fields, { ifUnavailable: 'seedance', ...options }), more);
}

const refused = (status: number, body: unknown): Rule => ({
	on: 'submit',
	fault: { kind: 'status', status, body },
	matching: toSora,
});

const failing = (code: number, message = 'failed'): Rule => ({
	on: 'job',
	fault: { kind: 'failed', code, message },
	matching: toSora,
});

const noModel = { code: 400, message: `model not found: ${SORA}` };

test.concurrent(
	'A fallback that is held back by another item’s failure leaves Sora’s own failure, with its id',
	onSimulator(async (world) => {
		world.misbehave({
			on: 'job',
			fault: { kind: 'failed', code: 5003, message: 'gone', afterSeconds: 3 },
			matching: (request) => promptOf(request) === 'slow',
		});
		world.misbehave({
			on: 'submit',
			fault: { kind: 'status', status: 400, body: { code: 400, message: 'bad prompt' } },
			matching: (request) => promptOf(request) === 'bad',
		});
		const run = await withFallback(
			world,
			{ prompt: '={{ $json.name }}' },
			{},
			{ items: ['bad', 'slow'].map((name) => ({ json: { name } })) },
		);
		expect(run.status).toBe('error');
		expect(submittedModels(world)).not.toContain(SEEDANCE);
		expect(errorText(run)).toContain(idFor(world, 'slow'));
	}),
);

describe('Seedance 2.0 makes the video, and it alone is paid, when Sora 2 Pro', () => {
	const reasons: Array<[string, Rule]> = [
		['is not found (400)', refused(400, noModel)],
		['is not found (404)', refused(404, { code: 404, message: 'not found' })],
		['is refused at the submit with 5003', refused(200, { code: 5003, message: 'unavailable' })],
		['is refused with 503 and 5003', refused(503, { code: 5003, message: 'unavailable' })],
		['fails with 5003', failing(5003, 'service unavailable')],
		['fails with 1403', failing(1403, 'execution failed')],
		['fails with 1405', failing(1405, 'task failed')],
		['fails with 5000', failing(5000, 'internal error')],
		[
			'runs into the provider’s own time limit',
			{ on: 'job', fault: { kind: 'status', status: 'timeout' }, matching: toSora },
		],
	];

	test.concurrent.each(reasons)('%s', (_what, rule) =>
		onSimulator(async (world) => {
			world.misbehave(rule);
			const run = await withFallback(world);
			expect(errorText(run)).toBe('');
			expect(submittedModels(world)).toEqual([SORA, SEEDANCE]);
			expect(paidModels(world)).toEqual([SEEDANCE]);
			expect(run.output[0]?.json).toMatchObject({
				status: 'completed',
				model: SEEDANCE,
				requestedModel: SORA,
				estimatedCost: 0.96,
				substitution: {
					from: SORA,
					to: SEEDANCE,
					reason: expect.stringMatching(/\w{4}/),
					changes: [],
				},
			});
			expect((await fileOf(run.output[0])).length).toBeGreaterThan(1000);
		})(),
	);
});

describe('Nothing but Sora 2 Pro is submitted when', () => {
	const lost = { kind: 'status', status: 503, accepted: true } as const;
	const causes: Array<[string, Rule]> = [
		['moderation refuses the request', { on: 'job', fault: { kind: 'moderated' } }],
		['a parameter is missing (1400)', failing(1400)],
		['a parameter is invalid (1401)', failing(1401)],
		['a medium cannot be reached (1402)', failing(1402)],
		['the balance is too low', refused(400, { code: 1407, message: 'insufficient credits' })],
		['the key is refused', refused(401, { code: 401, message: 'invalid key' })],
		['the account is refused', refused(403, { code: 403, message: 'suspended' })],
		[
			'a parameter is refused at the submit',
			refused(400, { code: 400, message: 'size must be one of' }),
		],
		['somebody cancelled the job', { on: 'job', fault: { kind: 'status', status: 'cancelled' } }],
		['somebody deleted the job', { on: 'job', fault: { kind: 'status', status: 'deleted' } }],
		[
			'the fate of the submission is unknown (5xx)',
			{ on: 'submit', fault: { kind: 'status', status: 503 } },
		],
		[
			'the job is lost sight of',
			{ on: 'poll', fault: { kind: 'status', status: 401 }, times: 999 },
		],
		['the job is not ready in time', { on: 'job', fault: { kind: 'stuck' } }],
		['the download fails', { on: 'download', fault: { kind: 'status', status: 404 } }],
	];

	test.concurrent.each(causes)('%s', (_what, rule) =>
		onSimulator(async (world) => {
			world.misbehave(rule);
			const run = await withFallback(world, {}, { timeout: 5 });
			expect(run.status).toBe('error');
			expect(submittedModels(world)).toEqual([SORA]);
		})(),
	);

	test.concurrent(
		'a lost answer leads to the job that was accepted all the same',
		onSimulator(async (world) => {
			world.misbehave({ on: 'submit', fault: lost });
			const run = await withFallback(world);
			expect(errorText(run)).toBe('');
			expect(submittedModels(world)).toEqual([SORA]);
			expect(run.output[0]?.json).not.toHaveProperty('substitution');
		}),
	);

	test.concurrent(
		'the option is left alone',
		onSimulator(async (world) => {
			world.misbehave(refused(400, noModel));
			const run = await runOn(world, textToVideo());
			expect(errorText(run)).toContain('does not offer this model');
			expect(errorText(run)).toContain('Nothing was bought');
			expect(submittedModels(world)).toEqual([SORA]);
			expect(paidModels(world)).toEqual([]);
		}),
	);
});

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
			world.misbehave({ ...failing(5003), matching: (request) => promptOf(request) === 'b' });
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
