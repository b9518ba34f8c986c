import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';

import { picture } from '../../dev/simulator';
import { videoFile } from '../../dev/simulator/media/videos';
import { fileOf, storeFile } from './harness/binaryFiles';
import { useHost } from './harness/host';
import { onSimulator } from './harness/onSimulator';
import { imageToVideo } from './harness/parameters';
import { runOn } from './harness/runOn';
import { runWorkflow } from './harness/runWorkflow';
import { useS3Storage } from './harness/s3Storage';

/** n8n keeps binary data in S3. */
useHost();
useS3Storage();

const VIDEO_BYTES = 5_000_000;

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

test(
	'A picture goes from S3 to WaveSpeed and the video comes into S3, byte for byte',
	onSimulator(
		async (world) => {
			const photo = await picture({ width: 1280, height: 720 });
			const data = await storeFile(photo, { fileName: 'photo.png', mimeType: 'image/png' });
			world.misbehave({ on: 'download', fault: { kind: 'reset', afterBytes: 1_000_000 } });

			const run = await runOn(world, imageToVideo({ imageSource: 'binary' }), {
				items: [{ json: {}, binary: { data } }],
			});

			expect(run.error).toBeUndefined();
			expect(data.id).toMatch(/^s3:/);
			const [video] = run.output;
			expect(video?.binary?.data?.id).toMatch(/^s3:/);
			const onCdn = async (url: unknown) => (await world.cdnFile(String(url)))?.sha256;
			expect(sha256(await fileOf(video))).toBe(await onCdn(video?.json.url));
			expect(await onCdn(world.billed[0]?.inputs.image)).toBe(sha256(photo));
			expect(world.billed).toHaveLength(1);
		},
		{ outputBytes: VIDEO_BYTES },
	),
);

test('Clips in S3 become a film in S3', async () => {
	const content = await readFile(await videoFile({ width: 128, height: 72 }, 1));
	const data = await storeFile(content, { fileName: 'clip.mp4', mimeType: 'video/mp4' });
	const run = await runWorkflow({
		credentials: {},
		items: [
			{ json: {}, binary: { data } },
			{ json: {}, binary: { data } },
		],
		parameters: { operation: 'join' },
	});
	expect(run.error).toBeUndefined();
	const [film] = run.output;
	expect(film?.binary?.data?.id).toMatch(/^s3:/);
	expect(film?.json.video).toMatchObject({
		durationSeconds: 2,
		bytes: (await fileOf(film)).length,
	});
});
