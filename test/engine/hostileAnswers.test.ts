import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { errorText } from './harness/errorText';
import { useFastClock } from './harness/fastClock';
import { withHostileServer, writeForEver, type HostileServer } from './harness/hostileServer';
import { storeFile } from './harness/binaryFiles';
import { useHost } from './harness/host';
import { imageToVideo } from './harness/parameters';
import { PNG } from './harness/pictures';
import { runOn } from './harness/runOn';

/** What a service does that wants to hurt the n8n that asks it. */
useHost();
// Compressed answers are read in threads.
useFastClock(20, false);

const getBalance = (server: HostileServer) =>
	runOn(server, { resource: 'account', operation: 'getBalance' });

const JSON_TYPE = { 'Content-Type': 'application/json' };

describe('An answer', () => {
	it.each([
		[
			'br',
			brotliCompressSync(Buffer.alloc(300_000_000), {
				params: { [constants.BROTLI_PARAM_QUALITY]: 3 },
			}),
		],
		['gzip', gzipSync(Buffer.alloc(100_000_000))],
	])(
		'of a few bytes that %s makes hundreds of megabytes of is given up when it is too large',
		async (encoding, bomb) => {
			expect(bomb.length).toBeLessThan(200_000);
			await withHostileServer(
				(response) =>
					response.writeHead(200, { ...JSON_TYPE, 'Content-Encoding': encoding }).end(bomb),
				async (server) => {
					const run = await getBalance(server);
					expect(errorText(run)).toContain('ANSWER_TOO_LARGE');
				},
			);
		},
	);

	it('without end is cut off, and nothing is read on behind it', async () => {
		let stream = { written: () => 0 };
		await withHostileServer(
			(response) => {
				response.writeHead(200, JSON_TYPE);
				stream = writeForEver(response, Buffer.alloc(64 * 1024, ' '));
			},
			async (server) => {
				const run = await getBalance(server);
				expect(errorText(run)).toContain('ANSWER_TOO_LARGE');
				await server.closed();
				// The cap, and what lay in the sockets' buffers.
				expect(stream.written()).toBeLessThan(40_000_000);
			},
		);
	});

	it('that drips is cut off at the time-out, its connection too', async () => {
		await withHostileServer(
			(response) => {
				response.writeHead(200, JSON_TYPE);
				const drip = setInterval(() => response.write(' '), 1_000);
				response.on('close', () => clearInterval(drip));
			},
			async (server) => {
				const run = await getBalance(server);
				expect(errorText(run)).toContain('ETIMEDOUT');
				await server.closed();
			},
		);
	});

	it('whose head drips is cut off at the time-out, its connection too', async () => {
		await withHostileServer(
			(response) => {
				const { socket } = response;
				socket?.write('HTTP/1.1 200 OK\r\nX-Long: ');
				const drip = setInterval(() => socket?.write('a'), 1_000);
				response.on('close', () => clearInterval(drip));
			},
			async (server) => {
				const run = await getBalance(server);
				expect(errorText(run)).toMatch(/ETIMEDOUT|ECONNABORTED/);
				await server.closed();
			},
		);
	});

	it('that is compressed as usual is read as usual', async () => {
		const body = gzipSync(JSON.stringify({ code: 200, message: 'ok', data: { balance: 7 } }));
		await withHostileServer(
			(response) => response.writeHead(200, { ...JSON_TYPE, 'Content-Encoding': 'gzip' }).end(body),
			async (server) => {
				const run = await getBalance(server);
				expect(run.output[0]?.json.balance).toBe(7);
			},
		);
	});

	it('that echoes the key shows it nowhere: not in errors, rows or logs', async () => {
		await withHostileServer(
			(response, { headers }) =>
				response.writeHead(400, JSON_TYPE).end(
					JSON.stringify({
						code: 400,
						message: `bad header ${headers.authorization} \u0000\u202e task_canceled`,
						data: { [`${headers.authorization}`]: headers.authorization },
					}),
				),
			async (server) => {
				const run = await getBalance(server);
				expect(run.status).toBe('error');
				expect(errorText(run)).toContain('[API key]');
				expect(errorText(run)).toContain('task_cancelled');
				expect(JSON.stringify(run)).not.toContain('wsk_hostile_key');
				expect(JSON.stringify(run)).not.toContain('\\u202e');
			},
		);
	});

	it('nested a million deep is no valid answer, and nothing breaks', async () => {
		const depth = 1_000_000;
		await withHostileServer(
			(response) =>
				response
					.writeHead(200, JSON_TYPE)
					.end(`{"code":200,"data":${'['.repeat(depth)}${']'.repeat(depth)}}`),
			async (server) => {
				const run = await getBalance(server);
				expect(run.status).toBe('error');
				expect(errorText(run)).toContain('no valid JSON of the API');
			},
		);
	});
});

describe('The answer to an upload', () => {
	it('is not read, however long it is: its status is enough', async () => {
		let stream = { written: () => 0 };
		await withHostileServer(
			(response, { method, headers }) => {
				response.writeHead(200, JSON_TYPE);
				if (method === 'PUT') {
					stream = writeForEver(response, Buffer.alloc(64 * 1024, ' '));
					return;
				}
				const url = `http://${headers.host}/put`;
				const ticket = { download_url: 'https://cdn.example/cat.png', upload: { url } };
				response.end(JSON.stringify({ code: 200, message: 'ok', data: ticket }));
			},
			async (server) => {
				const photo = await storeFile(PNG, { fileName: 'cat.png', mimeType: 'image/png' });
				await runOn(
					server,
					imageToVideo(
						{ imageSource: 'binary', imageBinaryField: 'photo' },
						{ checkBalance: false },
					),
					{ items: [{ json: {}, binary: { photo } }] },
				);
				const put = server.requests.findIndex(({ method }) => method === 'PUT');
				expect(put).toBeGreaterThan(0);
				await server.closed(put);
				expect(stream.written()).toBeLessThan(20_000_000);
			},
		);
	});
});
