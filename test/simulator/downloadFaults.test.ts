import { setTimeout as sleep } from 'node:timers/promises';
import type { HttpFault } from '../../dev/simulator/faults';
import { hangs, networkError } from '../../dev/simulator/networkErrors';
import { useSimulator } from './useSimulator';

const world = useSimulator();
afterEach(() => expect(world.simulator.unexpected).toEqual([]));

const misbehave = (fault: HttpFault) => world.simulator.misbehave({ on: 'download', fault });

let url: string;
let size: number;

beforeEach(async () => {
	url = await world.client.video();
	size = (await world.simulator.cdnFile(url))?.bytes ?? 0;
});

const download = (headers: Record<string, string> = {}) => fetch(url, { headers });
const length = async (response: Response) => (await response.arrayBuffer()).byteLength;
const record = () =>
	world.simulator.requests.filter(({ operation }) => operation === 'download').at(-1);

test('is cut under its true Content-Length', async () => {
	misbehave({ kind: 'truncate', afterBytes: 5000 });
	const response = await download();
	expect(Number(response.headers.get('content-length'))).toBe(size);
	expect(await networkError(length(response))).toBe('UND_ERR_SOCKET');
	expect(record()?.bytesSent).toBe(5000);
	expect(await length(await download())).toBe(size);
});

test('ends early and cleanly, in chunks, without a Content-Length', async () => {
	misbehave({ kind: 'truncate', afterBytes: 5000, chunked: true });
	const response = await download();
	expect(response.headers.get('content-length')).toBeNull();
	expect(await length(response)).toBe(5000);
});

test('is reset on its way', async () => {
	misbehave({ kind: 'reset', afterBytes: 5000 });
	const response = await download();
	expect(response.status).toBe(200);
	expect(await networkError(length(response))).toMatch(/ECONNRESET|UND_ERR_SOCKET/);
	expect(record()).toMatchObject({ bytesSent: 5000, complete: false });
});

test('stops flowing', async () => {
	misbehave({ kind: 'stall', afterBytes: 5000 });
	const request = async (signal: AbortSignal) => length(await fetch(url, { signal }));
	expect(await hangs(request, () => record()?.bytesSent === 5000)).toBe(true);
	expect(record()?.bytesSent).toBe(5000);
});

test('is slow, and stops being sent when the client leaves', async () => {
	misbehave({ kind: 'slow', bytesPerSecond: 200_000 });
	const request = async (signal: AbortSignal) => length(await fetch(url, { signal }));
	expect(await hangs(request, () => (record()?.bytesSent ?? 0) > 0)).toBe(true);
	const sent = record()?.bytesSent ?? 0;
	expect(sent).toBeGreaterThan(0);
	expect(sent).toBeLessThan(size / 4);
	await sleep(100);
	const sentAtClose = record()?.bytesSent;
	await sleep(200);
	expect(record()?.bytesSent).toBe(sentAtClose);
	expect(record()?.complete).toBe(false);
});

test('announces more than it has', async () => {
	misbehave({ kind: 'contentLength', offBy: 10 });
	const response = await download();
	expect(Number(response.headers.get('content-length'))).toBe(size + 10);
	expect(await networkError(length(response))).toBe('UND_ERR_SOCKET');
});

test('announces less than it has', async () => {
	misbehave({ kind: 'contentLength', offBy: -10 });
	const response = await download();
	expect(Number(response.headers.get('content-length'))).toBe(size - 10);
});

test('is a web page', async () => {
	misbehave({ kind: 'html' });
	const response = await download();
	expect(response.headers.get('content-type')).toBe('text/html');
	expect(await response.text()).toMatch(/<html>/);
});

test('is empty', async () => {
	misbehave({ kind: 'empty' });
	const response = await download();
	expect(response.headers.get('content-type')).toBe('video/mp4');
	expect(await length(response)).toBe(0);
});

test('has another ETag than before, so a guarded resume starts over', async () => {
	const etag = (await download()).headers.get('etag') ?? '';
	misbehave({ kind: 'changedETag' });
	const response = await download({ range: 'bytes=5000-', 'if-range': etag });
	expect(response.status).toBe(200);
	expect(response.headers.get('etag')).not.toBe(etag);
	expect(await length(response)).toBe(size);
});

test('ignores the range', async () => {
	misbehave({ kind: 'ignoreRange' });
	const response = await download({ range: 'bytes=5000-' });
	expect(response.status).toBe(200);
	expect(await length(response)).toBe(size);
});

test('ignores the range and breaks off as well', async () => {
	misbehave({ kind: 'truncate', afterBytes: 6000, chunked: true, ignoresRange: true });
	const response = await download({ range: 'bytes=5000-' });
	expect([response.status, response.headers.get('content-length')]).toEqual([200, null]);
	expect(await length(response)).toBe(6000);
});

test('is redirected', async () => {
	const headers = { location: 'http://10.0.0.1/video.mp4' };
	misbehave({ kind: 'status', status: 302, headers });
	const response = await fetch(url, { redirect: 'manual' });
	expect([response.status, response.headers.get('location')]).toEqual([302, headers.location]);
});

test('is gone', async () => {
	misbehave({ kind: 'status', status: 404, body: 'expired' });
	expect((await download()).status).toBe(404);
});
