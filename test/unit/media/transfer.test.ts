import fc from 'fast-check';
import { readWhole } from '../../../nodes/WaveSpeedVideo/media/out/transfer';
import type { Behaviour, Version } from '../support/flakyCdn';
import { box, flakyCdn, STEADY } from '../support/flakyCdn';
import { VirtualTime } from '../../../dev/virtual/virtualTime';
import { runs } from '../support/runs';
import { LIMIT, read, sha256, STRONG, video, VIDEO } from './transfers';

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
});
