import { open, writeFile } from 'node:fs/promises';

import type { IBinaryData, NodeParameterValueType } from 'n8n-workflow';

import { serveFile } from '../../dev/n8n';
import {
	type Operation,
	picture,
	type PictureFormat,
	type RequestRecord,
} from '../../dev/simulator';
import { expectNoSecrets } from './secrets';
import { sha256 } from '../../dev/world/world';
import { useWorld } from './useWorld';
import {
	builtIn,
	chain,
	GENERATE,
	generating,
	givingItems,
	readingFiles,
} from '../../dev/world/workflows';

const world = useWorld();

let photo: Buffer;
beforeAll(async () => {
	photo = await picture({ width: 1280, height: 720 });
});

/** The node on Image to Video Pro. */
const animating = (
	parameters: Record<string, NodeParameterValueType>,
	onError?: Parameters<typeof generating>[1],
) =>
	generating(
		{
			operation: 'imageToVideoPro',
			prompt: 'The boat drifts away',
			resolution: '720p',
			duration: 4,
			imageSource: 'binary',
			...parameters,
		},
		onError,
	);

const requestsFor = (operation: Operation): RequestRecord[] =>
	world().simulator.requests.filter((request) => request.operation === operation);

/** SHA-256 of the pictures that the billed generations were given. */
const usedPictures = (): Promise<Array<string | undefined>> =>
	Promise.all(world().simulator.billed.map(({ inputs }) => world().cdnHash(inputs['image'])));

const hintsOf = (execution: Awaited<ReturnType<ReturnType<typeof world>['run']>>): string[] =>
	(execution.runs(GENERATE).at(-1)?.hints ?? []).map(({ message }) => message);

const notSixteenToNine = expect.stringMatching(/neither 16:9 nor 9:16/);

test('a picture that an HTTP Request node fetched is uploaded, byte for byte', async () => {
	const served = await serveFile(photo, 'photo.png');
	try {
		const execution = await world().run(
			chain('fetched', [
				builtIn('Fetch', 'httpRequest', 4.2, {
					url: served.url,
					options: { response: { response: { responseFormat: 'file' } } },
				}),
				animating({}),
			]),
		);

		expect(execution.error).toBeUndefined();
		expect(await usedPictures()).toEqual([sha256(photo)]);
		expect(hintsOf(execution)).not.toContainEqual(notSixteenToNine);
		expect(world().simulator.unexpected).toEqual([]);
	} finally {
		await served.close();
	}
});

test('the signed PUT carries exactly the signed headers, and no key', async () => {
	await writeFile(world().file('signed.png'), photo);

	await world().run(chain('signed', [readingFiles(world().file('signed.png')), animating({})]));

	const [put] = requestsFor('uploadPut');
	// What any HTTP client adds and no signature covers.
	const ofTheClient = ['accept', 'accept-encoding', 'connection', 'host', 'user-agent'];
	const sent = Object.entries(put?.headers ?? {}).filter(([name]) => !ofTheClient.includes(name));
	expect(Object.fromEntries(sent)).toEqual({
		'content-length': String(photo.length),
		'content-type': 'image/png',
		'if-none-match': '*',
	});
	expect(await usedPictures()).toEqual([sha256(photo)]);
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
	expect(await usedPictures()).toEqual([sha256(photo), sha256(photo)]);
	expect(requestsFor('uploadPut')).toHaveLength(1);
});

test('PNG, JPEG, WebP, GIF and BMP are known by their content, whatever the files are called', async () => {
	const formats: PictureFormat[] = ['png', 'jpeg', 'webp', 'gif', 'bmp'];
	for (const format of formats) {
		const bytes = await picture({ width: 640, height: 360, format });
		await writeFile(world().file(`format-${format}.bin`), bytes);
	}

	const execution = await world().run(
		chain('formats', [readingFiles(world().file('format-*.bin')), animating({})]),
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
		chain('same', [readingFiles(world().file('same-*.png')), animating({})]),
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
			{ ...animating({}), retryOnFail: true, maxTries: 2, waitBetweenTries: 100 },
		]),
	);

	expect(execution.error).toBeUndefined();
	expect(requestsFor('submit')).toHaveLength(2);
	expect(await usedPictures()).toEqual([sha256(photo), sha256(photo)]);
	expect(requestsFor('uploadPut')).toHaveLength(1);
});

test('where no upload tickets are offered the picture goes as a multipart form', async () => {
	await writeFile(world().file('form.png'), photo);
	world().simulator.misbehave({ on: 'upload', fault: { kind: 'status', status: 404 } });

	const execution = await world().run(
		chain('form', [readingFiles(world().file('form.png')), animating({})]),
	);

	expect(execution.error).toBeUndefined();
	expect(await usedPictures()).toEqual([sha256(photo)]);
	expect(requestsFor('uploadBinary')).toHaveLength(1);
	expect(requestsFor('uploadPut')).toEqual([]);
	expect(world().simulator.unexpected).toEqual([]);
});

test('a square picture is used, with a hint that it does not fit the frame', async () => {
	await writeFile(world().file('square.png'), await picture({ width: 512, height: 512 }));

	const execution = await world().run(
		chain('square', [readingFiles(world().file('square.png')), animating({})]),
	);

	expect(execution.error).toBeUndefined();
	expect(hintsOf(execution)).toContainEqual(notSixteenToNine);
	expect(world().simulator.billed).toHaveLength(1);
});

test('a picture is taken from the combined binary layout, and the video goes into it', async () => {
	await writeFile(world().file('combined.png'), photo);

	const execution = await world().run({
		...chain('combined', [readingFiles(world().file('combined.png')), animating({})]),
		settings: { binaryMode: 'combined' },
	});

	expect(execution.error).toBeUndefined();
	expect(await usedPictures()).toEqual([sha256(photo)]);
	const [video] = execution.items(GENERATE);
	const files = video?.json['_files'] as Record<string, IBinaryData>;
	expect(sha256(await world().n8n.rest.binary(files['data']?.id ?? ''))).toBe(
		await world().cdnHash(video?.json['url']),
	);
});

test('in the combined layout a missing field is an error that lists the fields that are there', async () => {
	await writeFile(world().file('combined-missing.png'), photo);

	const execution = await world().run({
		...chain('combined missing', [
			readingFiles(world().file('combined-missing.png')),
			animating({ imageBinaryField: 'photo' }),
		]),
		settings: { binaryMode: 'combined' },
	});

	expect(execution.error?.message).toContain('no binary field "photo"');
	expect(execution.error?.description).toContain('It has: data');
});

test('files that are no picture are refused by what is wrong with them, before anything is sent', async () => {
	await writeFile(world().file('bad-1-text.png'), 'This is a shopping list, not a picture.');
	await writeFile(world().file('bad-2-empty.png'), '');
	await writeFile(world().file('bad-3-video.png'), Buffer.from('\0\0\0\x18ftypmp42', 'latin1'));
	const huge = await open(world().file('bad-4-huge.png'), 'w');
	await huge.write(photo);
	// A hole in the file: 201 MB that take no room on the disk.
	await huge.truncate(201 * 1024 * 1024);
	await huge.close();

	const execution = await world().run(
		chain('bad files', [
			readingFiles(world().file('bad-*.png')),
			animating({}, 'continueRegularOutput'),
		]),
	);

	const names = execution.items('Read Picture').map(({ binary }) => binary?.['data']?.fileName);
	const messages = execution
		.items(GENERATE)
		.map(({ json }) => (json['error'] as { message: string }).message);
	const byName = Object.fromEntries(names.map((name, index) => [name, messages[index]]));
	expect(byName).toEqual({
		'bad-1-text.png': expect.stringMatching(/holds no picture \(39 bytes/),
		'bad-2-empty.png': expect.stringMatching(/holds no picture \(0 bytes/),
		'bad-3-video.png': expect.stringMatching(/holds no picture/),
		'bad-4-huge.png': expect.stringMatching(/too large: 201 MB/),
	});
	expect(world().simulator.requests).toEqual([]);
});

test('a missing binary field is an error that lists the fields that are there', async () => {
	await writeFile(world().file('present.png'), photo);

	const execution = await world().run(
		chain('missing', [
			readingFiles(world().file('present.png')),
			animating({ imageBinaryField: 'photo' }),
		]),
	);

	expect(execution.status).toBe('error');
	expect(execution.error?.message).toContain('no binary field "photo"');
	expect(execution.error?.description).toContain('It has: data');
	expect(world().simulator.requests).toEqual([]);
});

test.each([
	['http://192.168.1.20/picture.png', /192\.168\.1\.20.*cannot reach/],
	['http://localhost:5678/rest/binary-data?id=1', /localhost.*cannot reach/],
	['file:///etc/passwd', /file:/],
])(
	'the picture URL %s is refused, with the advice to use Binary File',
	async (imageUrl, problem) => {
		const execution = await world().run(
			chain('private', [animating({ imageSource: 'url', imageUrl })]),
		);

		expect(execution.status).toBe('error');
		expect(execution.error?.message).toMatch(problem);
		expect(execution.error?.description).toContain('Binary File');
		expect(world().simulator.requests).toEqual([]);
	},
);

test('the API key is in no execution, no log and no request to the CDN', () => {
	expectNoSecrets(world());
});
