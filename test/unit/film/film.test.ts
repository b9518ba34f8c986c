import { planFilm } from '../../../nodes/WaveSpeedVideo/film/film';
import type { Film } from '../../../nodes/WaveSpeedVideo/film/film';
import { VideoFactsReader } from '../../../nodes/WaveSpeedVideo/film/videoFacts';
import { placeOf, realClip } from './clips';
import { gather, inMemory } from './mutations';

let clip: Buffer;
let fragmented: Buffer;
let mute: Buffer;

beforeAll(async () => {
	clip = await realClip('+faststart');
	fragmented = await realClip('+frag_keyframe+empty_moov+default_base_moof');
	mute = await realClip(undefined, false);
});

async function plan(files: Buffer[], withSound = true): Promise<Film> {
	return await planFilm(
		files.map((file) => inMemory(file)),
		{ withSound },
	);
}

/** The clip with a table's 32-bit number replaced, counted from the table's body. */
function forged(type: string, index: number, value: number, file = clip): Buffer {
	const copy = Buffer.from(file);
	copy.writeUInt32BE(value >>> 0, file.indexOf(type, 0, 'latin1') + 4 + 4 * index);
	return copy;
}

/** The clip without edit lists, which would hide what comes late. */
function withoutEdits(): Buffer {
	return Buffer.from(clip.toString('latin1').replaceAll('elst', 'free'), 'latin1');
}

async function refusal(bad: Buffer): Promise<string> {
	return await plan([clip, bad]).then(
		() => 'joined',
		(error: { problem: string }) => error.problem,
	);
}

test('the size is known before the first byte, and the clips lie one behind another', async () => {
	const film = await plan([clip, mute, fragmented]);
	const bytes = await gather(film.write());
	expect(bytes.length).toBe(film.bytes);
	expect(film).toMatchObject({ width: 64, height: 48, codec: 'h264', audioCodec: 'aac' });
	expect(film.clips.map(({ start }) => start)).toEqual([
		0,
		film.clips[0]?.seconds,
		(film.clips[0]?.seconds ?? 0) + (film.clips[1]?.seconds ?? 0),
	]);
	expect(film.seconds).toBeCloseTo(3, 1);
});

test('a film can be joined again', async () => {
	const film = await gather((await plan([clip, fragmented])).write());
	const twice = await plan([film, film]);
	expect(twice.seconds).toBeCloseTo(2 * (await plan([film])).seconds, 5);
	expect((await gather(twice.write())).length).toBe(twice.bytes);
});

test('the index stands before the data, so that players begin at once', async () => {
	const bytes = await gather((await plan([clip, clip])).write());
	expect(placeOf(bytes, 'moov').from).toBeLessThan(placeOf(bytes, 'mdat').from);
});

test('how the bytes come in chunks does not matter', async () => {
	const whole = await gather((await plan([clip, fragmented])).write());
	for (const chunk of [1, 7, 100_000]) {
		const sources = [clip, fragmented].map((file) => inMemory(file, { count: 0 }, chunk));
		const film = await planFilm(sources, { withSound: true });
		expect(whole.equals(await gather(film.write()))).toBe(true);
	}
});

test('a clip is opened twice, read no further than its index at first, and closed each time', async () => {
	const file = Buffer.concat([clip, Buffer.alloc(1)]);
	let read = 0;
	const open = { count: 0 };
	const { bytes, open: openFile } = inMemory(file, open, 100);
	let opened = 0;
	const source = {
		bytes,
		open: async () => {
			opened++;
			const stream = await openFile();
			return (async function* () {
				for await (const chunk of stream) {
					read += chunk.length;
					yield chunk;
				}
			})();
		},
	};
	const film = await planFilm([source], { withSound: true });
	expect(read).toBeLessThanOrEqual(placeOf(clip, 'moov').to + 100);
	expect([opened, open.count]).toEqual([1, 0]);
	const writing = film.write();
	await writing.next();
	await writing.next();
	expect([opened, open.count]).toEqual([2, 1]);
	await writing.return(undefined);
	expect(open.count).toBe(0);
});

test('a clip that became shorter after it was inspected ends the writing with an error', async () => {
	let file = clip;
	const source = { bytes: clip.length, open: async () => await inMemory(file).open() };
	const film = await planFilm([source], { withSound: true });
	file = clip.subarray(0, clip.length - 10);
	await expect(gather(film.write())).rejects.toThrow('the source ended after');
});

describe('forged tables are refused without taking them at their word', () => {
	const MANY = 0xffffffff;
	test.each<[string, () => Buffer, string]>([
		[
			'more sizes than the box holds',
			() => forged('stsz', 2, MANY),
			'announces 4294967295 entries',
		],
		[
			'billions of samples of one size',
			() => forged('stsz', 1, 1, forged('stsz', 2, MANY)),
			'makes the film too long',
		],
		[
			'more times than the box holds',
			() => forged('stts', 1, MANY),
			'announces 4294967295 entries',
		],
		['fewer times than samples', () => forged('stts', 2, 1), 'fewer times than samples'],
		[
			'more places than the box holds',
			() => forged('stco', 1, MANY),
			'announces 4294967295 entries',
		],
		['places outside the file', () => forged('stco', 2, MANY), 'it ends early'],
		['places twice', () => forged('stco', 3, 48), 'overlap or lie in disorder'],
		[
			'key frames that do not exist',
			() => forged('stss', 2, 99),
			'a key frame that does not exist',
		],
		['no key frame first', () => forged('stss', 2, 2), 'does not begin with a key frame'],
		['pictures that stand for years', () => forged('stts', 3, MANY, withoutEdits()), 'too long'],
		['a box larger than the one around it', () => forged('stsz', -2, MANY), 'does not fit'],
		['an index of 2 GB', () => forged('moov', -2, 0x7fffffff), 'more than 64 MB'],
		[
			'fragments with billions of samples',
			() => forged('trun', 1, 0x7fffffff, fragmented),
			'its box "trun" is too short',
		],
	])('%s', async (_, bad, problem) => {
		expect(await refusal(bad())).toContain(problem);
	});
});

test('what is known of a video that passes by, wherever its index stands', async () => {
	const seen = [clip, mute, fragmented].map((file) => {
		const reader = new VideoFactsReader();
		for (let at = 0; at < file.length; at += 99) reader.push(file.subarray(at, at + 99));
		return reader.facts();
	});
	const facts = { width: 64, height: 48, codec: 'h264', durationSeconds: 1, frameRate: 12 };
	expect(seen).toEqual([
		{ ...facts, audioCodec: 'aac', bytes: clip.length },
		{ ...facts, audioCodec: null, bytes: mute.length },
		{ ...facts, audioCodec: 'aac', bytes: fragmented.length },
	]);
});

test("a phone's video, turned by a quarter, is as large as it is shown", () => {
	// The first track's matrix (tkhd, version 0): its numbers 0, 1, 3 and 4, from byte 40 on.
	const quarter = Object.entries({ 10: 0, 11: 0x10000, 13: -0x10000, 14: 0 });
	const turned = quarter.reduce(
		(file, [place, value]) => forged('tkhd', Number(place), value, file),
		clip,
	);
	const reader = new VideoFactsReader();
	reader.push(turned);
	expect(reader.facts()).toMatchObject({ width: 48, height: 64 });
});

test('what is no MP4 has no facts', () => {
	const reader = new VideoFactsReader();
	reader.push(Buffer.from('<!doctype html><title>Not found</title>'));
	expect(reader.facts()).toBeUndefined();
});
