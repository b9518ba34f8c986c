import { picture } from '../../dev/simulator/media/pictures';
import { imageToVideo } from './testClient';
import { useSimulator } from './useSimulator';

const world = useSimulator();

interface Ticket {
	type: string;
	download_url: string;
	filename: string;
	size: number;
	upload: { method: string; url: string; headers: Record<string, string>; expires_at: string };
}

let png: Buffer;

beforeAll(async () => {
	png = await picture({ width: 64, height: 36 });
});

async function ticket(filename = 'cat.png', size = png.length): Promise<Ticket> {
	const { body } = await world.client.call<Ticket>('POST', '/api/v3/media/uploads', {
		filename,
		size,
	});
	return body.data;
}

async function put(
	url: string,
	headers: Record<string, string>,
	body: BodyInit = new Uint8Array(png),
) {
	return (await fetch(url, { method: 'PUT', headers, body })).status;
}

describe('the upload in two steps', () => {
	test('puts the bytes where the ticket says, for jobs to use', async () => {
		const { type, download_url: url, filename, size, upload } = await ticket();
		expect([type, filename, size]).toEqual(['image', 'cat.png', png.length]);
		expect(upload.method).toBe('PUT');
		expect(upload.headers).toEqual({ 'Content-Type': 'image/png', 'If-None-Match': '*' });
		expect(new URL(upload.url).origin).not.toBe(world.simulator.url);
		expect((await fetch(url)).status).toBe(404);

		expect(await put(upload.url, upload.headers)).toBe(200);

		const response = await fetch(url);
		expect(response.headers.get('content-type')).toBe('image/png');
		expect(Buffer.from(await response.arrayBuffer())).toEqual(png);
		expect((await world.client.generated({ image: url }, imageToVideo)).status).toBe('completed');
		expect(world.simulator.unexpected).toEqual([]);
		expect(world.simulator.requests.find(({ method }) => method === 'PUT')).toMatchObject({
			operation: 'uploadPut',
			server: 'cdn',
			bodyBytes: png.length,
		});
	});

	test('is refused when a signed header is missing or changed', async () => {
		const { upload } = await ticket();
		expect(await put(upload.url, { 'Content-Type': 'image/png' })).toBe(403);
		expect(await put(upload.url, { ...upload.headers, 'Content-Type': 'image/jpeg' })).toBe(403);
	});

	test('is refused without the signature', async () => {
		const { upload } = await ticket();
		const [unsigned = ''] = upload.url.split('?');
		expect(await put(unsigned, upload.headers)).toBe(403);
	});

	test('is refused with the API key, which must not come here', async () => {
		const { upload } = await ticket();
		const authorization = `Bearer ${world.simulator.apiKey}`;
		expect(await put(upload.url, { ...upload.headers, authorization })).toBe(400);
		expect(world.simulator.unexpected).toEqual([
			expect.objectContaining({ reason: 'The API key was sent to the CDN' }),
		]);
	});

	test('is refused when the bytes are not as many as promised', async () => {
		const { upload } = await ticket('cat.png', png.length + 1);
		expect(await put(upload.url, upload.headers)).toBe(400);
	});

	test('is refused in chunks, without a Content-Length', async () => {
		const { upload } = await ticket();
		const body = new Blob([new Uint8Array(png)]).stream();
		const response = await fetch(upload.url, {
			method: 'PUT',
			headers: upload.headers,
			body,
			...{ duplex: 'half' },
		});
		expect(response.status).toBe(411);
	});

	test('is refused the second time', async () => {
		const { upload } = await ticket();
		await put(upload.url, upload.headers);
		expect(await put(upload.url, upload.headers)).toBe(412);
	});

	test.each([
		[{ filename: 'cat.png' }, 400, /missing required parameter "size"/],
		[{ filename: 'cat.exe', size: 5 }, 400, /unsupported file type/],
		[{ filename: 'cat.png', size: 201 * 1024 * 1024 }, 413, /too large/],
	])('gives no ticket for %j', async (request, status, message) => {
		const reply = await world.client.call('POST', '/api/v3/media/uploads', request);
		expect([reply.status, reply.body.message]).toEqual([status, expect.stringMatching(message)]);
	});
});

describe('the upload as a form', () => {
	async function send(field: string) {
		const form = new FormData();
		form.append(field, new Blob([new Uint8Array(png)], { type: 'image/png' }), 'cat.png');
		return fetch(`${world.simulator.url}/api/v3/media/upload/binary`, {
			method: 'POST',
			headers: { authorization: `Bearer ${world.simulator.apiKey}` },
			body: form,
		});
	}

	test('puts the file on the CDN', async () => {
		const response = await send('file');
		const { data } = (await response.json()) as { data: Ticket };
		expect(data).toMatchObject({ type: 'image', filename: 'cat.png', size: png.length });
		const stored = await fetch(data.download_url);
		expect(Buffer.from(await stored.arrayBuffer())).toEqual(png);
		expect(world.simulator.requests[0]).toMatchObject({
			operation: 'uploadBinary',
			bodyBytes: png.length,
		});
	});

	test('is refused under another field name', async () => {
		expect((await send('image')).status).toBe(400);
	});
});
