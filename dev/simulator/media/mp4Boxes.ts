import { open } from 'node:fs/promises';
import { bufferBytes, fileBytes, fillerBytes, join, slice } from '../bytes';
import type { Bytes } from '../bytes';

/** A top-level box of an MP4 file: its place in the file and its size in bytes. */
export interface Mp4Box {
	type: string;
	start: number;
	size: number;
}

const headerSize = 8;

/** The top-level boxes of an MP4 file, in order. */
export async function topLevelBoxes(path: string): Promise<Mp4Box[]> {
	const file = await open(path);
	try {
		const boxes: Mp4Box[] = [];
		const header = Buffer.alloc(headerSize);
		let start = 0;
		while ((await file.read(header, 0, headerSize, start)).bytesRead === headerSize) {
			const size = header.readUInt32BE(0);
			if (size < headerSize) throw new Error(`${path}: no plain MP4 box at byte ${start}`);
			boxes.push({ type: header.toString('latin1', 4), start, size });
			start += size;
		}
		return boxes;
	} finally {
		await file.close();
	}
}

function boxHeader(size: number, type: string): Buffer {
	const header = Buffer.alloc(headerSize);
	header.writeUInt32BE(size, 0);
	header.write(type, 4, 'latin1');
	return header;
}

/** A `free` box, which players skip, with a JSON note in it. */
export function noteBox(note: unknown): Bytes {
	const text = Buffer.from(JSON.stringify(note));
	return bufferBytes(Buffer.concat([boxHeader(headerSize + text.length, 'free'), text]));
}

/**
 * The file, grown to `size` bytes: its last box, the media data, is filled up behind the real
 * frames. Still a valid MP4 that plays. A `size` below the file's own leaves it as it is.
 *
 * @throws RangeError from 4 GiB on, where boxes need another kind of header
 */
export async function paddedMp4(path: string, size: number): Promise<Bytes> {
	const file = await fileBytes(path);
	const padding = size - file.size;
	if (padding <= 0) return file;
	const media = (await topLevelBoxes(path)).at(-1);
	if (media?.type !== 'mdat') throw new Error(`${path}: the media data is not the last box`);
	const header = bufferBytes(boxHeader(media.size + padding, 'mdat'));
	return join(
		slice(file, 0, media.start),
		header,
		slice(file, media.start + headerSize),
		fillerBytes(padding),
	);
}
