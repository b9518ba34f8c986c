import type { IDataObject } from 'n8n-workflow';

import { about } from '../../dev/simulator';
import { fileOf } from './harness/binaryFiles';
import { errorText } from './harness/errorText';
import { useFastClock } from './harness/fastClock';
import { useHost } from './harness/host';
import { onSimulator, type World } from './harness/onSimulator';
import { character, textToVideo } from './harness/parameters';
import { runOn } from './harness/runOn';
import type { RunOptions } from './harness/runWorkflow';

/** WaveSpeed answers with another model than the one asked for, as its pages warn. */
useHost();
useFastClock(20);

const SORA = 'openai/sora-2/text-to-video-pro';
const OTHER = 'someone/else-1.0/text-to-video';

function run(world: World, options: IDataObject, more: Partial<RunOptions> = {}) {
	world.misbehave({ on: 'job', fault: { kind: 'otherModel', model: OTHER } });
	return runOn(world, textToVideo({ prompt: '={{ $json.name ?? "a" }}' }, options), more);
}

describe('A model that WaveSpeed has put in place of another', () => {
	test.concurrent(
		'is told in the output and by a hint, and its video is delivered',
		onSimulator(async (world) => {
			const ended = await run(world, {});
			expect(errorText(ended)).toBe('');
			expect(ended.output[0]?.json).toMatchObject({ model: OTHER, requestedModel: SORA });
			expect(ended.output[0]?.json).not.toHaveProperty('substitution');
			expect((await fileOf(ended.output[0])).length).toBeGreaterThan(1000);
			expect(ended.hints).toContainEqual(
				expect.objectContaining({
					type: 'warning',
					message: `${SORA} was asked for, but answered without notice by ${OTHER}.`,
				}),
			);
		}),
	);

	test.concurrent(
		'is one hint, however many items it made',
		onSimulator(async (world) => {
			const fault = { kind: 'otherModel', model: OTHER } as const;
			world.misbehave({ on: 'job', times: 2, fault });
			const items = ['a', 'b', 'c'].map((name) => ({ json: { name } }));
			const ended = await run(world, { downloadVideo: false }, { items });
			expect(ended.hints.filter(({ type }) => type === 'warning')).toHaveLength(1);
		}),
	);

	test.concurrent(
		'fails the item when On Substituted Model says so: with id and URL, as paid',
		onSimulator(async (world) => {
			const ended = await run(world, { onSubstitutedModel: 'error' });
			const [{ id } = { id: '' }] = world.billed;
			expect(ended.status).toBe('error');
			expect(ended.error?.message).toContain(`${OTHER} instead of ${SORA}`);
			expect(errorText(ended)).toContain(id);
			expect(errorText(ended)).toContain(`${world.cdnUrl}/output/${id}.mp4`);
			expect(errorText(ended)).toContain('This generation was paid');
			expect(world.requests.filter(({ server }) => server === 'cdn')).toEqual([]);
		}),
	);

	test.concurrent(
		'fails only its item under Continue, and is not bought again by a retry',
		onSimulator(async (world) => {
			const items = ['a', 'b'].map((name) => ({ json: { name } }));
			const fault = { kind: 'otherModel', model: OTHER } as const;
			world.misbehave({ on: 'job', fault, matching: about('a') });
			const ended = await runOn(
				world,
				textToVideo(
					{ prompt: '={{ $json.name }}' },
					{ onSubstitutedModel: 'error', downloadVideo: false },
				),
				{
					items,
					settings: { onError: 'continueErrorOutput', retryOnFail: true, waitBetweenTries: 1000 },
				},
			);
			expect(ended.errorOutput.map(({ json }) => json.error)).toEqual([
				expect.objectContaining({
					code: 'model_substituted',
					spent: 'yes',
					model: OTHER,
					predictionId: expect.any(String),
					url: expect.stringMatching(/\.mp4$/),
				}),
			]);
			expect(ended.output.map(({ json }) => json.prompt)).toEqual(['b']);
			expect(world.billed).toHaveLength(2);
		}),
	);

	test.concurrent(
		'holds for characters as well',
		onSimulator(async (world) => {
			world.misbehave({ on: 'job', fault: { kind: 'otherModel', model: OTHER } });
			const ended = await runOn(world, character({}, { onSubstitutedModel: 'error' }));
			expect(ended.error?.message).toContain(OTHER);
			expect(errorText(ended)).toContain(String(world.billed[0]?.id));
		}),
	);

	test.concurrent(
		'is not what the node itself put there: a fallback that the user chose is no failure',
		onSimulator(async (world) => {
			world.misbehave({
				on: 'submit',
				fault: { kind: 'status', status: 404, body: { code: 404, message: 'not found' } },
			});
			const ended = await runOn(
				world,
				textToVideo(
					{},
					{ ifUnavailable: 'seedance', onSubstitutedModel: 'error', downloadVideo: false },
				),
			);
			expect(errorText(ended)).toBe('');
			expect(ended.output).toHaveLength(1);
		}),
	);
});
