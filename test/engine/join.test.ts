import { readFile } from 'node:fs/promises';

import type { IBinaryData, INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { probeVideo } from '../../dev/simulator/media/probe';
import { videoFile } from '../../dev/simulator/media/videos';
import { fileOf, pathOf, storeFile } from './harness/binaryFiles';
import { errorText } from './harness/errorText';
import { useHost } from './harness/host';
import { runWorkflow } from './harness/runWorkflow';

/** The operation Join Videos on n8n's engine, with files on disk. */
useHost();

const WIDE = { width: 128, height: 72 };
const TALL = { width: 72, height: 128 };

async function clip(seconds: number, frame = WIDE): Promise<IBinaryData> {
	const content = await readFile(await videoFile(frame, seconds));
	return await storeFile(content, { fileName: 'clip.mp4', mimeType: 'video/mp4' });
}

const item = (data: IBinaryData, json = {}): INodeExecutionData => ({ json, binary: { data } });

const joining = (options = {}, fields = {}): INodeParameters => ({
	operation: 'join',
	...fields,
	options,
});

const run = async (items: INodeExecutionData[], parameters = joining(), settings = {}) =>
	await runWorkflow({ credentials: {}, items, parameters, settings });

test('All items become one film, in their order, and the output tells what it is', async () => {
	const ended = await run([item(await clip(1)), item(await clip(3)), item(await clip(2))]);

	expect(ended.error).toBeUndefined();
	expect(ended.output).toHaveLength(1);
	const [film] = ended.output;
	const bytes = (await fileOf(film)).length;
	expect(film?.json).toEqual({
		video: {
			width: 128,
			height: 72,
			durationSeconds: 6,
			frameRate: 12,
			codec: 'h264',
			audioCodec: 'aac',
			bytes,
		},
		clips: [
			{ item: 0, start: 0, duration: 1 },
			{ item: 1, start: 1, duration: 3 },
			{ item: 2, start: 4, duration: 2 },
		],
		skipped: [],
		leftOut: [],
	});
	expect(film?.binary?.data).toMatchObject({ fileName: 'film.mp4', mimeType: 'video/mp4' });
	expect(film?.pairedItem).toEqual([{ item: 0 }, { item: 1 }, { item: 2 }]);
	const probed = await probeVideo(pathOf(film));
	expect(probed).toMatchObject({ codec: 'h264', audioCodec: 'aac', width: 128, height: 72 });
	expect(probed.seconds).toBeCloseTo(6, 1);
});

test('Videos in the combined binary layout are joined, and the film comes out in that layout', async () => {
	const file = await clip(1);
	const ended = await runWorkflow({
		credentials: {},
		items: [
			{ json: { _files: { data: { ...file } } } },
			{ json: { _files: { data: { ...file } } } },
		],
		parameters: joining(),
		workflowSettings: { binaryMode: 'combined' },
	});
	expect(ended.error).toBeUndefined();
	const { data } = ended.output[0]?.json._files as { data: IBinaryData };
	expect(data).toMatchObject({ fileName: 'film.mp4' });
	expect(ended.output[0]?.json.clips).toHaveLength(2);
});

test('A single clip is a film, too', async () => {
	const ended = await run([item(await clip(2))]);
	expect(ended.output[0]?.json.clips).toEqual([{ item: 0, start: 0, duration: 2 }]);
});

test('Field names and the file name are as set', async () => {
	const options = { fileName: 'Trailer', outputBinaryField: 'film' };
	const items = [{ json: {}, binary: { clip: await clip(1) } }];
	const ended = await run(items, joining(options, { inputBinaryField: 'clip' }));
	expect(ended.output[0]?.binary).toMatchObject({ film: { fileName: 'Trailer.mp4' } });
});

test.each([
	['numbers', [10, 9, 100], [1, 0, 2]],
	['numbers as text', ['10', '9', '100'], [1, 0, 2]],
	['text with numbers', ['scene 10', 'scene 9', 'scene 100'], [1, 0, 2]],
	['equal values, which keep their order', [1, 1, 0], [2, 0, 1]],
])('Sort By an expression: %s', async (_, scenes, expected) => {
	const data = await clip(1);
	const items = scenes.map((scene) => item(data, { scene }));
	const ended = await run(items, joining({ sortBy: '={{ $json.scene }}' }));
	const clips = ended.output[0]?.json.clips as Array<{ item: number }>;
	expect(clips.map((one) => one.item)).toEqual(expected);
});

test('Sort By that gives nothing for an item fails, and names the item', async () => {
	const data = await clip(1);
	const items = [item(data, { scene: 1 }), item(data)];
	const ended = await run(items, joining({ sortBy: '={{ $json.scene }}' }));
	expect(errorText(ended)).toContain('Sort By gives nothing for this item [item 1]');
});

test('Group By makes one film per value, in the order of their first items', async () => {
	const data = await clip(1);
	const items = ['b', 'a', 'b', 'a', 'b'].map((film) => item(data, { film }));
	const ended = await run(items, joining({ groupBy: '={{ $json.film }}' }));
	expect(ended.output.map(({ json, pairedItem }) => [json.group, pairedItem])).toEqual([
		['b', [{ item: 0 }, { item: 2 }, { item: 4 }]],
		['a', [{ item: 1 }, { item: 3 }]],
	]);
	expect(ended.output[0]?.binary?.data?.fileName).toBe('b.mp4');
});

test('What cannot be joined is refused, with the item, what it is and what the others are', async () => {
	const wide = await clip(1);
	const ended = await run([item(wide), item(wide), item(await clip(1, TALL)), item(wide)]);
	expect(ended.status).toBe('error');
	expect(ended.error).toMatchObject({ name: 'NodeOperationError', context: { itemIndex: 2 } });
	const text = errorText(ended);
	expect(text).toContain('has pictures of 72 × 128 pixels, the others 128 × 72 pixels [item 2]');
	expect(text).toContain('Nothing was bought.');
	expect(text).toContain('Generate all clips in the same size');
});

test('With an error output, a film that fails leaves the others alone', async () => {
	const wide = await clip(1);
	const tall = await clip(1, TALL);
	const items = [item(wide, { film: 1 }), item(wide, { film: 2 }), item(tall, { film: 2 })];
	const ended = await run(items, joining({ groupBy: '={{ $json.film }}' }), {
		onError: 'continueErrorOutput',
	});
	expect(ended.output.map(({ json }) => json.group)).toEqual(['1']);
	expect(ended.errorOutput).toHaveLength(1);
	expect(ended.errorOutput[0]?.json.error).toMatchObject({
		code: 'cannot_join',
		spent: 'no',
		itemIndex: 2,
	});
});

describe('An item without a video', () => {
	const items = async () => {
		const data = await clip(1);
		return [item(data), { json: {} }, item(data)];
	};

	test('is refused', async () => {
		const ended = await run(await items());
		expect(errorText(ended)).toContain(
			'The item has no binary field "data", so the film would lack a clip [item 1]',
		);
	});

	test('is skipped where that is asked for, and the output says so', async () => {
		const ended = await run(await items(), joining({ missingClips: 'skip' }));
		expect(ended.output[0]?.json).toMatchObject({
			skipped: [1],
			clips: [{ item: 0 }, { item: 2 }],
		});
	});

	test('is refused where no other has one', async () => {
		const ended = await run([{ json: {} }], joining({ missingClips: 'skip' }));
		expect(errorText(ended)).toContain('None of the items has a video to join');
	});
});

test('A file that is no video is refused, with its item', async () => {
	const page = Buffer.from('<!doctype html><title>Expired</title>');
	const data = await storeFile(page, { fileName: 'clip.mp4', mimeType: 'video/mp4' });
	const ended = await run([item(await clip(1)), item(data)]);
	expect(errorText(ended)).toContain('is no MP4 file');
	expect(errorText(ended)).toContain('[item 1]');
});

test('Clips of which one is stored and one stands in its item as base64', async () => {
	const content = await readFile(await videoFile(WIDE, 1));
	const inItem = { data: content.toString('base64'), mimeType: 'video/mp4' };
	const ended = await run([item(inItem), item(await clip(1))]);
	expect((await probeVideo(pathOf(ended.output[0]))).seconds).toBeCloseTo(2, 1);
});

test('Stop: nothing is joined any more, and nothing runs after the node', async () => {
	const ended = await runWorkflow({
		credentials: {},
		items: [item(await clip(1))],
		parameters: joining(),
		settings: {
			retryOnFail: true,
			maxTries: 2,
			waitBetweenTries: 1,
			onError: 'continueErrorOutput',
		},
		cancelWhen: () => true,
	});
	expect(ended.status).toBe('canceled');
	expect(ended.output.filter(({ json }) => 'video' in json)).toEqual([]);
	expect(ended.next).toBeUndefined();
	expect(ended.nextOnError).toBeUndefined();
});
