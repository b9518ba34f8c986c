import { envelope, expectVideo, IMAGE_MODEL } from './harness/answers';
import { fileOf, storeFile } from './harness/binaryFiles';
import { useFastClock } from './harness/fastClock';
import { useHost } from './harness/host';
import { imageToVideo, textToVideo } from './harness/parameters';
import { PNG } from './harness/pictures';
import { runOn } from './harness/runOn';
import { onWire, useWires } from './harness/wire';

/** n8n keeps binary data in memory, as base64 inside the item (default of n8n 1.x). */
useHost('default');
useWires();
useFastClock();

test.concurrent(
	'The video comes whole into the item',
	onWire(async (wire) => {
		const bytes = expectVideo(wire, 'p1');
		const run = await runOn(wire, textToVideo());
		expect(run.output[0]?.binary?.data).toMatchObject({ mimeType: 'video/mp4' });
		expect(run.output[0]?.binary?.data).not.toHaveProperty('id');
		expect(await fileOf(run.output[0])).toEqual(bytes);
	}),
);

test.concurrent(
	'A picture in the item is uploaded byte by byte',
	onWire(async (wire) => {
		const put = `${wire.storage}/bucket/cat?sig=1`;
		wire.expect('POST', `${wire.api}/api/v3/media/uploads`, {
			body: envelope({
				download_url: `${wire.cdn}/media/cat.png`,
				upload: { method: 'PUT', url: put, headers: { 'Content-Type': 'image/png' } },
			}),
		});
		wire.expect('PUT', put, { status: 200 });
		expectVideo(wire, 'p1', { model: IMAGE_MODEL });
		const run = await runOn(wire, imageToVideo({ imageSource: 'binary' }), {
			items: [
				{
					json: {},
					binary: {
						data: await storeFile(PNG, { fileName: 'cat.png', mimeType: 'image/png' }),
					},
				},
			],
		});
		expect(run.status).toBe('success');
		expect(wire.to('PUT', put)[0]?.body).toEqual(PNG);
	}),
);
