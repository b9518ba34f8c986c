import { readFile } from 'node:fs/promises';

import type { IBinaryData, INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { probeVideo } from '../../dev/simulator/media/probe';
import { render, type TrackEncoding } from '../../dev/simulator/media/render';
import { videoFile } from '../../dev/simulator/media/videos';
import { pathOf, storeFile } from './harness/binaryFiles';
import { errorText } from './harness/errorText';
import { useHost } from './harness/host';
import { runWorkflow } from './harness/runWorkflow';

/** Join Videos with what people and services really hand it, on n8n's engine with files on disk. */
useHost();

const FRAME = { width: 128, height: 72 };

const stored = async (content: Buffer, fileName = 'clip.mp4'): Promise<IBinaryData> =>
	await storeFile(content, { fileName, mimeType: 'video/mp4' });

const clip = async (seconds = 1) => await stored(await readFile(await videoFile(FRAME, seconds)));

/** A clip by a graph of its own. */
async function rendered(graph: string[], extension = 'mp4'): Promise<IBinaryData> {
	const tracks = graph.map(
		(one): TrackEncoding =>
			one.includes('testsrc')
				? { codec: 'libx264', options: { preset: 'ultrafast' } }
				: { codec: 'aac', options: { b: '64k' } },
	);
	const labelled = graph.map((one, index) => `${one}[out${index}]`).join(';');
	return await stored(
		await readFile(await render({ graph: labelled, format: 'mp4', tracks }, extension)),
	);
}

const PICTURES = 'testsrc2=size=128x72:rate=12';
const SOUND = 'sine=frequency=300:beep_factor=4:sample_rate=44100';

const item = (data: IBinaryData, json = {}): INodeExecutionData => ({ json, binary: { data } });

const run = async (
	items: INodeExecutionData[],
	options: Record<string, unknown> = {},
	settings = {},
) =>
	await runWorkflow({
		credentials: {},
		items,
		parameters: { operation: 'join', options } as INodeParameters,
		settings,
	});

/** The items of each film, in its order. */
const orders = (films: INodeExecutionData[]) =>
	films.map(({ json }) => (json.clips as Array<{ item: number }>).map((one) => one.item));

const onePicture = async () =>
	await rendered([`${PICTURES}:duration=0.08,format=yuv420p,setsar=1`]);

test('A clip of one picture is a clip of a film, between others and alone', async () => {
	const one = await onePicture();
	const between = await run([item(await clip()), item(one), item(await clip())]);
	expect(errorText(between)).toBe('');
	expect(between.output[0]?.json.clips).toEqual([
		{ item: 0, start: 0, duration: 1 },
		{ item: 1, start: 1, duration: 0.083 },
		{ item: 2, start: 1.083, duration: 1 },
	]);
	expect((await probeVideo(pathOf(between.output[0]))).seconds).toBeCloseTo(2.083, 2);
	const alone = await run([item(one), item(one), item(one)]);
	expect((await probeVideo(pathOf(alone.output[0]))).seconds).toBeCloseTo(0.25, 2);
});

test.each<[string, () => Promise<IBinaryData>, string]>([
	[
		'with sound alone',
		() => rendered([`${SOUND}:duration=1`]),
		'This video cannot be joined with the others without re-encoding: it has no pictures [item 1]',
	],
	['of no bytes', () => stored(Buffer.alloc(0)), 'it is empty [item 1]'],
	[
		'that n8n has deleted',
		async () => {
			const data = await clip();
			return { ...data, id: String(data.id).replace(/.{6}$/, 'absent') };
		},
		"Its video cannot be read from n8n's storage: File not found [item 1]",
	],
])('A file %s is refused, with its item', async (_, make, told) => {
	const items = [item(await clip()), item(await make())];
	expect(errorText(await run(items))).toContain(told);
	const going = await run(items, {}, { onError: 'continueErrorOutput' });
	expect(going.output).toEqual([]);
	expect(going.errorOutput[0]?.json.error).toMatchObject({ code: 'cannot_join', itemIndex: 1 });
});

test('The same clip 200 times is a film 200 times as long', async () => {
	const data = await clip();
	const ended = await run(Array.from({ length: 200 }, () => item(data)));
	expect((await probeVideo(pathOf(ended.output[0]))).seconds).toBeCloseTo(200, 1);
});

test.each([
	['a$&b', 'a$&b.mp4'],
	['../../etc/passwd', '_.._etc_passwd.mp4'],
	['CON', '_CON.mp4'],
	['a\u0000b\n', 'a_b_.mp4'],
	['   ', 'video.mp4'],
])('The group %j makes a file name that is safe', async (film, name) => {
	const ended = await run([item(await clip(), { film })], { groupBy: '={{ $json.film }}' });
	expect(ended.output[0]?.binary?.data?.fileName).toBe(name);
	expect(ended.output[0]?.json.group).toBe(film);
});

test.each<[unknown[], number[]]>([
	[
		[2, 'b', 10, 'a'],
		[0, 2, 3, 1],
	],
	[
		[true, false],
		[1, 0],
	],
	[
		['2026-01-02', '2026-01-01'],
		[1, 0],
	],
	[
		['1e3', 999],
		[1, 0],
	],
])('Sort By %j, of mixed kinds, is an order that is the same each time', async (values, order) => {
	const data = await clip();
	const items = values.map((by) => item(data, { by }));
	const ended = await run(items, { sortBy: '={{ $json.by }}' });
	expect(orders(ended.output)).toEqual([order]);
});

test('Group By: 0 and "0" are one film, false is one as well', async () => {
	const data = await clip();
	const items = [0, '0', false, 'a'].map((by) => item(data, { by }));
	const ended = await run(items, { groupBy: '={{ $json.by }}' });
	expect(orders(ended.output)).toEqual([[0, 1], [2], [3]]);
});

describe('An item whose place is not known, with an error output', () => {
	const films = async () => {
		const data = await clip();
		return [
			item(data, { film: 'a', scene: 1 }),
			item(data, { film: 'a' }),
			item(data, { film: 'b', scene: 1 }),
			item(data, { scene: 1 }),
		];
	};
	const by = { groupBy: '={{ $json.film }}', sortBy: '={{ $json.scene }}' };
	const going = { onError: 'continueErrorOutput' };

	test('leaves no film that lacks its clip', async () => {
		const ended = await run((await films()).slice(0, 3), by, going);
		expect(ended.output.map(({ json }) => json.group)).toEqual(['b']);
		expect(ended.errorOutput.map(({ json }) => json.error)).toEqual([
			expect.objectContaining({
				itemIndex: 1,
				message: expect.stringContaining('Sort By gives nothing'),
				description: expect.stringContaining('No film is made without this clip'),
			}),
		]);
	});

	test('leaves none at all where it could be of any', async () => {
		const ended = await run(await films(), by, going);
		expect(ended.output).toEqual([]);
		expect(ended.errorOutput).toHaveLength(2);
	});

	test('is left out where missing clips may be', async () => {
		const ended = await run(await films(), { ...by, missingClips: 'skip' }, going);
		expect(orders(ended.output)).toEqual([[0], [2]]);
		expect(ended.errorOutput).toHaveLength(2);
	});
});
