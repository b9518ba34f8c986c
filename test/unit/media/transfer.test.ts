import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { Mp4Boxes } from '../../../nodes/WaveSpeedVideo/media/out/mp4Boxes';
import type { Part } from '../../../nodes/WaveSpeedVideo/media/out/transfer';
import { readWhole } from '../../../nodes/WaveSpeedVideo/media/out/transfer';
import { VirtualTime } from '../support/virtualTime';

const box = (type: string, size: number) => {
	const bytes = Buffer.alloc(size, type);
	bytes.writeUInt32BE(size, 0);
	bytes.write(type, 4, 'latin1');
	return bytes;
};

/** 64-bit size, as large `mdat` boxes have. */
const longBox = (type: string, size: number) => {
	const bytes = Buffer.alloc(size, 7);
	bytes.writeUInt32BE(1, 0);
	bytes.write(type, 4, 'latin1');
	bytes.writeBigUInt64BE(BigInt(size), 8);
	return bytes;
};

const VIDEO = Buffer.concat([box('ftyp', 24), box('moov', 500), longBox('mdat', 4_000)]);

interface Behaviour {
	/** Bytes after which each connection breaks, one after another; the next one holds. */
	cuts: number[];
	/** How a connection breaks: by an error, or by an end that looks clean. */
	clean: boolean;
	announcesLength: boolean;
	honoursRange: boolean;
	chunk: number;
}

/** A CDN that breaks connections. */
function cdn(file: Buffer, behaviour: Behaviour) {
	const cuts = [...behaviour.cuts];
	const opened: number[] = [];
	return {
		opened,
		async open(fromByte: number): Promise<Part> {
			opened.push(fromByte);
			const from = behaviour.honoursRange ? fromByte : 0;
			const cut = cuts.shift();
			const end = cut === undefined ? file.length : Math.min(file.length, from + cut);
			async function* body() {
				for (let at = from; at < end; at += behaviour.chunk) {
					yield file.subarray(at, Math.min(end, at + behaviour.chunk));
				}
				if (cut !== undefined && !behaviour.clean) throw new Error('aborted');
			}
			const length = behaviour.announcesLength ? { 'content-length': file.length - from } : {};
			const range = { 'content-range': `bytes ${from}-${file.length - 1}/${file.length}` };
			return {
				status: from > 0 ? 206 : 200,
				headers: { etag: '"v1"', ...length, ...(from > 0 ? range : {}) },
				body: body(),
				close: () => {},
			};
		},
	};
}

async function read(open: (from: number) => Promise<Part>, maxBytes = 1e6) {
	const time = new VirtualTime();
	const check = new Mp4Boxes();
	const task = (async () => {
		const chunks: Uint8Array[] = [];
		for await (const chunk of readWhole(open, () => check, maxBytes, time.runtime)) {
			chunks.push(chunk);
		}
		return Buffer.concat(chunks);
	})();
	return await time.run(task);
}

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

describe('a transfer', () => {
	it('gives the very bytes of the file, wherever and however its connections break', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.record({
					cuts: fc.array(fc.integer({ min: 0, max: VIDEO.length }), { maxLength: 5 }),
					clean: fc.boolean(),
					announcesLength: fc.boolean(),
					honoursRange: fc.boolean(),
					chunk: fc.integer({ min: 1, max: 700 }),
				}),
				async (behaviour) => {
					const { open } = cdn(VIDEO, behaviour);
					expect(sha256(await read(open))).toBe(sha256(VIDEO));
				},
			),
			{ numRuns: 300 },
		);
	});

	const steady = { cuts: [], clean: true, announcesLength: true, honoursRange: true, chunk: 64 };

	it('resumes from the last byte that came', async () => {
		const server = cdn(VIDEO, { ...steady, cuts: [1_000, 500], clean: false });
		await read(server.open);
		expect(server.opened).toEqual([0, 1_000, 1_500]);
	});

	it('notices an early end where no length was announced, by the boxes of the MP4', async () => {
		const server = cdn(VIDEO.subarray(0, 3_000), { ...steady, announcesLength: false });
		await expect(read(server.open)).rejects.toThrow('bytes of a box are missing');
	});

	it('may go on for as long as something comes', async () => {
		const cuts = Array<number>(40).fill(100);
		const server = cdn(VIDEO, { ...steady, cuts, clean: false });
		expect(sha256(await read(server.open))).toBe(sha256(VIDEO));
	});

	it('is given up after five tries that bring nothing', async () => {
		const server = cdn(VIDEO, { ...steady, cuts: [300, ...Array<number>(20).fill(0)] });
		await expect(read(server.open)).rejects.toThrow('it ended early: 300 of 4524 bytes came');
		expect(server.opened).toHaveLength(6);
	});

	/** Announces too much, and answers 416 to what lies behind the end. */
	const exaggerating = (total: number) => {
		const server = cdn(VIDEO, steady);
		return async (from: number): Promise<Part> => {
			const part = await server.open(from);
			if (from < VIDEO.length) return { ...part, headers: { 'content-length': 9_999 } };
			async function* body() {
				yield Buffer.from('<html>Range Not Satisfiable</html>');
			}
			return {
				...part,
				status: 416,
				headers: { 'content-range': `bytes */${total}` },
				body: body(),
			};
		};
	};

	it('is whole when its boxes are, and the server says that nothing lies behind them', async () => {
		expect(sha256(await read(exaggerating(VIDEO.length)))).toBe(sha256(VIDEO));
	});

	it('begins anew when the server denies the range of what should be the same file', async () => {
		await expect(read(exaggerating(1_000))).rejects.toMatchObject({ cure: 'restart' });
	});

	it('refuses a file beyond the cap, announced or not', async () => {
		for (const announcesLength of [true, false]) {
			const server = cdn(VIDEO, { ...steady, announcesLength });
			await expect(read(server.open, 2_000)).rejects.toThrow('larger than Max File Size');
		}
	});

	it('never splices two versions of a file', async () => {
		const server = cdn(VIDEO, { ...steady, cuts: [1_000], honoursRange: false });
		const open = async (from: number) => {
			const part = await server.open(from);
			return from > 0 ? { ...part, headers: { ...part.headers, etag: '"v2"' } } : part;
		};
		await expect(read(open)).rejects.toThrow('the file changed');
	});

	it.each([403, 404, 410])('ends at once on HTTP %s', async (status) => {
		const server = cdn(VIDEO, steady);
		const open = async () => ({ ...(await server.open(0)), status });
		await expect(read(open)).rejects.toMatchObject({ httpStatus: status, cure: 'none' });
		expect(server.opened).toHaveLength(1);
	});

	it.each([429, 500, 503])('tries again on HTTP %s', async (status) => {
		const server = cdn(VIDEO, steady);
		const open = async (from: number) => {
			const part = await server.open(from);
			return server.opened.length < 3 ? { ...part, status } : part;
		};
		expect(sha256(await read(open))).toBe(sha256(VIDEO));
	});
});

describe('the boxes of an MP4', () => {
	const missing = (bytes: Uint8Array) => {
		const boxes = new Mp4Boxes();
		boxes.push(bytes);
		return boxes.missing();
	};

	it('miss something at every length but the whole', () => {
		for (let length = 0; length < VIDEO.length; length++) {
			expect(missing(VIDEO.subarray(0, length))).toBeDefined();
		}
		expect(missing(VIDEO)).toBeUndefined();
	});

	it('may reach to the end of the file (size 0)', () => {
		const open = box('mdat', 100);
		open.writeUInt32BE(0, 0);
		expect(missing(Buffer.concat([box('ftyp', 24), box('moov', 100), open]))).toBeUndefined();
	});
});
