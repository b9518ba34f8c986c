import { fileOf } from './harness/binaryFiles';
import { errorText } from './harness/errorText';
import { useFastClock } from './harness/fastClock';
import { useHost } from './harness/host';
import { onSimulator } from './harness/onSimulator';
import { textToVideo } from './harness/parameters';
import { runOn } from './harness/runOn';
import { idFor, paidModels, submittedModels } from './harness/simulatorFacts';
import { about, type Rule } from '../../dev/simulator';
import {
	failing,
	noModel,
	refused,
	SEEDANCE,
	SORA,
	toSora,
	withFallback,
} from './harness/fallback';

/** Option If Sora 2 Pro Is Unavailable = Use Seedance 2.0: when it makes the video, and when not. */
useHost();
useFastClock(20);

test.concurrent(
	'A fallback that is held back by another item’s failure leaves Sora’s own failure, with its id',
	onSimulator(async (world) => {
		world.misbehave({
			on: 'job',
			fault: { kind: 'failed', code: 5003, message: 'gone', afterSeconds: 3 },
			matching: about('slow'),
		});
		world.misbehave({
			on: 'submit',
			fault: { kind: 'status', status: 400, body: { code: 400, message: 'bad prompt' } },
			matching: about('bad'),
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
