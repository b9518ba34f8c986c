import type { IDataObject } from 'n8n-workflow';

import { about } from '../../dev/simulator';
import type { JobFault } from '../../dev/simulator/faults';
import { fileOf } from './harness/binaryFiles';
import { errorText } from './harness/errorText';
import { useFastClock } from './harness/fastClock';
import { useHost } from './harness/host';
import { onSimulator, type World } from './harness/onSimulator';
import { textToVideo } from './harness/parameters';
import { runOn } from './harness/runOn';
import type { RunOptions } from './harness/runWorkflow';
import { idFor } from './harness/simulatorFacts';

/** What comes is looked at while it is downloaded, and compared with what was ordered. */
useHost();
useFastClock(20);

type Other = Omit<Extract<JobFault, { kind: 'otherVideo' }>, 'kind'>;

const run = (
	world: World,
	fields: IDataObject,
	options: IDataObject = {},
	more: Partial<RunOptions> = {},
) => runOn(world, textToVideo({ operation: 'textToVideo', ...fields }, options), more);

/** A small order, quickly encoded, of which something else comes. */
const SMALL = { resolutionTo4k: '480p', aspectRatio: '16:9', duration: 4 };
const give = (world: World, other: Other) =>
	world.misbehave({ on: 'job', fault: { kind: 'otherVideo', ...other } });

test.concurrent(
	"A downloaded video's facts are in the item: size, length, pictures per second, codecs, bytes",
	onSimulator(async (world) => {
		const ended = await run(world, SMALL);
		expect(errorText(ended)).toBe('');
		const { length: bytes } = await fileOf(ended.output[0]);
		expect(ended.output[0]?.json).toMatchObject({
			video: {
				width: 854,
				height: 480,
				durationSeconds: 4,
				frameRate: 12,
				codec: 'h264',
				audioCodec: 'aac',
				bytes,
			},
		});
		expect(ended.output[0]?.json).not.toHaveProperty('mismatches');
		expect(ended.hints.filter(({ type }) => type === 'warning')).toEqual([]);
	}),
);

test.concurrent(
	'Get tells the facts of an earlier video, too',
	onSimulator(async (world) => {
		await run(world, SMALL, { downloadVideo: false });
		const ended = await runOn(world, {
			operation: 'get',
			predictionId: String(world.billed[0]?.id),
			options: {},
		});
		expect(ended.output[0]?.json).toMatchObject({ video: { width: 854, durationSeconds: 4 } });
	}),
);

test.concurrent(
	'Without a download nothing is known, and nothing is said',
	onSimulator(async (world) => {
		give(world, { seconds: 2 });
		const ended = await run(world, SMALL, { downloadVideo: false, onMismatch: 'error' });
		expect(errorText(ended)).toBe('');
		expect(ended.output[0]?.json).not.toHaveProperty('video');
		expect(ended.output[0]?.json).not.toHaveProperty('mismatches');
	}),
);

test.concurrent(
	'An order without sound is silent, and that is right',
	onSimulator(async (world) => {
		const ended = await run(world, SMALL, { generateAudio: false });
		expect(ended.output[0]?.json).toMatchObject({ video: { audioCodec: null } });
		expect(ended.output[0]?.json).not.toHaveProperty('mismatches');
	}),
);

test.concurrent.each<[string, Other, string]>([
	['shorter', { seconds: 2 }, '4 s were ordered, 2 s came'],
	['silent', { silent: true }, 'sound was ordered, none came'],
	[
		'standing',
		{ frame: { width: 480, height: 854 } },
		'a landscape video (16:9) was ordered, a portrait one (480 × 854) came',
	],
	['smaller', { frame: { width: 426, height: 240 } }, '480p was ordered, 426 × 240 came'],
])('A video that is %s than ordered is delivered with what differs, and a hint', (_, other, told) =>
	onSimulator(async (world) => {
		give(world, other);
		const ended = await run(world, SMALL);
		expect(errorText(ended)).toBe('');
		expect(ended.output[0]?.json).toMatchObject({ mismatches: [told] });
		expect((await fileOf(ended.output[0])).length).toBeGreaterThan(1000);
		expect(ended.hints).toContainEqual(
			expect.objectContaining({ type: 'warning', message: expect.stringContaining(told) }),
		);
	})(),
);

test.concurrent(
	'On Mismatch = Error fails the item with id and URL, as paid, and a retry does not buy it again',
	onSimulator(async (world) => {
		const items = ['a', 'b'].map((name) => ({ json: { name } }));
		world.misbehave({
			on: 'job',
			fault: { kind: 'otherVideo', seconds: 2 },
			matching: about('a'),
		});
		const ended = await run(
			world,
			{ ...SMALL, prompt: '={{ $json.name }}' },
			{ onMismatch: 'error' },
			{
				items,
				settings: { onError: 'continueErrorOutput', retryOnFail: true, waitBetweenTries: 1000 },
			},
		);
		expect(ended.errorOutput.map(({ json }) => json.error)).toEqual([
			expect.objectContaining({
				code: 'not_as_ordered',
				message: expect.stringContaining('4 s were ordered, 2 s came'),
				spent: 'yes',
				predictionId: expect.any(String),
				url: expect.stringMatching(/\.mp4$/),
			}),
		]);
		expect(ended.output.map(({ json }) => json.prompt)).toEqual(['b']);
		expect(world.billed).toHaveLength(2);
	}),
);

test.concurrent(
	"A retry takes the file from n8n's storage and still knows what it is",
	onSimulator(async (world) => {
		const items = ['a', 'b'].map((name) => ({ json: { name } }));
		world.misbehave({
			on: 'job',
			fault: { kind: 'failed', code: 5000, message: 'out of luck' },
			matching: about('b'),
		});
		const ended = await run(
			world,
			{ ...SMALL, prompt: '={{ $json.name }}' },
			{},
			{ items, settings: { retryOnFail: true, waitBetweenTries: 1000 } },
		);
		expect(ended.output.map(({ json }) => json.video)).toEqual([
			expect.objectContaining({ durationSeconds: 4 }),
			expect.objectContaining({ durationSeconds: 4 }),
		]);
		const ofFirst = world.requests.filter(
			({ operation, path }) => operation === 'download' && path.includes(idFor(world, 'a')),
		);
		expect(ofFirst).toHaveLength(1);
	}),
);

test.concurrent(
	'Of several outputs, the first video is the one that is told of',
	onSimulator(async (world) => {
		world.misbehave({ on: 'job', fault: { kind: 'severalOutputs', count: 3 } });
		const ended = await run(world, SMALL);
		expect(Object.keys(ended.output[0]?.binary ?? {})).toEqual(['data', 'data_1', 'data_2']);
		expect(ended.output[0]?.json).toMatchObject({ video: { durationSeconds: 4 } });
	}),
);
