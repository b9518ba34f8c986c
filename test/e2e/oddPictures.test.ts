import { open, writeFile } from 'node:fs/promises';

import { picture } from '../../dev/simulator';
import { expectNoSecrets } from './secrets';
import { useWorld } from './useWorld';
import { chain, GENERATE, readingFiles } from '../../dev/world/workflows';
import { animating, hintsOf, notSixteenToNine } from './animating';

/** Pictures that do not fit, in a real n8n: used with a hint, or refused before anything is sent. */
const world = useWorld();

let photo: Buffer;
beforeAll(async () => {
	photo = await picture({ width: 1280, height: 720 });
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
