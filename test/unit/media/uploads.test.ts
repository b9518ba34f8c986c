import { createClient } from '../../../nodes/WaveSpeedVideo/api/client';
import type { ApiAnswer, Send } from '../../../nodes/WaveSpeedVideo/api/http';
import type { MediaFile } from '../../../nodes/WaveSpeedVideo/media/in/mediaFile';
import type { UploadDeps } from '../../../nodes/WaveSpeedVideo/media/in/upload';
import { createUploads } from '../../../nodes/WaveSpeedVideo/media/in/uploads';
import { VirtualTime } from '../../../dev/virtual/virtualTime';

const API = 'https://api.wavespeed.ai';
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

const picture = (sha256: string, bytes = 8): MediaFile => ({
	kind: 'file',
	binary: { data: Buffer.alloc(8).toString('base64'), mimeType: 'image/png' },
	bytes,
	sha256,
	mimeType: 'image/png',
	fileName: 'picture.png',
});

const ticket: ApiAnswer = {
	kind: 'answer',
	status: 200,
	headers: {},
	body: {
		code: 200,
		data: {
			download_url: 'https://cdn.wavespeed.ai/media/1.png',
			upload: { method: 'PUT', url: 'https://storage.example.com/1', headers: {} },
		},
	},
};

const refused = (status: number, headers = {}): ApiAnswer => ({
	kind: 'answer',
	status,
	headers,
	body: { code: status, message: 'later' },
});

type Put = UploadDeps['host']['request'];

/** An answer of the storage whose body nobody may read to its end. */
const stored: Put = async () =>
	({
		statusCode: 200,
		headers: {},
		body: { destroy: () => {} },
	}) as unknown as ReturnType<Put>;

interface Service {
	time?: VirtualTime;
	store?: Record<string, unknown>;
	/** One after another; then tickets. */
	answers?: ApiAnswer[];
	put?: Put;
}

function service({ time = new VirtualTime(), store = {}, answers = [], put = stored }: Service) {
	const asked: number[] = [];
	const send: Send = async () => {
		asked.push(time.now());
		await time.pass(100);
		return answers.shift() ?? ticket;
	};
	const client = createClient(send, () => time.now());
	const binary = {} as UploadDeps['host']['binary'];
	const host = { request: put, stop: undefined, binary };
	const upload = createUploads(store, { host, client, runtime: time.runtime, apiUrl: API });
	return { asked, time, upload, store };
}

const url = 'https://cdn.wavespeed.ai/media/1.png';
const failed = { failure: expect.objectContaining({ code: 'upload_failed', spent: 'no' }) };

describe('an upload', () => {
	it('waits for minutes while the service asks for patience', async () => {
		const busy = Array<ApiAnswer>(12).fill(refused(429, { 'retry-after': '30' }));
		const { asked, time, upload } = service({ answers: busy });
		expect(await time.run(upload(picture('a')))).toEqual({ url });
		expect(asked).toHaveLength(13);
		expect(Number(asked.at(-1)) - Number(asked[0])).toBeGreaterThan(5 * MINUTE);
	});

	it('ends after a quarter of an hour of that, and a Retry-After of days is not obeyed', async () => {
		const busy = Array<ApiAnswer>(100).fill(refused(429, { 'retry-after': '864000' }));
		const { asked, time, upload } = service({ answers: busy });
		const from = time.now();
		expect(await time.run(upload(picture('a')))).toEqual(failed);
		expect(time.now() - from).toBeLessThan(16 * MINUTE);
		expect(asked.length).toBeGreaterThan(10);
	});

	it('outlives a short outage', async () => {
		const { time, upload } = service({ answers: Array<ApiAnswer>(4).fill(refused(503)) });
		expect(await time.run(upload(picture('a')))).toEqual({ url });
	});

	it('shares its failure with those that wait, and not with who comes later', async () => {
		const down = Array<ApiAnswer>(6).fill(refused(503));
		const { asked, time, upload } = service({ answers: [...down, ...down, ...down] });
		const together = Promise.all([upload(picture('a')), upload(picture('a'))]);
		expect(await time.run(together)).toEqual([failed, failed]);
		const before = asked.length;
		expect(before).toBeLessThanOrEqual(8);
		await time.run(Promise.all(Array.from({ length: 4 }, () => upload(picture('a')))));
		expect(await time.run(upload(picture('a')))).toEqual({ url });
		expect(asked.length).toBeGreaterThan(before);
	});

	it('is made once for all items with the same file, and remembered for retries', async () => {
		const store = {};
		const first = service({ store });
		await first.time.run(Promise.all([first.upload(picture('a')), first.upload(picture('a'))]));
		expect(first.asked).toHaveLength(1);
		const again = service({ store: JSON.parse(JSON.stringify(store)), time: first.time });
		expect(await first.time.run(again.upload(picture('a')))).toEqual({ url });
		expect(again.asked).toHaveLength(0);
	});

	it('is made anew before WaveSpeed forgets it, 7 days later', async () => {
		const { asked, time, upload } = service({});
		await time.run(upload(picture('a')));
		await time.run(time.pass(5 * DAY));
		await time.run(upload(picture('a')));
		expect(asked).toHaveLength(1);
		await time.run(time.pass(1.1 * DAY));
		await time.run(upload(picture('a')));
		expect(asked).toHaveLength(2);
	});

	it('of unknown age, as version 0.1 remembered it, is made anew', async () => {
		const { asked, time, upload } = service({ store: { waveSpeedUploads: { a: 'https://old' } } });
		expect(await time.run(upload(picture('a')))).toEqual({ url });
		expect(asked).toHaveLength(1);
	});

	it('to a storage that never answers ends, sooner for a small file', async () => {
		const time = new VirtualTime();
		const ended: unknown[] = [];
		const silent: Put = async ({ abortSignal }) =>
			await new Promise((_, reject) => {
				abortSignal?.addEventListener?.('abort', () => {
					ended.push(1);
					reject(new Error('aborted'));
				});
			});
		const { upload } = service({ time, put: silent });
		const from = time.now();
		expect(await time.run(upload(picture('a')))).toEqual(failed);
		expect(time.now() - from).toBeLessThan(6 * MINUTE);
		expect(ended.length).toBeGreaterThan(0);

		const large = picture('b', 64_000 * 600);
		const before = time.now();
		await time.run(upload(large));
		expect(time.now() - before).toBeGreaterThan(10 * MINUTE);
		expect(time.now() - before).toBeLessThan(30 * MINUTE);
	});

	it('reads nothing of what the storage answers, however much that is', async () => {
		const destroyed: string[] = [];
		const endless: Put = async () =>
			({
				statusCode: 200,
				headers: {},
				body: {
					destroy: () => destroyed.push('body'),
					get [Symbol.asyncIterator](): never {
						throw new Error('The body was read');
					},
				},
			}) as unknown as ReturnType<Put>;
		const { time, upload } = service({ put: endless });
		expect(await time.run(upload(picture('a')))).toEqual({ url });
		expect(destroyed).toEqual(['body']);
	});
});
