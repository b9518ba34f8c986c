import {
	addresses,
	completedAnswer,
	expectVideo,
	IMAGE_MODEL,
	TEXT_MODEL,
} from './harness/answers';
import { fileOf } from './harness/binaryFiles';
import { useFastClock } from './harness/fastClock';
import { useHost } from './harness/host';
import { imageToVideo, textToVideo } from './harness/parameters';
import { runOn } from './harness/runOn';
import { onWire, useWires } from './harness/wire';

useHost();
useWires();
useFastClock();

test.concurrent(
	'Text to Video Pro puts out the prediction, its cost and the MP4',
	onWire(async (wire) => {
		const bytes = expectVideo(wire, 'p1');
		const run = await runOn(
			wire,
			textToVideo({ prompt: 'A red ball', size: '1792*1024', duration: 8 }),
		);
		const { video } = addresses(wire, 'p1');
		expect(run.output).toEqual([
			{
				json: expect.objectContaining({
					id: 'p1',
					status: 'completed',
					model: TEXT_MODEL,
					requestedModel: TEXT_MODEL,
					prompt: 'A red ball',
					inputs: { prompt: 'A red ball', size: '1792*1024', duration: 8 },
					url: video,
					outputs: [video],
					createdAt: '2026-11-20T12:34:56.789Z',
					timings: { inference: 61_234 },
					estimatedCost: 4,
				}),
				binary: { data: expect.objectContaining({ mimeType: 'video/mp4', fileExtension: 'mp4' }) },
				pairedItem: { item: 0 },
			},
		]);
		expect(await fileOf(run.output[0])).toEqual(bytes);
	}),
);

test.concurrent(
	'Image to Video Pro puts out the resolution in place of the size',
	onWire(async (wire) => {
		expectVideo(wire, 'p1', { model: IMAGE_MODEL });
		const run = await runOn(wire, imageToVideo({ resolution: '1080p', duration: 12 }));
		expect(run.output[0]?.json).toMatchObject({
			model: IMAGE_MODEL,
			requestedModel: IMAGE_MODEL,
			inputs: { prompt: 'The cat yawns', resolution: '1080p', duration: 12 },
			estimatedCost: 6,
		});
	}),
);

test.concurrent(
	'The output tells until when WaveSpeed keeps the video: seven days after its creation',
	onWire(async (wire) => {
		expectVideo(wire, 'p1');
		const run = await runOn(wire, textToVideo());
		const expiresAt = String(run.output[0]?.json.expiresAt);
		expect(new Date(expiresAt).toISOString()).toBe('2026-11-27T12:34:56.789Z');
	}),
);

test.concurrent(
	'A creation time with nanoseconds is understood',
	onWire(async (wire) => {
		expectVideo(wire, 'p1', {
			result: completedAnswer(wire, 'p1', { created_at: '2026-11-20T12:34:56.789123456Z' }),
		});
		const run = await runOn(wire, textToVideo());
		expect(run.output[0]?.json.expiresAt).toMatch(/^2026-11-27T12:34:56/);
	}),
);

describe.each([
	['the documented array of URLs', (url: string) => [url]],
	['a single URL as a string, as one table of the page says', (url: string) => url],
	['objects with a url', (url: string) => [{ url }]],
])('With outputs as %s', (_how, outputs) => {
	test.concurrent(
		'the video is found and delivered',
		onWire(async (wire) => {
			const { video } = addresses(wire, 'p1');
			const bytes = expectVideo(wire, 'p1', {
				result: completedAnswer(wire, 'p1', { outputs: outputs(video) }),
			});
			const run = await runOn(wire, textToVideo());
			expect(run.output[0]?.json).toMatchObject({ url: video, outputs: [video] });
			expect(await fileOf(run.output[0])).toEqual(bytes);
		}),
	);
});

describe('When another model has answered than the one asked for', () => {
	test.concurrent(
		'the output names both and a hint says so',
		onWire(async (wire) => {
			expectVideo(wire, 'p1', {
				result: completedAnswer(wire, 'p1', { model: 'bytedance/seedance-2.0/text-to-video' }),
			});
			const run = await runOn(wire, textToVideo());
			expect(run.output[0]?.json).toMatchObject({
				model: 'bytedance/seedance-2.0/text-to-video',
				requestedModel: TEXT_MODEL,
			});
			expect(run.hints).toContainEqual(
				expect.objectContaining({
					type: 'warning',
					message: expect.stringContaining('bytedance/seedance-2.0/text-to-video'),
				}),
			);
		}),
	);
});

test.concurrent(
	'A hint tells the estimated cost of the run, and without fallback nothing is warned of',
	onWire(async (wire) => {
		expectVideo(wire, 'p1');
		expectVideo(wire, 'p2');
		const run = await runOn(wire, textToVideo({ duration: 8 }, { maxConcurrent: 1 }), {
			items: [{ json: {} }, { json: {} }],
		});
		expect(run.hints).toEqual([
			expect.objectContaining({ type: 'info', message: expect.stringContaining('$4.80') }),
		]);
	}),
);

test.concurrent(
	'An answer with keys that no page knows, and without the optional ones, is understood',
	onWire(async (wire) => {
		const { video } = addresses(wire, 'p1');
		expectVideo(wire, 'p1', {
			result: {
				body: {
					code: 200,
					message: 'success',
					data: {
						id: 'p1',
						status: 'completed',
						outputs: [video],
						has_nsfw_contents: null,
						new: 1,
					},
				},
			},
		});
		const run = await runOn(wire, textToVideo());
		expect(run.status).toBe('success');
		expect(run.output[0]?.json).toMatchObject({ id: 'p1', url: video, requestedModel: TEXT_MODEL });
	}),
);
