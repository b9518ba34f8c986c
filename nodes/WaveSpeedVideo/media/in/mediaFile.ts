import { createHash } from 'crypto';
import type { IBinaryData } from 'n8n-workflow';
import type { Host } from '../../base/host';
import { detectAudio, detectImage, detectMedia, detectVideo } from '../fileTypes';
import type { FileType } from '../fileTypes';
import { readImageSize, SIZE_BYTES } from './imageSize';
import type { ImageSize } from './imageSize';

/** WaveSpeed's limit for an upload by ticket, in bytes (WaveSpeed API docs: Upload files). */
const MAX_UPLOAD_BYTES = 200 * 1024 * 1024;

/** Chunks that a file is read in, in bytes. */
const CHUNK_BYTES = 256 * 1024;

/** A picture or video in n8n's binary storage, or in memory. Read as a stream, never as a whole. */
export interface MediaFile {
	kind: 'file';
	binary: IBinaryData;
	bytes: number;
	/** Of the content, hexadecimal. */
	sha256: string;
	mimeType: string;
	fileName: string;
	size?: ImageSize;
}

/** The file's bytes, by chunks. Files without an id are in memory, as base64. */
export async function openBinary(
	host: Pick<Host, 'binary'>,
	binary: IBinaryData,
	chunkBytes = CHUNK_BYTES,
): Promise<AsyncIterable<Uint8Array>> {
	if (binary.id) return await host.binary.open(binary.id, chunkBytes);
	const { data } = binary;
	return (async function* () {
		yield Buffer.from(data, 'base64');
	})();
}

/** Size in bytes, without reading the file. */
export async function announcedSize(
	host: Pick<Host, 'binary'>,
	binary: IBinaryData,
): Promise<number> {
	if (!binary.id) return Buffer.byteLength(binary.data, 'base64');
	return await host.binary.size(binary.id);
}

/** What a file must be. */
export interface Wanted {
	/** In messages, and the uploaded file's name. */
	what: 'picture' | 'video' | 'sound' | 'file';
	/** Tells the type by the first bytes. */
	detect(bytes: Uint8Array): FileType | undefined;
	/** "PNG, JPEG, …" */
	allowed: string;
}

export const PICTURE: Wanted = {
	what: 'picture',
	detect: detectImage,
	allowed: 'PNG, JPEG, WebP, GIF and BMP',
};

export const VIDEO: Wanted = {
	what: 'video',
	detect: detectVideo,
	allowed: 'MP4, QuickTime and WebM',
};

export const SOUND: Wanted = {
	what: 'sound',
	detect: detectAudio,
	allowed: 'MP3, WAV, M4A, AAC, OGG and FLAC',
};

/** Whatever WaveSpeed's upload takes, as far as we know it by its content. */
export const ANY: Wanted = {
	what: 'file',
	detect: detectMedia,
	allowed: `pictures (${PICTURE.allowed}), videos (${VIDEO.allowed}) and sounds (${SOUND.allowed})`,
};

/**
 * Looks at a file once, by chunks: what it is by its content, not too large; its hash and size.
 *
 * @returns the file, or what is wrong with it
 */
export async function inspectFile(
	host: Pick<Host, 'binary'>,
	binary: IBinaryData,
	{ what, detect, allowed }: Wanted,
): Promise<MediaFile | { problem: string; advice: string }> {
	const announced = await announcedSize(host, binary);
	if (announced > MAX_UPLOAD_BYTES) {
		return {
			problem: `is too large: ${Math.ceil(announced / 1024 / 1024)} MB`,
			advice: `WaveSpeed accepts uploads of up to ${MAX_UPLOAD_BYTES / 1024 / 1024} MB.`,
		};
	}
	const hash = createHash('sha256');
	let bytes = 0;
	let head: Uint8Array = new Uint8Array();
	let type: FileType | undefined;
	for await (const chunk of await openBinary(host, binary)) {
		bytes += chunk.length;
		hash.update(chunk);
		if (head.length < SIZE_BYTES) head = Buffer.concat([head, chunk.subarray(0, SIZE_BYTES)]);
		type ??= detect(head);
		// What is no picture after this much need not be read any further.
		if (!type && head.length >= CHUNK_BYTES) break;
	}
	if (!type) {
		return {
			problem: `holds no ${what === 'file' ? 'picture, video or sound' : what} (${announced} bytes, ${binary.mimeType})`,
			advice: `Allowed are ${allowed}, recognised by their content.`,
		};
	}
	const { mimeType, extension } = type;
	return {
		kind: 'file',
		binary,
		bytes,
		sha256: hash.digest('hex'),
		mimeType,
		fileName: `${what}.${extension}`,
		size: readImageSize(mimeType, head),
	};
}
