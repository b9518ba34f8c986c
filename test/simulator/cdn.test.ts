import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { topLevelBoxes } from '../../dev/simulator/media/mp4Boxes';
import { probeVideo } from '../../dev/simulator/media/probe';
import { useSimulator } from './useSimulator';

const world = useSimulator();

let url: string;
let whole: Buffer;

beforeEach(async () => {
	url = await world.client.video();
	whole = await bytesOf(await fetch(url));
});

async function bytesOf(response: Response): Promise<Buffer> {
	return Buffer.from(await response.arrayBuffer());
}

const get = (headers: Record<string, string>) => fetch(url, { headers });

test('serves an output whole, with type, length and ETag, and without a key', async () => {
	const { status, headers } = await fetch(url);
	expect(status).toBe(200);
	expect(headers.get('content-type')).toBe('video/mp4');
	expect(Number(headers.get('content-length'))).toBe(whole.length);
	expect(headers.get('etag')).toMatch(/^"\w+"$/);
	expect(headers.get('accept-ranges')).toBe('bytes');
	expect(world.simulator.unexpected).toEqual([]);
});

test('answers HEAD with the headers alone', async () => {
	const response = await fetch(url, { method: 'HEAD' });
	expect(Number(response.headers.get('content-length'))).toBe(whole.length);
	expect(await bytesOf(response)).toHaveLength(0);
});

test.each([
	['bytes=0-99', 0, 100],
	['bytes=100-', 100, undefined],
	['bytes=-10', -10, undefined],
])('answers %s with that part', async (range, start, end) => {
	const response = await get({ range });
	const part = whole.subarray(start, end);
	const first = start < 0 ? whole.length + start : start;
	expect(response.status).toBe(206);
	expect(response.headers.get('content-range')).toBe(
		`bytes ${first}-${first + part.length - 1}/${whole.length}`,
	);
	expect((await bytesOf(response)).equals(part)).toBe(true);
});

test('answers 416 to a range behind the end', async () => {
	const response = await get({ range: `bytes=${whole.length}-` });
	expect(response.status).toBe(416);
	expect(response.headers.get('content-range')).toBe(`bytes */${whole.length}`);
});

test('answers a guarded range by its part, or whole when the ETag is another', async () => {
	const etag = (await fetch(url)).headers.get('etag') ?? '';
	expect((await get({ range: 'bytes=5-', 'if-range': etag })).status).toBe(206);
	expect((await get({ range: 'bytes=5-', 'if-range': '"other"' })).status).toBe(200);
});

test('answers 404 for a file that is not there, which is no unknown route', async () => {
	expect((await fetch(`${world.simulator.cdnUrl}/output/none.mp4`)).status).toBe(404);
	expect(world.simulator.unexpected).toEqual([]);
});

test('tells size and hash of what it holds', async () => {
	const sha256 = createHash('sha256').update(whole).digest('hex');
	expect(await world.simulator.cdnFile(url)).toEqual({ bytes: whole.length, sha256 });
	expect(
		await world.simulator.cdnFile(`${world.simulator.cdnUrl}/output/none.mp4`),
	).toBeUndefined();
});

test('holds another file for each prediction, also of the same prompt', async () => {
	const other = await world.client.video();
	expect((await world.simulator.cdnFile(other))?.sha256).not.toBe(
		(await world.simulator.cdnFile(url))?.sha256,
	);
});

test('reports an API key that comes to it', async () => {
	await get({ authorization: `Bearer ${world.simulator.apiKey}` });
	expect(world.simulator.unexpected).toEqual([
		expect.objectContaining({ reason: 'The API key was sent to the CDN' }),
	]);
});

describe('a video grown to a wanted size', () => {
	const size = 30_000_000;
	let big: string;

	beforeEach(async () => {
		world.simulator.settings.outputBytes = size;
		big = await world.client.video();
	});

	test('has exactly that size, and plays', async () => {
		const folder = await mkdtemp(join(tmpdir(), 'simulator-test-'));
		const file = join(folder, 'big.mp4');
		try {
			await writeFile(file, await bytesOf(await fetch(big)));
			expect(await probeVideo(file)).toMatchObject({ codec: 'h264', bytes: size });
			const boxes = await topLevelBoxes(file);
			expect(boxes.map(({ type }) => type)).toEqual(['ftyp', 'moov', 'free', 'mdat', 'free']);
		} finally {
			await rm(folder, { recursive: true });
		}
	});

	test('is the same bytes however it is cut', async () => {
		const complete = await bytesOf(await fetch(big));
		const cuts = [0, 1, 70_001, 1_310_720, 20_000_003, size];
		const parts = await Promise.all(
			cuts.slice(1).map(async (end, i) => {
				const range = `bytes=${cuts[i]}-${end - 1}`;
				return bytesOf(await fetch(big, { headers: { range } }));
			}),
		);
		expect(Buffer.concat(parts).equals(complete)).toBe(true);
		const sha256 = createHash('sha256').update(complete).digest('hex');
		expect((await world.simulator.cdnFile(big))?.sha256).toBe(sha256);
	});
});
