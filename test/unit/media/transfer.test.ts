import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { Mp4Boxes } from '../../../nodes/WaveSpeedVideo/media/out/mp4Boxes';
import type { OpenPart, Part } from '../../../nodes/WaveSpeedVideo/media/out/part';
import type { SizeLimit } from '../../../nodes/WaveSpeedVideo/media/out/transfer';
import { readWhole } from '../../../nodes/WaveSpeedVideo/media/out/transfer';
import type { Behaviour, Version } from '../support/flakyCdn';
import { box, flakyCdn, longBox, STEADY } from '../support/flakyCdn';
import { VirtualTime } from '../../../dev/virtual/virtualTime';
import { runs } from '../support/runs';

const video = (fill: string, media = 4_000) =>
	Buffer.concat([box('ftyp', 24), box('moov', 500, fill), longBox('mdat', media, fill)]);

const VIDEO = video('a');
const STRONG: Version = { bytes: VIDEO, headers: { etag: '"v1"' } };

const LIMIT = { bytes: 1e6, name: 'Max File Size' };

interface Reading {
	limit?: SizeLimit;
	time?: VirtualTime;
}

async function read(open: OpenPart, { limit = LIMIT, time = new VirtualTime() }: Reading = {}) {
	const task = (async () => {
		const chunks: Uint8Array[] = [];
		const seen: Uint8Array[] = [];
		const look = (bytes: Uint8Array) => seen.push(bytes);
		for await (const chunk of readWhole(open, limit, time.runtime, undefined, look)) {
			chunks.push(chunk);
		}
		// Who looks sees each byte once, as who reads does.
		expect(Buffer.concat(seen).equals(Buffer.concat(chunks))).toBe(true);
		return Buffer.concat(chunks);
	})();
	return await time.run(task);
}

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

const anyBehaviour: fc.Arbitrary<Behaviour> = fc.record({
	cuts: fc.array(fc.integer({ min: 0, max: VIDEO.length }), { maxLength: 5 }),
	clean: fc.boolean(),
	announcesLength: fc.boolean(),
	honoursRange: fc.boolean(),
	honoursIfRange: fc.boolean(),
	chunk: fc.integer({ min: 1, max: 700 }),
});

const LAST_MODIFIED = ['Fri, 20 Nov 2026 10:00:00 GMT', 'Fri, 20 Nov 2026 10:00:01 GMT'] as const;

/** What servers say to tell two versions apart; a strong ETag is never the same for two. */
const VALIDATORS: Record<string, [Version['headers'], Version['headers']]> = {
	'strong ETags': [{ etag: '"a"' }, { etag: '"b"' }],
	'weak ETags': [{ etag: 'W/"a"' }, { etag: 'W/"b"' }],
	'the same weak ETag': [{ etag: 'W/"x"' }, { etag: 'W/"x"' }],
	'a strong ETag and none': [{ etag: '"a"' }, {}],
	'no ETag and a strong one': [{}, { etag: '"b"' }],
	times: [{ 'last-modified': LAST_MODIFIED[0] }, { 'last-modified': LAST_MODIFIED[1] }],
	'the same time': [{ 'last-modified': LAST_MODIFIED[0] }, { 'last-modified': LAST_MODIFIED[0] }],
	nothing: [{}, {}],
};

describe('a transfer', () => {
	it.each(Object.entries(VALIDATORS))(
		'gives the very bytes of the file, wherever its connections break, under %s',
		async (_name, [headers]) => {
			await fc.assert(
				fc.asyncProperty(anyBehaviour, async (behaviour) => {
					const { open } = flakyCdn({ bytes: VIDEO, headers }, behaviour);
					expect(sha256(await read(open))).toBe(sha256(VIDEO));
				}),
				{ numRuns: runs(50) },
			);
		},
	);

	it.each(Object.entries(VALIDATORS))(
		'of a file that is replaced meanwhile gives all of one version or fails, under %s',
		async (_name, [ofA, ofB]) => {
			let successes = 0;
			await fc.assert(
				fc.asyncProperty(
					anyBehaviour,
					fc.array(fc.boolean(), { minLength: 1, maxLength: 6 }),
					fc.constantFrom(4_000, 3_999, 4_321),
					async (behaviour, swaps, media) => {
						const versions: [Version, Version] = [
							{ bytes: VIDEO, headers: ofA },
							{ bytes: video('b', media), headers: ofB },
						];
						const at = (request: number) => versions[swaps[request % swaps.length] ? 1 : 0];
						const { open } = flakyCdn(at, behaviour);
						const got = await read(open).catch(() => undefined);
						if (!got) return;
						successes++;
						expect(versions.map(({ bytes }) => sha256(bytes))).toContain(sha256(got));
					},
				),
				{ numRuns: runs(100) },
			);
			expect(successes).toBeGreaterThan(20);
		},
	);

	it('asks for a range only of a file with a strong ETag', async () => {
		const cuts = [1_000, 500];
		const strong = flakyCdn(STRONG, { ...STEADY, cuts });
		await read(strong.open);
		expect(strong.opened).toEqual([0, 1_000, 1_500]);

		const weak = flakyCdn({ ...STRONG, headers: { etag: 'W/"v1"' } }, { ...STEADY, cuts });
		await read(weak.open);
		expect(weak.opened).toEqual([0, 0, 0]);
	});

	it('notices an early end where no length was announced, by the boxes of the MP4', async () => {
		const cut = { ...STRONG, bytes: VIDEO.subarray(0, 3_000) };
		const server = flakyCdn(cut, { ...STEADY, announcesLength: false });
		await expect(read(server.open)).rejects.toThrow('it ended early');
	});

	it('looks a second time at an end that nothing announced', async () => {
		const fragmented = Buffer.concat([VIDEO, box('moof', 100), box('mdat', 900)]);
		const betweenFragments = VIDEO.length;
		for (const honoursRange of [true, false]) {
			const server = flakyCdn(
				{ ...STRONG, bytes: fragmented },
				{
					...STEADY,
					announcesLength: false,
					clean: true,
					honoursRange,
					cuts: [betweenFragments],
				},
			);
			expect(sha256(await read(server.open))).toBe(sha256(fragmented));
		}
	});

	it('does so whatever the container, and takes what ends there again', async () => {
		const server = flakyCdn(
			{ bytes: Buffer.from('{"text":"no container"}'), headers: {} },
			{ ...STEADY, announcesLength: false, clean: true, cuts: [5] },
		);
		expect((await read(server.open)).toString()).toBe('{"text":"no container"}');
		expect(server.opened).toEqual([0, 0, 0]);
	});

	it('may go on for as long as something comes', async () => {
		const cuts = Array<number>(40).fill(100);
		const server = flakyCdn(STRONG, { ...STEADY, cuts });
		expect(sha256(await read(server.open))).toBe(sha256(VIDEO));
	});

	it('is given up after five tries that bring nothing', async () => {
		const server = flakyCdn(STRONG, { ...STEADY, cuts: [300, ...Array<number>(20).fill(0)] });
		await expect(read(server.open)).rejects.toThrow('aborted');
		expect(server.opened).toHaveLength(6);
	});

	/** A server that sends one chunk after each pause. */
	const dripping = (time: VirtualTime, chunk: number, pauseMs: number, bytes = VIDEO) =>
		flakyCdn(
			{ ...STRONG, bytes },
			{ ...STEADY, chunk, pauseMs, pause: async (ms) => await time.pass(ms) },
		);

	it('is given up within minutes when a byte comes every five seconds', async () => {
		const time = new VirtualTime();
		const from = time.now();
		const server = dripping(time, 1, 5_000);
		await expect(read(server.open, { time })).rejects.toThrow(/only \d+ bytes came in 60 s/);
		expect(time.now() - from).toBeLessThan(10 * 60_000);
	});

	it('goes on for hours at a speed that brings the file in a bearable time', async () => {
		const time = new VirtualTime();
		const from = time.now();
		const long = video('a', 60_000_000);
		const server = dripping(time, 100_000, 10_000, long);
		expect((await read(server.open, { time, limit: { bytes: 1e8, name: 'much' } })).length).toBe(
			long.length,
		);
		expect(time.now() - from).toBeGreaterThan(3_600_000);
		expect(server.opened).toEqual([0]);
	});

	it('does not count the time that the storage takes', async () => {
		const time = new VirtualTime();
		const { open } = flakyCdn(STRONG, { ...STEADY, chunk: 100 });
		const task = (async () => {
			let bytes = 0;
			for await (const chunk of readWhole(open, LIMIT, time.runtime)) {
				bytes += chunk.length;
				await time.pass(30_000);
			}
			return bytes;
		})();
		expect(await time.run(task)).toBe(VIDEO.length);
	});

	/** Announces too much, and answers 416 to what lies behind the end. */
	const exaggerating = (total: number): OpenPart => {
		const server = flakyCdn(STRONG, STEADY);
		return async (from, etag) => {
			const part = await server.open(from, etag);
			if (part.status === 416) {
				return { ...part, headers: { 'content-range': `bytes */${total}` } };
			}
			return { ...part, headers: { ...part.headers, 'content-length': 9_999 } };
		};
	};

	it('is whole when its boxes are, and the server says that nothing lies behind them', async () => {
		expect(sha256(await read(exaggerating(VIDEO.length)))).toBe(sha256(VIDEO));
	});

	it('begins anew when the server denies the range of what should be the same file', async () => {
		await expect(read(exaggerating(1_000))).rejects.toMatchObject({ cure: 'restart' });
	});

	it('takes a file that came compressed, and is longer than announced, once it is decoded', async () => {
		const { open } = flakyCdn(STRONG, STEADY);
		const compressed: OpenPart = async (from, etag) => {
			const part = await open(from, etag);
			return { ...part, headers: { ...part.headers, 'content-length': '3000' } };
		};
		expect(sha256(await read(compressed))).toBe(sha256(VIDEO));
	});

	it('refuses a file that is still compressed when it arrives', async () => {
		const { open } = flakyCdn(STRONG, STEADY);
		const encoded: OpenPart = async (from, etag) => {
			const part = await open(from, etag);
			return { ...part, headers: { ...part.headers, 'content-encoding': 'zstd' } };
		};
		await expect(read(encoded)).rejects.toThrow('it comes compressed (zstd)');
	});

	it('refuses a file beyond the cap, announced or not', async () => {
		for (const announcesLength of [true, false]) {
			const server = flakyCdn(STRONG, { ...STEADY, announcesLength });
			await expect(read(server.open, { limit: { ...LIMIT, bytes: 2_000 } })).rejects.toThrow(
				'larger than Max File Size',
			);
		}
	});

	const withStatus = (part: Part, status: number): Part => ({ ...part, status });

	it.each([403, 404, 410])('ends at once on HTTP %s', async (status) => {
		const server = flakyCdn(STRONG, STEADY);
		const open: OpenPart = async () => withStatus(await server.open(0), status);
		await expect(read(open)).rejects.toMatchObject({ httpStatus: status, cure: 'none' });
		expect(server.opened).toHaveLength(1);
	});

	it.each([429, 500, 503])('tries again on HTTP %s', async (status) => {
		const server = flakyCdn(STRONG, STEADY);
		const open: OpenPart = async (from, etag) => {
			const part = await server.open(from, etag);
			return server.opened.length < 3 ? withStatus(part, status) : part;
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

	it('of a picture need no "moov"', () => {
		const picture = Buffer.concat([box('ftyp', 24), box('meta', 100), box('mdat', 50)]);
		expect(missing(picture)).toBeUndefined();
		expect(missing(picture.subarray(0, -1))).toBeDefined();
	});

	it('say nothing of other files, but that they are empty', () => {
		expect(missing(Buffer.from('{"text":"no boxes"}'))).toBeUndefined();
		expect(missing(Buffer.from('no'))).toBeUndefined();
		expect(missing(Buffer.alloc(0))).toBe('it is empty');
	});

	it('may reach to the end of the file (size 0)', () => {
		const open = box('mdat', 100);
		open.writeUInt32BE(0, 0);
		expect(missing(Buffer.concat([box('ftyp', 24), box('moov', 100), open]))).toBeUndefined();
	});
});
