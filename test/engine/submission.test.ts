import { expectVideo, IMAGE_MODEL, submitUrl, TEXT_MODEL } from './harness/answers';
import { useFastClock } from './harness/fastClock';
import { useHost } from './harness/host';
import { imageToVideo, textToVideo } from './harness/parameters';
import { runOn } from './harness/runOn';
import { runWorkflow } from './harness/runWorkflow';
import { onWire, useWires, type Wire } from './harness/wire';

/**
 * What goes over the wire when a generation goes well, compared with the model pages:
 * https://wavespeed.ai/docs/docs-api/openai/openai-sora-2-text-to-video-pro
 * https://wavespeed.ai/docs/docs-api/openai/openai-sora-2-image-to-video-pro
 */
useHost();
useWires();
useFastClock();

const submittedTo = (wire: Wire, model: string) =>
	wire.to('POST', submitUrl(wire, model)).map(({ body }) => body);

describe('Text to Video Pro', () => {
	test.concurrent(
		'sends prompt, size and duration as the panel shows them, and no other key',
		onWire(async (wire) => {
			expectVideo(wire, 'p1');
			const run = await runOn(wire, textToVideo({ prompt: 'A red ball' }));
			expect(run.status).toBe('success');
			expect(submittedTo(wire, TEXT_MODEL)).toEqual([
				{ prompt: 'A red ball', size: '720*1280', duration: 4 },
			]);
		}),
	);

	test.concurrent(
		'sends what the user chose, with characters as a list',
		onWire(async (wire) => {
			expectVideo(wire, 'p1');
			await runOn(
				wire,
				textToVideo(
					{ prompt: 'A red ball', size: '1920*1080', duration: 20 },
					{ characters: 'char_abc123, char_DEF-4_5' },
				),
			);
			expect(submittedTo(wire, TEXT_MODEL)).toEqual([
				{
					prompt: 'A red ball',
					size: '1920*1080',
					duration: 20,
					characters: ['char_abc123', 'char_DEF-4_5'],
				},
			]);
		}),
	);

	test.concurrent(
		'evaluates expressions for each item, and sends a duration given as text as a number',
		onWire(async (wire) => {
			expectVideo(wire, 'p1');
			expectVideo(wire, 'p2');
			await runOn(
				wire,
				textToVideo(
					{ prompt: '={{ $json.scene }}', duration: '={{ $json.seconds }}' },
					{ characters: '={{ $json.cast }}', maxConcurrent: 1 },
				),
				{
					items: [
						{ json: { scene: 'dawn', seconds: '8', cast: ['char_a1'] } },
						{ json: { scene: 'dusk', seconds: 12, cast: [] } },
					],
				},
			);
			expect(submittedTo(wire, TEXT_MODEL)).toEqual([
				{ prompt: 'dawn', size: '720*1280', duration: 8, characters: ['char_a1'] },
				{ prompt: 'dusk', size: '720*1280', duration: 12 },
			]);
		}),
	);

	test.concurrent(
		'sends a prompt with quotes, line breaks and other scripts as it was written',
		onWire(async (wire) => {
			const prompt = 'Er sagt: „Guten Morgen!“\n"雨の街" 🎬 \\n';
			expectVideo(wire, 'p1');
			const run = await runOn(wire, textToVideo({ prompt: '={{ $json.prompt }}' }), {
				items: [{ json: { prompt } }],
			});
			expect(submittedTo(wire, TEXT_MODEL)).toEqual([expect.objectContaining({ prompt })]);
			expect(run.output[0]?.json.prompt).toBe(prompt);
		}),
	);
});

describe('Image to Video Pro', () => {
	test.concurrent(
		'sends image, prompt, resolution and duration, and no other key',
		onWire(async (wire) => {
			expectVideo(wire, 'p1', { model: IMAGE_MODEL });
			const run = await runOn(wire, imageToVideo({ prompt: 'It yawns' }));
			expect(run.status).toBe('success');
			expect(submittedTo(wire, IMAGE_MODEL)).toEqual([
				{
					image: 'https://pictures.example/cat.png',
					prompt: 'It yawns',
					resolution: '720p',
					duration: 4,
				},
			]);
		}),
	);

	test.concurrent(
		'sends the resolution and duration that the user chose',
		onWire(async (wire) => {
			expectVideo(wire, 'p1', { model: IMAGE_MODEL });
			await runOn(wire, imageToVideo({ resolution: '1080p', duration: 16 }));
			expect(submittedTo(wire, IMAGE_MODEL)).toEqual([
				expect.objectContaining({ resolution: '1080p', duration: 16 }),
			]);
		}),
	);

	test.concurrent(
		'passes a picture URL on as it is, signature and all',
		onWire(async (wire) => {
			const imageUrl = 'https://bucket.example/a%20b.png?X-Sig=a%2Fb%3D&e=1';
			expectVideo(wire, 'p1', { model: IMAGE_MODEL });
			await runOn(wire, imageToVideo({ imageUrl }));
			expect(submittedTo(wire, IMAGE_MODEL)).toEqual([
				expect.objectContaining({ image: imageUrl }),
			]);
		}),
	);
});

describe('Every request', () => {
	test.concurrent(
		'to the API carries the key as a Bearer token, and the one to the CDN does not carry it',
		onWire(async (wire) => {
			expectVideo(wire, 'p1');
			await runOn(wire, textToVideo());

			const [submit, poll, download] = wire.requests;
			expect(submit).toMatchObject({ method: 'POST', url: submitUrl(wire, TEXT_MODEL) });
			expect(poll).toMatchObject({
				method: 'GET',
				url: `${wire.api}/api/v3/predictions/p1/result`,
			});
			for (const request of [submit, poll]) {
				expect(request?.headers).toMatchObject({
					authorization: 'Bearer wsk_test_key',
					'content-type': 'application/json',
				});
			}
			expect(download).toMatchObject({ method: 'GET', url: `${wire.cdn}/output/p1.mp4` });
			expect(JSON.stringify(download)).not.toContain('wsk_test_key');
		}),
	);

	test.concurrent(
		'goes to api.wavespeed.ai when the credentials name no other host',
		onWire(async (wire) => {
			expectVideo(wire, 'p1');
			const run = await runWorkflow({
				credentials: { apiKey: 'wsk_test_key' },
				parameters: textToVideo(),
			});
			expect(run.status).toBe('success');
			expect(submittedTo(wire, TEXT_MODEL)).toHaveLength(1);
		}, 'https://api.wavespeed.ai'),
	);

	test.concurrent(
		'goes to the same address when the Base URL ends with a slash',
		onWire(async (wire) => {
			expectVideo(wire, 'p1');
			const run = await runWorkflow({
				credentials: { apiKey: 'wsk_test_key', baseUrl: `${wire.api}/` },
				parameters: textToVideo(),
			});
			expect(run.status).toBe('success');
		}),
	);
});

test.concurrent(
	'An execution leaves the key neither in its data, nor in its log, nor in its messages',
	onWire(async (wire) => {
		expectVideo(wire, 'p1');
		const run = await runOn(wire, textToVideo(), { mode: 'manual' });
		expect(run.status).toBe('success');
		expect(JSON.stringify(run)).not.toContain('wsk_test_key');
	}),
);
