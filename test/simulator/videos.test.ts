import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { averageColor, picture, pictureFile } from '../../dev/simulator/media/pictures';
import type { PictureFormat } from '../../dev/simulator/media/pictures';
import { probeVideo } from '../../dev/simulator/media/probe';
import { videoFile } from '../../dev/simulator/media/videos';
import { imageToVideo } from './testClient';
import { useSimulator } from './useSimulator';

const world = useSimulator();

let folder: string;
const served = new Map<string, Buffer>();
const pictureServer = createServer((request, response) => {
	const file = served.get(request.url ?? '');
	response.writeHead(file ? 200 : 404).end(file);
});
let pictures: string;

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'simulator-test-'));
	await new Promise<void>((resolve) => pictureServer.listen(0, '127.0.0.1', resolve));
	pictures = `http://127.0.0.1:${(pictureServer.address() as AddressInfo).port}`;
});
afterEach(() => expect(world.simulator.unexpected).toEqual([]));
afterAll(async () => {
	pictureServer.close();
	await rm(folder, { recursive: true });
});

async function downloaded(url: string): Promise<{ path: string; bytes: Buffer }> {
	const path = join(folder, 'video.mp4');
	const bytes = Buffer.from(await (await fetch(url)).arrayBuffer());
	await writeFile(path, bytes);
	return { path, bytes };
}

/** Puts a picture on a server of the test's own and returns its URL. */
function serve(name: string, bytes: Buffer): string {
	served.set(`/${name}`, bytes);
	return `${pictures}/${name}`;
}

/** What ffprobe is to say; lengths may be off by 0.15 s. */
async function expectVideo(path: string, width: number, height: number, seconds: number) {
	const facts = await probeVideo(path);
	expect(facts).toMatchObject({ codec: 'h264', audioCodec: 'aac', width, height });
	expect(Math.abs(facts.seconds - seconds)).toBeLessThanOrEqual(0.15);
}

describe('with captions', () => {
	test('each prompt has a video of its own, the same prompt the same one', async () => {
		const frame = { width: 320, height: 180 };
		const make = async (prompt: string) => await videoFile(frame, 1, { prompt });
		const [one, again, other] = [await make('A cat'), await make('A cat'), await make('A dog')];
		expect(again).toBe(one);
		const colors = await Promise.all(
			[one, other].map(async (path) => averageColor(await readFile(path))),
		);
		const differ = colors[0]?.map((value, channel) =>
			Math.abs(value - (colors[1]?.[channel] ?? 0)),
		);
		expect(Math.max(...(differ ?? []))).toBeGreaterThan(5);
		await expectVideo(one, 320, 180, 1);
	});

	test('a picture stays as it is behind the words', async () => {
		const square = await pictureFile({ width: 320, height: 180, color: 'red' });
		const frame = { width: 320, height: 180 };
		const plain = await videoFile(frame, 1, { picture: square });
		const captioned = await videoFile(frame, 1, { picture: square, prompt: 'A red square' });
		expect(captioned).not.toBe(plain);
		const [red, green, blue] = await averageColor(await readFile(captioned));
		expect(red).toBeGreaterThan(200);
		expect(Math.max(green, blue)).toBeLessThan(60);
	});
});

describe('text to video', () => {
	test.each([
		['720*1280', 4],
		['1280*720', 8],
		['1024*1792', 12],
		['1792*1024', 16],
		['1080*1920', 4],
		['1920*1080', 20],
	])('makes a playable video of %s and %d s', async (size, duration) => {
		const { path } = await downloaded(await world.client.video({ size, duration }));
		const [width = 0, height = 0] = size.split('*').map(Number);
		await expectVideo(path, width, height, duration);
	});

	test.each([
		['480p', '21:9', 1120, 480],
		['720p', '9:16', 720, 1280],
		['480p', '1:1', 480, 480],
	])('makes Seedance videos of %s at %s', async (resolution, ratio, width, height) => {
		const inputs = { resolution, aspect_ratio: ratio, duration: 5 };
		const model = 'bytedance/seedance-2.0/text-to-video';
		const { path } = await downloaded(await world.client.video(inputs, model));
		await expectVideo(path, width, height, 5);
	});
});

describe('image to video', () => {
	test.each([
		['red', 640, 360, '720p', 1280, 720],
		['blue', 360, 640, '1080p', 1080, 1920],
	])(
		'shows the %s picture of %d × %d as first frame at %s',
		async (color, width, height, resolution, videoWidth, videoHeight) => {
			const image = serve(`${color}.png`, await picture({ width, height, color }));
			const video = await downloaded(await world.client.video({ image, resolution }, imageToVideo));
			await expectVideo(video.path, videoWidth, videoHeight, 4);
			const wanted = color === 'red' ? [255, 0, 0] : [0, 0, 255];
			const shown = await averageColor(video.bytes);
			for (const [channel, value] of shown.entries()) {
				expect(Math.abs(value - (wanted[channel] ?? 0))).toBeLessThan(16);
			}
		},
	);

	test('crops a picture that does not fit instead of stretching it', async () => {
		const image = serve('square.png', await picture({ width: 500, height: 500 }));
		const { path } = await downloaded(await world.client.video({ image }, imageToVideo));
		await expectVideo(path, 1280, 720, 4);
	});

	test('takes pictures of hosts that it cannot reach as accessible', async () => {
		const image = 'https://example.com/cat.jpg';
		expect((await world.client.generated({ image }, imageToVideo)).status).toBe('completed');
	});

	test.each([
		['is not there', () => `${pictures}/none.png`],
		['is no image', () => serve('text.png', Buffer.from('no picture'))],
		['was never uploaded', () => `${world.simulator.cdnUrl}/media/none.png`],
		['has no server', () => 'http://127.0.0.1:9/cat.png'],
		['is broken', () => serve('broken.png', brokenPng())],
	])('fails with 1402 when the picture %s', async (_what, image) => {
		const result = await world.client.generated({ image: image() }, imageToVideo);
		expect([result.status, result.code, result.outputs]).toEqual(['failed', 1402, []]);
		expect(world.simulator.billed).toEqual([expect.objectContaining({ refunded: true })]);
	});

	test('refuses an image that is no URL', async () => {
		const { status, body } = await world.client.submit(
			{ image: 'data:image/png;base64,AA' },
			imageToVideo,
		);
		expect(status).toBe(400);
		expect(body.message).toMatch(/"image"/);
	});
});

describe('pictures for tests', () => {
	test.each<[PictureFormat, string]>([
		['png', '89504e47'],
		['jpeg', 'ffd8ff'],
		['webp', '52494646'],
		['gif', '47494638'],
		['bmp', '424d'],
	])('come as %s', async (format, magic) => {
		const bytes = await picture({ width: 60, height: 40, format, color: 'lime' });
		expect(bytes.toString('hex')).toMatch(new RegExp(`^${magic}`));
		const [red, green, blue] = await averageColor(bytes);
		expect(green).toBeGreaterThan(240);
		expect(Math.max(red, blue)).toBeLessThan(16);
	});
});

/** A PNG whose header is right and whose pixels are not there. */
function brokenPng(): Buffer {
	const header = Buffer.from('89504e470d0a1a0a0000000d4948445200000040000000400802000000', 'hex');
	return Buffer.concat([header, Buffer.alloc(200, 7)]);
}
