import type { FileType } from '../fileTypes';
import { detectAudio, detectImage, detectVideo } from '../fileTypes';

/** How many leading bytes `outputType` looks at: enough to tell text from other things. */
export const HEAD_BYTES = 512;

export interface OutputType extends FileType {
	/** Built as an MP4, whose boxes can be followed. */
	isMp4: boolean;
}

/** Pictures in ISO boxes, by their brand (ISO/IEC 23008-12; AV1 Image File Format). */
const ISO_PICTURES: Record<string, FileType> = {
	avif: { mimeType: 'image/avif', extension: 'avif' },
	avis: { mimeType: 'image/avif', extension: 'avif' },
	heic: { mimeType: 'image/heic', extension: 'heic' },
	heix: { mimeType: 'image/heic', extension: 'heic' },
	mif1: { mimeType: 'image/heif', extension: 'heif' },
};

const JSON_TYPE: FileType = { mimeType: 'application/json', extension: 'json' };
const TEXT_TYPE: FileType = { mimeType: 'text/plain', extension: 'txt' };

/** Extensions of addresses behind which nothing but media can be right. */
const MEDIA_EXTENSION =
	/^(mp4|m4v|mov|webm|mkv|avi|png|jpe?g|webp|gif|bmp|avif|mp3|wav|m4a|ogg|flac)$/;

/**
 * What an output is, by its content: video, picture, audio or text with their own types, anything
 * else as it is. A page, and what can't be what its address says, is an error page in its place.
 *
 * @param head the file's first bytes, HEAD_BYTES of them if it has so many
 * @param url its address, where it has one
 */
export function outputType(head: Uint8Array, url?: string): OutputType | { problem: string } {
	const text = asText(head);
	if (text !== undefined && /^\s*<(?!svg)/i.test(text) && !/<svg\b/i.test(text)) {
		return { problem: 'what came is no video but a web page' };
	}
	const extension = extensionOf(url);
	const media = mediaType(head, text);
	if (media) return media;
	if (head.length === 0) return { problem: 'what came is no video: it is empty' };
	if (MEDIA_EXTENSION.test(extension)) {
		const what = text === undefined ? 'something unknown' : 'text';
		return {
			problem: `what came is no video but ${what}, although its address ends in .${extension}`,
		};
	}
	if (text === undefined) {
		const known = /^[a-z0-9]{1,8}$/.test(extension) ? extension : 'bin';
		return { mimeType: 'application/octet-stream', extension: known, isMp4: false };
	}
	return { ...(/^\s*[[{]/.test(text) ? JSON_TYPE : TEXT_TYPE), isMp4: false };
}

function mediaType(head: Uint8Array, text: string | undefined): OutputType | undefined {
	const brand = String.fromCharCode(...head.subarray(4, 12));
	const picture = brand.startsWith('ftyp') ? ISO_PICTURES[brand.slice(4)] : detectImage(head);
	if (picture) return { ...picture, isMp4: false };
	// An audio file in MP4's boxes first: the container alone would make it a video.
	const audio = detectAudio(head);
	if (audio) return { ...audio, isMp4: audio.mimeType === 'audio/mp4' };
	if (text !== undefined && /<svg\b/i.test(text)) {
		return { mimeType: 'image/svg+xml', extension: 'svg', isMp4: false };
	}
	return detectVideo(head);
}

/** The bytes as text; undefined when they are none. The last character may be cut. */
function asText(head: Uint8Array): string | undefined {
	const text = Buffer.from(head.subarray(0, HEAD_BYTES)).toString('utf8');
	const whole = head.length < HEAD_BYTES ? text : text.replace(/\uFFFD+$/, '');
	return /[\uFFFD\p{Cc}]/u.test(whole.replace(/[\t\r\n\f]/g, '')) ? undefined : whole;
}

/** Without the dot, in lower case; empty where the address has none. */
function extensionOf(url: string | undefined): string {
	if (url === undefined) return '';
	const path = new URL(url).pathname;
	const name = path.slice(path.lastIndexOf('/') + 1);
	const dot = name.lastIndexOf('.');
	return dot === -1 ? '' : name.slice(dot + 1).toLowerCase();
}
