import { Readable } from 'node:stream';

import fc from 'fast-check';
import { Queue } from '../../../nodes/WaveSpeedVideo/base/queue';
import { createDownloads } from '../../../nodes/WaveSpeedVideo/media/out/downloads';
import type { DownloadsDeps } from '../../../nodes/WaveSpeedVideo/media/out/downloads';
import { HEAD_BYTES, outputType } from '../../../nodes/WaveSpeedVideo/media/out/outputType';
import { Room } from '../../../nodes/WaveSpeedVideo/media/out/room';
import { Storage } from '../../../nodes/WaveSpeedVideo/media/out/storage';
import { StoredFiles } from '../../../nodes/WaveSpeedVideo/media/out/storedFiles';
import type { StoredFile } from '../../../nodes/WaveSpeedVideo/media/out/storedFiles';
import { VirtualTime } from '../../../dev/virtual/virtualTime';

describe('a queue', () => {
	it('never runs more at once than its limit of the moment, starts in order, and loses nothing', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.array(fc.record({ ms: fc.nat(1_000), fails: fc.boolean() }), { maxLength: 30 }),
				fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 5 }),
				async (tasks, limits) => {
					const time = new VirtualTime();
					const [started, ended]: [number[], number[]] = [[], []];
					// As for downloads, the limit changes when one has ended.
					const limit = () => limits[ended.length % limits.length] ?? 1;
					const queue = new Queue(limit);
					const all = Promise.allSettled(
						tasks.map(({ ms, fails }, index) =>
							queue.run(async () => {
								started.push(index);
								expect(started.length - ended.length).toBeLessThanOrEqual(Math.max(...limits));
								await time.pass(ms);
								ended.push(index);
								if (fails) throw new Error('failed');
								return index;
							}),
						),
					);
					const results = await time.run(all);
					expect(started).toEqual(tasks.map((_, index) => index));
					expect(results.map(({ status }) => status === 'rejected')).toEqual(
						tasks.map(({ fails }) => fails),
					);
				},
			),
		);
	});
});

describe('the storage', () => {
	const MB = 1e6;

	it('takes one download at a time until it is known', () => {
		expect(new Storage({}).atOnce).toBe(1);
	});

	it.each(['filesystem:1', 'filesystem-v2:workflows/1'])('behind %s takes several', (id) => {
		const storage = new Storage({});
		storage.learn({ id }, 400 * MB);
		expect(storage.atOnce).toBe(6);
		expect(storage.buffers).toBe(false);
	});

	it.each(['database:1', 's3:1', 'something-new:1', undefined])(
		'behind %s holds files as a whole: as many at once as 64 MB hold',
		(id) => {
			const storage = new Storage({});
			storage.learn({ id });
			expect(storage.atOnce).toBe(1);
			storage.learn({ id }, 20 * MB);
			expect(storage.atOnce).toBe(3);
			storage.learn({ id }, 60 * MB);
			storage.learn({ id }, 1 * MB);
			expect(storage.atOnce).toBe(1);
			expect(storage.buffers).toBe(true);
		},
	);
});

describe('executions of one process', () => {
	const FILE_BYTES = 1_000;

	/** Each execution fetches one file. @returns how many files were on their way at once, at most */
	async function mostAtOnce(executions: number) {
		const time = new VirtualTime();
		const room = new Room(FILE_BYTES);
		let [onTheWay, most] = [0, 0];
		const host = (executionId: string) =>
			({
				executionId,
				context: {},
				stop: undefined,
				request: async () => {
					most = Math.max(most, ++onTheWay);
					await time.pass(100);
					const headers = { 'content-length': String(FILE_BYTES) };
					return { statusCode: 200, headers, body: Readable.from([Buffer.alloc(FILE_BYTES, 'a')]) };
				},
				binary: {
					store: async (content: Buffer) => {
						await time.pass(500);
						if (content.length === FILE_BYTES) onTheWay--;
						return { id: 'database:1', data: 'database', mimeType: 'text/plain' };
					},
				},
			}) as unknown as DownloadsDeps['host'];
		const readVideo = () => ({ push: () => {}, facts: () => undefined });
		const all = Array.from({ length: executions }, async (_, index) => {
			const { runtime } = time;
			const deps = { host: host(`${index}`), runtime, apiUrl: 'https://api.test', room, readVideo };
			const source = { url: `https://cdn.example.com/${index}.txt` };
			const options = { nameFor: () => 'a.txt', maxBytes: 1e6 };
			return (await createDownloads(deps).outputs([source], options)).kind;
		});
		expect(await time.run(Promise.all(all))).toEqual(all.map(() => 'files'));
		return most;
	}

	it('share the memory for files that n8n holds as a whole', async () => {
		expect(await mostAtOnce(5)).toBe(1);
	});
});

describe('a stored file', () => {
	const URL = 'https://cdn.example.com/a.mp4';
	const type = { mimeType: 'video/mp4', extension: 'mp4' };
	const file: StoredFile = {
		binary: { id: 'filesystem-v2:1', data: 'filesystem-v2', mimeType: 'video/mp4' },
		bytes: 1_000,
		type,
		name: 'a.mp4',
	};
	const name = () => 'a.mp4';
	const open = (context: Record<string, unknown>, executionId = '1', size = 1_000) =>
		new StoredFiles({
			context,
			executionId,
			binary: {
				size: async (id: string) => {
					if (id !== file.binary.id) throw new Error('not found');
					return size;
				},
			} as unknown as ConstructorParameters<typeof StoredFiles>[0]['binary'],
		});

	it('is used again by the same execution, also when it comes back from the database', async () => {
		const context = {};
		open(context).add(URL, file);
		const saved = JSON.parse(JSON.stringify(context)) as Record<string, unknown>;
		expect(await open(saved).find(URL, name)).toEqual(file);
	});

	it.each<[string, () => Promise<StoredFile | undefined>]>([
		['by another execution', async () => await with_((c) => open(c, '2'))],
		['when its size is another', async () => await with_((c) => open(c, '1', 999))],
		['for another URL', async () => await with_((c) => open(c), `${URL}?2`)],
		[
			'under another name',
			async () =>
				await with_(
					(c) => open(c),
					URL,
					() => 'b.mp4',
				),
		],
		['that n8n has deleted', async () => await with_((c) => open(c), URL, name, 'gone:1')],
		['in memory', async () => await with_((c) => open(c), URL, name, undefined)],
	])('is not used %s', async (_what, find) => expect(await find()).toBeUndefined());

	async function with_(
		reopen: (context: Record<string, unknown>) => StoredFiles,
		url = URL,
		nameFor = name,
		...ids: Array<string | undefined>
	) {
		const context = {};
		const id = ids.length > 0 ? ids[0] : file.binary.id;
		open(context).add(URL, { ...file, binary: { ...file.binary, id } });
		return await reopen(context).find(url, nameFor);
	}
});

describe('the type of an output', () => {
	const at = (content: Uint8Array | string, extension = '') =>
		outputType(
			Buffer.from(content as string),
			`https://cdn.example.com/x/output${extension}?a=.mp4`,
		);

	it.each<[string, string]>([
		['\0\0\0\x18ftypisom', 'video/mp4'],
		['\0\0\0\x14ftypqt  ', 'video/quicktime'],
		['\0\0\0\x18ftypM4A ', 'audio/mp4'],
		['\0\0\0\x18ftypavif', 'image/avif'],
		['ID3\x04', 'audio/mpeg'],
		['RIFF\0\0\0\0WAVEfmt ', 'audio/wav'],
		['RIFF\0\0\0\0WEBPVP8 ', 'image/webp'],
		['fLaC', 'audio/flac'],
		['<svg xmlns="http://www.w3.org/2000/svg">', 'image/svg+xml'],
		['<?xml version="1.0"?>\n<svg>', 'image/svg+xml'],
		['[1, 2]', 'application/json'],
		['Grüße 🎬', 'text/plain'],
		['PK\x03\x04\0\0', 'application/octet-stream'],
	])('that begins with %j is %s', (start, mimeType) => {
		expect(at(start)).toMatchObject({ mimeType });
	});

	it('keeps the extension of what is not known, if that is one', () => {
		expect(at('PK\x03\x04\0\0', '.zip')).toMatchObject({ extension: 'zip' });
		expect(at('PK\x03\x04\0\0', '.Z%00ip')).toMatchObject({ extension: 'bin' });
	});

	it('takes a text for text although its last character is cut', () => {
		const long = Buffer.from('ü'.repeat(HEAD_BYTES)).subarray(1, HEAD_BYTES);
		expect(
			at(
				Buffer.concat([Buffer.from('a'), Buffer.from('ü'.repeat(300)).subarray(0, HEAD_BYTES - 1)]),
			),
		).toMatchObject({
			mimeType: 'text/plain',
		});
		expect(at(long)).toMatchObject({ mimeType: 'application/octet-stream' });
	});

	it('is none for pages, and for what is no media behind the address of media', () => {
		for (const page of ['<html>', ' \n<!DOCTYPE html>', '<?xml version="1.0"?><Error/>']) {
			expect(at(page)).toHaveProperty('problem', expect.stringContaining('no video'));
		}
		expect(at('{}', '.mp4')).toHaveProperty('problem', expect.stringContaining('no video'));
		expect(at('\0\x01\x02', '.MP4')).toHaveProperty('problem');
		expect(at('')).toHaveProperty('problem');
	});

	it('is told of anything whatever, and never by throwing', () => {
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => {
				expect(at(bytes)).toBeDefined();
			}),
		);
	});
});
