import type { IDataObject } from 'n8n-workflow';

import { storeFile } from './harness/binaryFiles';
import { errorText } from './harness/errorText';
import { useFastClock } from './harness/fastClock';
import { useHost } from './harness/host';
import { mp4Bytes } from './harness/mp4';
import { onSimulator, type World } from './harness/onSimulator';
import { PNG } from './harness/pictures';
import { textToVideo } from './harness/parameters';
import { runOn } from './harness/runOn';
import type { RunOptions } from './harness/runWorkflow';
import { requestsFor } from './harness/simulatorFacts';
import { grouped } from '../../dev/n8n';

/** Operation Create Character: a clip becomes an id for the option Characters. */
useHost();
useFastClock(20);

const MODEL = 'openai/sora-2/characters';
const CLIP = 'https://clips.example/walk.mp4';

function create(
	world: World,
	fields: IDataObject = { videoSource: 'url', videoUrl: CLIP },
	options: IDataObject = {},
	more: Partial<RunOptions> = {},
) {
	return runOn(
		world,
		{
			resource: 'character',
			operation: 'create',
			characterName: 'Captain Paper',
			...fields,
			...grouped({ pollInterval: 1, ...options }),
		},
		more,
	);
}

const rows = { settings: { onError: 'continueErrorOutput' as const } };

describe('Create Character', () => {
	test.concurrent(
		'puts out the id, ready for the option Characters of a video',
		onSimulator(async (world) => {
			const made = await create(world);
			expect(errorText(made)).toBe('');
			const [item] = made.output;
			const [{ id } = { id: '' }] = world.billed;
			expect(item).toEqual({
				json: {
					id,
					predictionId: id,
					status: 'completed',
					model: MODEL,
					requestedModel: MODEL,
					name: 'Captain Paper',
					characterId: `char_${id}`,
					createdAt: expect.any(String),
					timings: expect.any(Object),
					estimatedCost: 0.001,
				},
				pairedItem: { item: 0 },
			});

			const video = await runOn(
				world,
				textToVideo({}, { characters: '={{ $json.characterId }}', downloadVideo: false }),
				{ items: made.output },
			);
			expect(errorText(video)).toBe('');
			const [, submit] = requestsFor(world, 'submit');
			expect(submit?.body).toMatchObject({ characters: [`char_${id}`] });
		}),
	);

	test.concurrent(
		'sends name and address, and no other key',
		onSimulator(async (world) => {
			await create(world);
			const [submit] = requestsFor(world, 'submit');
			expect(submit?.path).toBe(`/api/v3/${MODEL}`);
			expect(submit?.body).toEqual({ video: CLIP, name: 'Captain Paper' });
		}),
	);

	test.concurrent(
		'uploads a clip from a binary field',
		onSimulator(async (world) => {
			const bytes = mp4Bytes('clip', 2000);
			const clip = await storeFile(bytes, { fileName: 'walk.mp4', mimeType: 'video/mp4' });
			const run = await create(
				world,
				{ videoBinaryField: 'clip' },
				{},
				{
					items: [{ json: {}, binary: { clip } }],
				},
			);
			expect(errorText(run)).toBe('');
			const [submit] = requestsFor(world, 'submit').map(({ body }) => body as IDataObject);
			expect(await world.cdnFile(String(submit?.video))).toMatchObject({ bytes: bytes.length });
			expect(requestsFor(world, 'upload')[0]?.body).toMatchObject({ content_type: 'video/mp4' });
		}),
	);

	test.concurrent(
		'refuses a picture in place of a clip before anything is sent',
		onSimulator(async (world) => {
			const data = await storeFile(PNG, { fileName: 'walk.mp4', mimeType: 'video/mp4' });
			const run = await create(world, {}, {}, { items: [{ json: {}, binary: { data } }] });
			expect(errorText(run)).toContain('holds no video');
			expect(errorText(run)).toContain('MP4');
			expect(world.requests).toEqual([]);
		}),
	);

	const refused: Array<[string, IDataObject, string]> = [
		['an empty name', { videoSource: 'url', videoUrl: CLIP, characterName: '={{ " " }}' }, 'Name'],
		['an empty address', { videoSource: 'url', videoUrl: '={{ "" }}' }, 'Video URL'],
		[
			'an address of this network',
			{ videoSource: 'url', videoUrl: 'http://192.168.1.2/a.mp4' },
			'192.168.1.2',
		],
		['a binary field that is not there', { videoSource: 'binary' }, 'binary field'],
	];

	test.concurrent.each(refused)('refuses %s before anything is sent', (_what, fields, says) =>
		onSimulator(async (world) => {
			const run = await create(world, fields, {}, rows);
			expect(run.errorOutput[0]?.json.error).toMatchObject({
				code: 'invalid_parameter',
				message: expect.stringContaining(says),
			});
			expect(world.requests).toEqual([]);
		})(),
	);

	test.concurrent(
		'says why it failed, and what that cost',
		onSimulator(async (world) => {
			world.misbehave({ on: 'job', fault: { kind: 'moderated' } });
			const run = await create(world);
			expect(errorText(run)).toContain('moderation');
			expect(errorText(run)).toContain(String(world.billed[0]?.id));
		}),
	);

	test.concurrent(
		'that completes without an id is a failure, paid and named',
		onSimulator(async (world) => {
			world.misbehave({ on: 'job', fault: { kind: 'outputs', shape: 'empty' } });
			const run = await create(world, undefined, {}, rows);
			expect(run.errorOutput[0]?.json.error).toMatchObject({
				code: 'no_output',
				spent: 'yes',
				predictionId: world.billed[0]?.id,
			});
		}),
	);

	test.concurrent(
		'is not bought twice by Retry On Fail',
		onSimulator(async (world) => {
			world.misbehave({ on: 'poll', fault: { kind: 'status', status: 401 } });
			const settings = { retryOnFail: true, maxTries: 2, waitBetweenTries: 1000 };
			const run = await create(world, undefined, {}, { settings });
			expect(errorText(run)).toBe('');
			expect(world.billed).toHaveLength(1);
		}),
	);
});
