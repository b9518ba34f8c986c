import fc from 'fast-check';
import { planFilm } from '../../../nodes/WaveSpeedVideo/film/film';
import type { ClipSource } from '../../../nodes/WaveSpeedVideo/film/film';
import { CannotJoin } from '../../../nodes/WaveSpeedVideo/film/refusal';
import { placeOf, realClip } from './clips';
import { VideoFactsReader } from '../../../nodes/WaveSpeedVideo/film/videoFacts';

/** A file in memory, given in chunks; counts the streams that were opened and not closed. */
export function inMemory(file: Uint8Array, open = { count: 0 }, chunk = 1000): ClipSource {
	return {
		bytes: file.length,
		open: async () => {
			open.count++;
			return (async function* () {
				try {
					for (let at = 0; at < file.length; at += chunk) yield file.subarray(at, at + chunk);
				} finally {
					open.count--;
				}
			})();
		},
	};
}

export async function gather(bytes: AsyncIterable<Uint8Array>): Promise<Buffer> {
	const chunks: Uint8Array[] = [];
	for await (const chunk of bytes) chunks.push(chunk);
	return Buffer.concat(chunks);
}

/** Numbers that forged counts, sizes and places may have. */
const EXTREMES = [0, 1, 2, 7, 8, 0x7fff, 0x7fffffff, 0x80000000, 0xfffffff0, 0xffffffff];

interface Change {
	/** Where, as a part of the range. */
	at: number;
	kind: 'byte' | 'word' | 'cut' | 'insert' | 'remove' | 'swap';
	value: number;
}

const change: fc.Arbitrary<Change> = fc.record({
	at: fc.noBias(fc.nat(2 ** 30 - 1)).map((value) => value / 2 ** 30),
	kind: fc.oneof(
		{ weight: 6, arbitrary: fc.constant('word' as const) },
		{ weight: 3, arbitrary: fc.constant('byte' as const) },
		{
			weight: 1,
			arbitrary: fc.constantFrom('cut', 'insert', 'remove', 'swap'),
		},
	),
	value: fc.oneof(fc.constantFrom(...EXTREMES), fc.nat(0xffff), fc.nat(0xffffffff)),
});

/** The file with one change. Most changes hit the given range, its index. */
function changed(file: Buffer, from: number, to: number, { at, kind, value }: Change): Buffer {
	const place = Math.floor(from + at * (Math.min(to, file.length) - from));
	const copy = Buffer.from(file);
	switch (kind) {
		case 'byte':
			copy[place] = value;
			return copy;
		case 'word':
			// Most fields stand on a multiple of four, with the boxes around them.
			if (place + 4 <= copy.length) copy.writeUInt32BE(value >>> 0, place);
			return copy;
		case 'cut':
			return copy.subarray(0, place);
		case 'insert':
			return Buffer.concat([
				copy.subarray(0, place),
				Buffer.alloc(value % 64),
				copy.subarray(place),
			]);
		case 'remove':
			return Buffer.concat([copy.subarray(0, place), copy.subarray(place + (value % 64))]);
		case 'swap':
			return copy.length % 2 ? copy : copy.swap16();
	}
}

/** A range of a file that is to be changed. */
interface Target {
	file: Buffer;
	from: number;
	to: number;
}

/** Clips to be changed in their index, or anywhere: fragments, and the boxes around all. */
async function targets(good: Buffer): Promise<Target[]> {
	return [good, await realClip('+frag_keyframe+empty_moov')].flatMap((file) => [
		{ file, ...placeOf(file, 'moov') },
		{ file, from: 0, to: file.length },
	]);
}

/**
 * However a clip's bytes are changed: joined with a good one it either becomes a film of the
 * announced size that can be read again, or it is refused clearly. Every stream is closed, and no
 * more is written than was read, but for a little.
 */
export async function checkMutations(runs: number): Promise<{ joined: number; refused: number }> {
	const good = await realClip('+faststart');
	const files = await targets(good);
	const outcome = { joined: 0, refused: 0 };
	await fc.assert(
		fc.asyncProperty(
			fc.constantFrom(...files),
			fc.array(change, { minLength: 1, maxLength: 4 }),
			async ({ file, from, to }, changes) => {
				const bad = changes.reduce((bytes, one) => changed(bytes, from, to, one), file);
				new VideoFactsReader().push(bad);
				const open = { count: 0 };
				try {
					const sources = [inMemory(good, open), inMemory(bad, open)];
					const film = await planFilm(sources, { withSound: true });
					if (open.count !== 0) throw new Error('a stream was left open by the inspection');
					const limit = 3 * (good.length + bad.length) + 100_000_000;
					if (film.bytes > limit) throw new Error(`the film has ${film.bytes} bytes`);
					let written = 0;
					let head = Buffer.alloc(0);
					for await (const chunk of film.write()) {
						written += chunk.length;
						if (head.length < 4_000_000) head = Buffer.concat([head, chunk]);
					}
					if (written !== film.bytes) throw new Error(`${written} bytes came, not ${film.bytes}`);
					const again = { bytes: written, open: async () => once(head) };
					const reread = await planFilm([again], { withSound: true });
					if (Math.abs(reread.seconds - film.seconds) > 1) {
						throw new Error(`read again it is ${reread.seconds} s long, not ${film.seconds}`);
					}
					outcome.joined++;
				} catch (error) {
					if (!(error instanceof CannotJoin)) throw error;
					if (!error.problem || !error.advice) throw new Error('it was refused without a word');
					outcome.refused++;
				}
				if (open.count !== 0) throw new Error('a stream was left open');
			},
		),
		{ numRuns: runs, endOnFailure: true },
	);
	return outcome;
}

async function* once(bytes: Uint8Array) {
	yield bytes;
}
