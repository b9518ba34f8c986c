import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';

/** A body of known size that is read piece by piece, never whole. */
export interface Bytes {
	readonly size: number;
	/** The bytes from `from` up to, not including, `to`. */
	read(from: number, to: number): AsyncIterable<Buffer>;
}

const pieceSize = 64 * 1024;

export function bufferBytes(buffer: Buffer): Bytes {
	return {
		size: buffer.length,
		async *read(from, to) {
			for (let at = from; at < to; at += pieceSize) {
				yield buffer.subarray(at, Math.min(at + pieceSize, to));
			}
		},
	};
}

export function textBytes(text: string): Bytes {
	return bufferBytes(Buffer.from(text));
}

export async function fileBytes(path: string): Promise<Bytes> {
	const { size } = await stat(path);
	return {
		size,
		async *read(from, to) {
			if (from >= to) return;
			for await (const piece of createReadStream(path, {
				start: from,
				end: to - 1,
				highWaterMark: 4 * pieceSize,
			})) {
				yield piece as Buffer;
			}
		},
	};
}

/** Noise, the same in every run, so that a lost or moved byte shows in a hash. */
const noise = createHash('shake256', { outputLength: pieceSize }).update('filler').digest();

/** Bytes made as they are read: the noise, each piece of it stamped with its number. */
export function fillerBytes(size: number): Bytes {
	return {
		size,
		async *read(from, to) {
			for (let start = from - (from % pieceSize); start < to; start += pieceSize) {
				const piece = Buffer.from(noise);
				piece.writeDoubleBE(start / pieceSize);
				yield piece.subarray(Math.max(from - start, 0), Math.min(to - start, pieceSize));
			}
		},
	};
}

export function slice(bytes: Bytes, start: number, end = bytes.size): Bytes {
	return {
		size: end - start,
		read: (from, to) => bytes.read(start + from, start + to),
	};
}

export function join(...parts: Bytes[]): Bytes {
	return {
		size: parts.reduce((sum, part) => sum + part.size, 0),
		async *read(from, to) {
			let offset = 0;
			for (const part of parts) {
				const start = Math.max(from - offset, 0);
				const end = Math.min(to - offset, part.size);
				if (start < end) yield* part.read(start, end);
				offset += part.size;
			}
		},
	};
}

export async function readAll(bytes: Bytes): Promise<Buffer> {
	const pieces: Buffer[] = [];
	for await (const piece of bytes.read(0, bytes.size)) pieces.push(piece);
	return Buffer.concat(pieces);
}

/** Hexadecimal SHA-256 of the whole. */
export async function sha256(bytes: Bytes): Promise<string> {
	const hash = createHash('sha256');
	for await (const piece of bytes.read(0, bytes.size)) hash.update(piece);
	return hash.digest('hex');
}
