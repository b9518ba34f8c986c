import { createHash } from 'node:crypto';

import { averageColor, picture, probeVideo } from '../../dev/simulator';
import { fileOf, pathOf, storeFile } from './harness/binaryFiles';
import { useFastClock } from './harness/fastClock';
import { useHost } from './harness/host';
import { onSimulator } from './harness/onSimulator';
import { imageToVideo, textToVideo } from './harness/parameters';
import { runOn } from './harness/runOn';
import { requestsFor } from './harness/simulatorFacts';

/** Whole generations on n8n's engine against the simulator, over real HTTP. */
useHost();
useFastClock();

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

describe('Text to Video Pro', () => {
	test.concurrent(
		'hands the next node a playable MP4 of the chosen size and length, as the CDN holds it',
		onSimulator(async (world) => {
			const run = await runOn(world, textToVideo({ size: '1280*720' }));
			expect(run.status).toBe('success');
			const video = await fileOf(run.next?.[0]);
			const json = run.output[0]?.json;
			expect(await world.cdnFile(String(json?.url))).toEqual({
				bytes: video.length,
				sha256: sha256(video),
			});
			expect(await probeVideo(pathOf(run.next?.[0]))).toMatchObject({
				width: 1280,
				height: 720,
				seconds: 4,
			});
			expect(world.billed).toHaveLength(1);
			expect(json?.estimatedCost).toBe(world.billed[0]?.cost);
		}),
	);
});

describe('Image to Video Pro', () => {
	test.concurrent(
		'animates a picture from a URL',
		onSimulator(async (world) => {
			const run = await runOn(world, imageToVideo());
			expect(run.status).toBe('success');
			expect(sha256(await fileOf(run.next?.[0]))).toBe(
				(await world.cdnFile(String(run.output[0]?.json.url)))?.sha256,
			);
			expect(requestsFor(world, 'upload')).toEqual([]);
			expect(run.output[0]?.json.estimatedCost).toBe(world.billed[0]?.cost);
		}),
	);

	test.concurrent(
		'animates a picture from a binary field: the video begins with it',
		onSimulator(async (world) => {
			const red = await picture({ width: 640, height: 360, color: 'red' });
			const run = await runOn(world, imageToVideo({ imageSource: 'binary' }), {
				items: [
					{
						json: {},
						binary: { data: await storeFile(red, { fileName: 'a.png', mimeType: 'image/png' }) },
					},
				],
			});
			expect(run.status).toBe('success');
			const [r, g, b] = await averageColor(await fileOf(run.next?.[0]));
			expect(r).toBeGreaterThan(200);
			expect(Math.max(g, b)).toBeLessThan(60);
			expect(requestsFor(world, 'uploadPut')).toHaveLength(1);
		}),
	);
});

describe('Several items', () => {
	const names = Array.from({ length: 10 }, (_, index) => `scene ${index}`);
	const items = names.map((name) => ({ json: { name } }));
	const parameters = textToVideo({ prompt: '={{ $json.name }}' });

	test.concurrent(
		'come out in their order and paired with their input, whichever is ready first',
		onSimulator(
			async (world) => {
				const run = await runOn(world, parameters, {
					items: items.slice(0, 4),
					observe: "={{ $('Source').item.json.name }}",
				});
				expect(run.output.map(({ json }) => json.prompt)).toEqual(names.slice(0, 4));
				expect(run.output.map(({ pairedItem }) => pairedItem)).toEqual(
					[0, 1, 2, 3].map((item) => ({ item })),
				);
				expect(run.observed).toEqual(names.slice(0, 4));
				for (const item of run.output) {
					expect(sha256(await fileOf(item))).toBe(
						(await world.cdnFile(String(item.json.url)))?.sha256,
					);
				}
			},
			// The first takes longest.
			{ jobSeconds: ({ inputs }) => 5 - Number(String(inputs.prompt).slice(-1)) },
		),
	);

	test.concurrent(
		'are generated at the same time: all are under way before the first is ready',
		onSimulator(async (world) => {
			const run = await runOn(world, parameters, { items });
			expect(run.output).toHaveLength(10);
			const lastStart = Math.max(...world.predictions.map(({ createdAt }) => createdAt));
			const firstEnd = Math.min(...world.predictions.map(({ endedAt }) => endedAt ?? 0));
			expect(lastStart).toBeLessThan(firstEnd);
			expect(world.billed).toHaveLength(10);
		}),
	);

	test.concurrent(
		'are generated one after another when Max Concurrent Generations is 1',
		onSimulator(async (world) => {
			await runOn(world, textToVideo({ prompt: '={{ $json.name }}' }, { maxConcurrent: 1 }), {
				items: items.slice(0, 3),
			});
			const [first, second, third] = world.predictions;
			expect(second?.createdAt).toBeGreaterThanOrEqual(first?.endedAt ?? Infinity);
			expect(third?.createdAt).toBeGreaterThanOrEqual(second?.endedAt ?? Infinity);
		}),
	);
});

describe('Another model that answers', () => {
	test.concurrent(
		'is told in the output, beside the one that was asked',
		onSimulator(async (world) => {
			world.misbehave({
				on: 'job',
				fault: { kind: 'otherModel', model: 'bytedance/seedance-2.0/text-to-video' },
			});
			const run = await runOn(world, textToVideo());
			expect(run.output[0]?.json).toMatchObject({
				model: 'bytedance/seedance-2.0/text-to-video',
				requestedModel: 'openai/sora-2/text-to-video-pro',
			});
		}),
	);
});

describe('The API key', () => {
	test.concurrent(
		'is never shown to the CDN or to the storage',
		onSimulator(async (world) => {
			const photo = await storeFile(await picture({ width: 64, height: 64 }), {
				fileName: 'a.png',
				mimeType: 'image/png',
			});
			const run = await runOn(
				world,
				imageToVideo({ imageSource: 'binary', imageBinaryField: 'photo' }),
				{ items: [{ json: {}, binary: { photo } }] },
			);
			expect(run.status).toBe('success');
			const outside = world.requests.filter(({ server }) => server === 'cdn');
			expect(outside.map(({ operation }) => operation)).toEqual(['uploadPut', 'download']);
			expect(JSON.stringify(outside)).not.toContain(world.apiKey);
		}),
	);
});
