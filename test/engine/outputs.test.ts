import type { IBinaryData } from 'n8n-workflow';

import { about, type Simulator } from '../../dev/simulator';
import { readFile } from './harness/binaryFiles';
import { errorText } from './harness/errorText';
import { useFastClock } from './harness/fastClock';
import { useHost } from './harness/host';
import { onSimulator, type World } from './harness/onSimulator';
import { textToVideo } from './harness/parameters';
import { PNG } from './harness/pictures';
import { runOn } from './harness/runOn';
import type { RunOptions } from './harness/runWorkflow';
import { promptOf, requestsFor } from './harness/simulatorFacts';

/** What a prediction has made, on its way into the item. */
useHost();
useFastClock(20);

const run = (world: World, options: Partial<RunOptions> = {}) =>
	runOn(world, textToVideo({}), options);

const text = (content: string) => Buffer.from(content);

const others = (
	world: World,
	files: Array<{ extension: string; content: Buffer; type?: string }>,
) =>
	world.misbehave({
		on: 'job',
		fault: {
			kind: 'otherOutputs',
			files: files.map((file) => ({ type: 'application/octet-stream', ...file })),
		},
	});

describe('An output', () => {
	const ogg = Buffer.concat([text('OggS'), Buffer.alloc(600)]);
	const cases: Array<[string, Buffer, string, string]> = [
		['.png', PNG, 'image/png', 'png'],
		['.ogg', ogg, 'audio/ogg', 'ogg'],
		['.json', text('{"seed":7}'), 'application/json', 'json'],
		['', text('A plain text'), 'text/plain', 'txt'],
		['.glb', Buffer.from([1, 2, 0, 250, 251, 0]), 'application/octet-stream', 'glb'],
		['.mp4', PNG, 'image/png', 'png'],
	];

	test.concurrent(
		'besides the video is delivered with the type that its content has',
		onSimulator(async (world) => {
			others(
				world,
				cases.map(([extension, content]) => ({ extension, content })),
			);
			const { output, error } = await run(world);
			expect(error).toBeUndefined();
			const [video, ...rest] = Object.entries(output[0]?.binary ?? {});
			expect(video).toMatchObject(['data', { mimeType: 'video/mp4', fileExtension: 'mp4' }]);
			expect(rest.map(([name]) => name)).toEqual(cases.map((_, index) => `data_${index + 1}`));
			for (const [index, [, content, mimeType, extension]] of cases.entries()) {
				const binary = rest[index]?.[1] as IBinaryData;
				expect(binary.mimeType).toBe(mimeType);
				expect(binary.fileName?.endsWith(`.${extension}`)).toBe(true);
				expect(await readFile(binary)).toEqual(content);
			}
		}),
	);

	const wrong: Array<[string, string, Buffer]> = [
		['a web page', '.mp4', text('<!doctype html><title>Please log in</title>')],
		['a web page behind any address', '', text('\n<html><body>Sorry</body></html>')],
		[
			'an error of the storage',
			'.bin',
			text('<?xml version="1.0"?><Error><Code>No</Code></Error>'),
		],
		['an error as JSON in place of a video', '.mp4', text('{"error":"expired"}')],
		['noise in place of a picture', '.png', Buffer.from([9, 8, 7, 0, 200, 201])],
	];

	test.concurrent.each(wrong)('that is %s fails the item', (_what, extension, content) =>
		onSimulator(async (world) => {
			others(world, [{ extension, content }]);
			const ended = await run(world);
			expect(ended.status).toBe('error');
			expect(errorText(ended)).toContain('what came is no video');
			expect(errorText(ended)).toContain('This generation was paid');
			expect(errorText(ended)).toContain(`-other-0${extension}`);
		})(),
	);

	test.concurrent(
		'beyond the fiftieth is left at its address, and the item is delivered all the same',
		onSimulator(async (world) => {
			others(
				world,
				Array.from({ length: 60 }, (_, index) => ({
					extension: '.txt',
					content: text(`output ${index}`),
				})),
			);
			const { output } = await run(world);
			expect(Object.keys(output[0]?.binary ?? {})).toHaveLength(50);
			expect(output[0]?.json.outputs).toHaveLength(61);
		}),
	);

	test.concurrent(
		'counts towards a cap on all outputs together',
		onSimulator(
			async (world) => {
				world.misbehave({ on: 'job', fault: { kind: 'severalOutputs', count: 6 } });
				const ended = await run(world, { parameters: textToVideo({}, { maxFileSize: 3 }) });
				expect(errorText(ended)).toContain('larger than 4 times Max File Size (3 MB)');
				expect(requestsFor(world, 'download')).toHaveLength(5);
			},
			{ outputBytes: 2_900_000 },
		),
	);
});

describe('Downloads', () => {
	/** The most downloads that were under way at one moment. */
	function mostAtOnce({ requests }: Simulator): number {
		const downloads = requests.filter(({ operation }) => operation === 'download');
		const during = (time: number) =>
			downloads.filter((one) => one.time <= time && time < (one.endedAt ?? Infinity)).length;
		return Math.max(...downloads.map(({ time }) => during(time)));
	}

	const batch = (count: number) =>
		Array.from({ length: count }, (_, index) => ({ json: { name: `item ${index}` } }));

	test.concurrent(
		'of a large batch run a few at a time, whatever Max Concurrent Generations says',
		onSimulator(
			async (world) => {
				const slow = { kind: 'slow', bytesPerSecond: 400_000 } as const;
				world.misbehave({ on: 'download', fault: slow, times: 99 });
				const { output } = await run(world, {
					items: batch(20),
					parameters: textToVideo({}, { maxConcurrent: 100 }),
				});
				expect(output).toHaveLength(20);
				expect(mostAtOnce(world)).toBeLessThanOrEqual(6);
				expect(mostAtOnce(world)).toBeGreaterThan(1);
			},
			{ outputBytes: 400_000 },
		),
	);

	const modes = ['continueRegularOutput', 'continueErrorOutput'] as const;

	test.concurrent.each(modes)(
		'that are stored stay stored when Retry On Fail runs the node again (%s)',
		(onError) =>
			onSimulator(async (world) => {
				world.misbehave({
					on: 'download',
					fault: { kind: 'status', status: 404 },
					matching: about('item 0'),
				});
				const { output, errorOutput } = await run(world, {
					items: batch(10),
					parameters: textToVideo({ prompt: '={{ $json.name }}' }),
					settings: { onError, retryOnFail: true, maxTries: 3, waitBetweenTries: 500 },
				});
				expect(errorOutput).toEqual([]);
				expect(output).toHaveLength(10);
				for (const item of output) {
					expect((await readFile(item.binary?.data as IBinaryData)).length).toBeGreaterThan(1000);
				}
				expect(requestsFor(world, 'download')).toHaveLength(11);
				expect(requestsFor(world, 'submit').map(promptOf)).toHaveLength(10);
			})(),
	);
});
