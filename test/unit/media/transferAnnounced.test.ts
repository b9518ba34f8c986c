import type { OpenPart, Part } from '../../../nodes/WaveSpeedVideo/media/out/part';
import { flakyCdn, STEADY } from '../support/flakyCdn';
import { LIMIT, read, sha256, STRONG, VIDEO } from './transfers';

/** What a server says of a file, against what it sends: lengths, ranges, encodings, statuses. */
describe('a transfer', () => {
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
