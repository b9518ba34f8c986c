import type { Clip } from './clip';
import { HEAD_BYTES, placeForSets } from './parameterSets';
import type { Piece } from './pieces';
import type { SampleList } from './sampleList';
import { SourceReader } from './sourceReader';

/** What is written besides the clip's own bytes. */
export interface Insertions {
	/** Before the pictures where decoding can begin; empty when no clip needs that. */
	sets: Uint8Array;
	/** A silent frame. */
	silent: Uint8Array;
}

/** Whether parameter sets go into this picture. */
export function takesSets(samples: SampleList, index: number, { sets }: Insertions): boolean {
	return sets.length > 0 && samples.isSync(index) && samples.size(index) > 0;
}

/** Writes one clip's part of the film, reading the clip once from front to back. */
export async function* copyClip(
	clip: Clip,
	pieces: Iterable<Piece>,
	insertions: Insertions,
	source: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
	const { samples, format } = clip.pictures;
	const reader = new SourceReader(source);
	/** Bytes of the source that are due, in one range. */
	let [from, to] = [0, 0];
	try {
		for (const piece of pieces) {
			if (piece.kind === 'silence') {
				yield* reader.range(from, to);
				from = to;
				yield repeated(insertions.silent, piece.count);
				continue;
			}
			const list = piece.kind === 'picture' ? samples : (clip.sound?.frames as SampleList);
			const offset = list.offset(piece.index);
			const end = offset + list.size(piece.index);
			if (offset !== to) {
				yield* reader.range(from, to);
				from = offset;
			}
			to = end;
			if (piece.kind === 'picture' && takesSets(samples, piece.index, insertions)) {
				yield* reader.range(from, offset);
				const head = await reader.bytes(offset, Math.min(end, offset + HEAD_BYTES));
				const lengthSize = format.sets?.lengthSize ?? 4;
				const place = placeForSets(head, lengthSize, format.codec === 'hevc');
				yield Buffer.concat([head.subarray(0, place), insertions.sets, head.subarray(place)]);
				from = offset + head.length;
			}
		}
		yield* reader.range(from, to);
	} finally {
		await reader.close();
	}
}

function repeated(bytes: Uint8Array, count: number): Uint8Array {
	return Buffer.alloc(bytes.length * count, bytes);
}
