import { fileOf } from './harness/binaryFiles';
import { errorText } from './harness/errorText';
import { useFastClock } from './harness/fastClock';
import { useHost } from './harness/host';
import { onSimulator, type World } from './harness/onSimulator';
import { textToVideo } from './harness/parameters';
import { runOn } from './harness/runOn';
import { requestsFor } from './harness/simulatorFacts';

/** The entries of the Options collection, one by one, against the simulator. */
useHost();
useFastClock(20);

const pollTimes = (world: World) => requestsFor(world, 'poll').map(({ time }) => time);

/** Seconds between one poll and the next. */
const pollGaps = (world: World) => {
	const times = pollTimes(world);
	return times.slice(1).map((time, index) => (time - (times[index] ?? 0)) / 1000);
};

describe('Download Video', () => {
	test.concurrent(
		'switched off leaves the video at WaveSpeed and puts out its URL',
		onSimulator(async (world) => {
			const run = await runOn(world, textToVideo({}, { downloadVideo: false }));
			const [item] = run.output;
			expect(item?.json).toMatchObject({ status: 'completed', url: expect.any(String) });
			expect(await world.cdnFile(String(item?.json.url))).toBeDefined();
			expect(item).not.toHaveProperty('binary');
			expect(world.requests.filter(({ server }) => server === 'cdn')).toEqual([]);
		}),
	);
});

describe('Put Output File in Field', () => {
	test.concurrent(
		'names the binary field',
		onSimulator(async (world) => {
			const run = await runOn(world, textToVideo({}, { outputBinaryField: 'clip' }));
			expect(Object.keys(run.output[0]?.binary ?? {})).toEqual(['clip']);
			expect((await fileOf(run.output[0], 'clip')).subarray(4, 8).toString()).toBe('ftyp');
		}),
	);
});

describe('File Name', () => {
	const fileNames = async (world: World, fileName?: string, names = ['a']) => {
		const run = await runOn(world, textToVideo({}, fileName === undefined ? {} : { fileName }), {
			items: names.map((name) => ({ json: { name } })),
		});
		expect(run.status).toBe('success');
		return run.output.map(({ json, binary }) => ({
			id: String(json.id),
			name: String(binary?.data?.fileName),
		}));
	};

	test.concurrent(
		'left alone tells model, prediction and item, and differs from item to item',
		onSimulator(async (world) => {
			const files = await fileNames(world, undefined, ['a', 'b']);
			for (const [index, { id, name }] of files.entries()) {
				expect(name).toContain(id);
				expect(name).toContain('text-to-video-pro');
				expect(name).toMatch(new RegExp(`_${index}\\.mp4$`));
			}
		}),
	);

	test.concurrent(
		'left empty, too, is the default',
		onSimulator(async (world) => {
			const [file] = await fileNames(world, ' ');
			expect(file?.name).toBe(`sora-2-text-to-video-pro_${file?.id}_0.mp4`);
		}),
	);

	test.concurrent(
		'fills its placeholders',
		onSimulator(async (world) => {
			const [file] = await fileNames(world, '{model}-{item}-{predictionId}.mp4');
			expect(file?.name).toBe(`sora-2-text-to-video-pro-0-${file?.id}.mp4`);
		}),
	);

	test.concurrent(
		'may be an expression',
		onSimulator(async (world) => {
			const files = await fileNames(world, '={{ $json.name }}.mp4', ['dawn', 'dusk']);
			expect(files.map(({ name }) => name)).toEqual(['dawn.mp4', 'dusk.mp4']);
		}),
	);

	test.concurrent(
		'gets the extension when it has none',
		onSimulator(async (world) => {
			expect((await fileNames(world, 'holiday'))[0]?.name).toBe('holiday.mp4');
		}),
	);

	test.concurrent(
		'is a name and no path',
		onSimulator(async (world) => {
			const [file] = await fileNames(world, '../../etc/passwd');
			expect(file?.name).not.toMatch(/[/\\]/);
			expect(file?.name).toMatch(/passwd\.mp4$/);
		}),
	);
});

describe('Poll Interval', () => {
	test.concurrent(
		'fixes the time between two looks',
		onSimulator(
			async (world) => {
				await runOn(world, textToVideo({}, { pollInterval: 3, downloadVideo: false }));
				const gaps = pollGaps(world);
				expect(gaps.length).toBeGreaterThanOrEqual(2);
				for (const gap of gaps) expect(gap).toBeGreaterThanOrEqual(2.9);
				expect(pollTimes(world).length).toBeLessThanOrEqual(4);
			},
			{ jobSeconds: 10 },
		),
	);

	test.concurrent(
		'left alone keeps to the five seconds that WaveSpeed asks for',
		onSimulator(
			async (world) => {
				const parameters = textToVideo({}, { downloadVideo: false });
				await runOn(world, { ...parameters, waitOptions: {} });
				const gaps = pollGaps(world);
				expect(gaps.length).toBeGreaterThanOrEqual(2);
				for (const gap of gaps) expect(gap).toBeGreaterThanOrEqual(4.9);
			},
			{ jobSeconds: 18 },
		),
	);
});

describe('Timeout', () => {
	const stuck = (world: World) => world.misbehave({ on: 'job', fault: { kind: 'stuck' } });

	test.concurrent(
		'ends the wait with an error that names the prediction and what to do',
		onSimulator(async (world) => {
			stuck(world);
			const run = await runOn(world, textToVideo({}, { timeout: 4 }));
			const [{ id } = { id: '' }] = world.billed;
			expect(run.status).toBe('error');
			expect(errorText(run)).toContain(id);
			expect(errorText(run)).toContain('4 seconds');
			expect(errorText(run)).toContain('may still finish');
			expect(errorText(run)).toContain(`operation Get and the ID ${id}`);
			expect(pollTimes(world).length).toBeGreaterThanOrEqual(3);
			expect(pollTimes(world).length).toBeLessThanOrEqual(5);
		}),
	);

	test.concurrent(
		'ends the wait with an item when On Timeout says so: status, id, and no file',
		onSimulator(async (world) => {
			stuck(world);
			const run = await runOn(world, textToVideo({}, { timeout: 3, onTimeout: 'returnItem' }));
			expect(run.status).toBe('success');
			expect(run.output[0]?.json).toMatchObject({
				id: world.billed[0]?.id,
				status: 'processing',
			});
			expect(run.output[0]).not.toHaveProperty('binary');
		}),
	);

	test.concurrent(
		'counts for each item on its own',
		onSimulator(
			async (world) => {
				const run = await runOn(
					world,
					textToVideo(
						{},
						{ timeout: '={{ $json.wait }}', onTimeout: 'returnItem', downloadVideo: false },
					),
					{ items: [{ json: { wait: 30 } }, { json: { wait: 3 } }] },
				);
				expect(run.output.map(({ json }) => json.status)).toEqual(['completed', 'processing']);
			},
			{ jobSeconds: 8 },
		),
	);
});

describe('Several outputs', () => {
	test.concurrent(
		'of one prediction go into numbered fields',
		onSimulator(async (world) => {
			world.misbehave({ on: 'job', fault: { kind: 'severalOutputs', count: 3 } });
			const run = await runOn(world, textToVideo({}, { outputBinaryField: 'clip' }));
			expect(Object.keys(run.output[0]?.binary ?? {})).toEqual(['clip', 'clip_1', 'clip_2']);
			expect(run.output[0]?.json.outputs).toHaveLength(3);
			const names = Object.values(run.output[0]?.binary ?? {}).map(({ fileName }) => fileName);
			expect(new Set(names).size).toBe(3);
		}),
	);
});
