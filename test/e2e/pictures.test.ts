import { writeFile } from 'node:fs/promises';
import type { IBinaryData } from 'n8n-workflow';

import { serveFile } from '../../dev/n8n';
import {
	headersBeyondHttp,
	type Operation,
	picture,
	type PictureFormat,
} from '../../dev/simulator';
import { requestsFor as requestsOf } from './generations';
import { expectNoSecrets } from './secrets';
import { sha256 } from '../../dev/world/world';
import { useWorld } from './useWorld';
import { builtIn, chain, GENERATE, givingItems, readingFiles } from '../../dev/world/workflows';
import { animating, hintsOf, notSixteenToNine, usedPictures } from './animating';

const world = useWorld();

let photo: Buffer;
beforeAll(async () => {
	photo = await picture({ width: 1280, height: 720 });
});

const requestsFor = (operation: Operation) => requestsOf(world().simulator, operation);

test('a picture that an HTTP Request node fetched is uploaded, byte for byte', async () => {
	const served = await serveFile(photo, 'photo.png');
	try {
		const execution = await world().run(
			chain('fetched', [
				builtIn('Fetch', 'httpRequest', 4.2, {
					url: served.url,
					options: { response: { response: { responseFormat: 'file' } } },
				}),
				animating(),
			]),
		);

		expect(execution.error).toBeUndefined();
		expect(await usedPictures(world())).toEqual([sha256(photo)]);
		expect(hintsOf(execution)).not.toContainEqual(notSixteenToNine);
		expect(world().simulator.unexpected).toEqual([]);
	} finally {
		await served.close();
	}
});

test('the signed PUT carries exactly the signed headers, and no key', async () => {
	await writeFile(world().file('signed.png'), photo);

	await world().run(chain('signed', [readingFiles(world().file('signed.png')), animating()]));

	const [put] = requestsFor('uploadPut');
	expect(headersBeyondHttp(put)).toEqual({
		'content-length': String(photo.length),
		'content-type': 'image/png',
		'if-none-match': '*',
	});
	expect(await usedPictures(world())).toEqual([sha256(photo)]);
	expect(world().simulator.unexpected).toEqual([]);
});

test('a picture as base64 or data URI comes from an expression, and is uploaded once', async () => {
	const base64 = photo.toString('base64');

	const execution = await world().run(
		chain('base64', [
			...givingItems([{ picture: base64 }, { picture: `data:image/png;base64,${base64}` }]),
			animating({ imageSource: 'base64', imageData: '={{ $json.picture }}' }),
		]),
	);

	expect(execution.error).toBeUndefined();
	expect(await usedPictures(world())).toEqual([sha256(photo), sha256(photo)]);
	expect(requestsFor('uploadPut')).toHaveLength(1);
});

test('PNG, JPEG, WebP, GIF and BMP are known by their content, whatever the files are called', async () => {
	const formats: PictureFormat[] = ['png', 'jpeg', 'webp', 'gif', 'bmp'];
	for (const format of formats) {
		const bytes = await picture({ width: 640, height: 360, format });
		await writeFile(world().file(`format-${format}.bin`), bytes);
	}

	const execution = await world().run(
		chain('formats', [readingFiles(world().file('format-*.bin')), animating()]),
	);

	expect(execution.error).toBeUndefined();
	expect(execution.items(GENERATE)).toHaveLength(formats.length);
	const types = requestsFor('uploadPut').map(({ headers }) => headers['content-type']);
	expect(types.sort()).toEqual(['image/bmp', 'image/gif', 'image/jpeg', 'image/png', 'image/webp']);
	expect(hintsOf(execution)).not.toContainEqual(notSixteenToNine);
});

test('the same picture in five items is uploaded once', async () => {
	for (const copy of [1, 2, 3, 4, 5]) await writeFile(world().file(`same-${copy}.png`), photo);

	const execution = await world().run(
		chain('same', [readingFiles(world().file('same-*.png')), animating()]),
	);

	expect(execution.items(GENERATE)).toHaveLength(5);
	expect(world().simulator.billed).toHaveLength(5);
	expect(requestsFor('upload')).toHaveLength(1);
	expect(requestsFor('uploadPut')).toHaveLength(1);
});

test('Retry On Fail generates again after a failure of the provider, and uploads nothing again', async () => {
	await writeFile(world().file('retried.png'), photo);
	world().simulator.misbehave({
		on: 'job',
		fault: { kind: 'failed', code: 5003, message: 'Service unavailable' },
	});

	const execution = await world().run(
		chain('retried', [
			readingFiles(world().file('retried.png')),
			{ ...animating(), retryOnFail: true, maxTries: 2, waitBetweenTries: 100 },
		]),
	);

	expect(execution.error).toBeUndefined();
	expect(requestsFor('submit')).toHaveLength(2);
	expect(await usedPictures(world())).toEqual([sha256(photo), sha256(photo)]);
	expect(requestsFor('uploadPut')).toHaveLength(1);
});

test('where no upload tickets are offered the picture goes as a multipart form', async () => {
	await writeFile(world().file('form.png'), photo);
	world().simulator.misbehave({ on: 'upload', fault: { kind: 'status', status: 404 } });

	const execution = await world().run(
		chain('form', [readingFiles(world().file('form.png')), animating()]),
	);

	expect(execution.error).toBeUndefined();
	expect(await usedPictures(world())).toEqual([sha256(photo)]);
	expect(requestsFor('uploadBinary')).toHaveLength(1);
	expect(requestsFor('uploadPut')).toEqual([]);
	expect(world().simulator.unexpected).toEqual([]);
});

test('a picture is taken from the combined binary layout, and the video goes into it', async () => {
	await writeFile(world().file('combined.png'), photo);

	const execution = await world().run({
		...chain('combined', [readingFiles(world().file('combined.png')), animating()]),
		settings: { binaryMode: 'combined' },
	});

	expect(execution.error).toBeUndefined();
	expect(await usedPictures(world())).toEqual([sha256(photo)]);
	const [video] = execution.items(GENERATE);
	const files = video?.json['_files'] as Record<string, IBinaryData>;
	expect(sha256(await world().n8n.rest.binary(files['data']?.id ?? ''))).toBe(
		await world().cdnHash(video?.json['url']),
	);
});

test('the API key is in no execution, no log and no request to the CDN', () => {
	expectNoSecrets(world());
});
