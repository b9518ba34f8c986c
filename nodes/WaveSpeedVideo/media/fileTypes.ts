export interface FileType {
	mimeType: string;
	/** Without the dot. */
	extension: string;
}

export interface VideoType extends FileType {
	/** Built of ISO boxes, which can be followed (QuickTime too). */
	isMp4: boolean;
}

/** How many leading bytes the functions below look at. */
export const SIGNATURE_BYTES = 16;

function ascii(bytes: Uint8Array, from: number, to: number): string {
	return String.fromCharCode(...bytes.subarray(from, to));
}

function startsWith(bytes: Uint8Array, signature: readonly number[]): boolean {
	return signature.every((byte, index) => bytes[index] === byte);
}

/** The picture formats that WaveSpeed's upload and models accept, by their first bytes. */
export function detectImage(bytes: Uint8Array): FileType | undefined {
	if (startsWith(bytes, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) {
		return { mimeType: 'image/png', extension: 'png' };
	}
	if (startsWith(bytes, [0xff, 0xd8, 0xff])) return { mimeType: 'image/jpeg', extension: 'jpg' };
	if (ascii(bytes, 0, 4) === 'RIFF' && ascii(bytes, 8, 12) === 'WEBP') {
		return { mimeType: 'image/webp', extension: 'webp' };
	}
	if (/^GIF8[79]a/.test(ascii(bytes, 0, 6))) return { mimeType: 'image/gif', extension: 'gif' };
	if (ascii(bytes, 0, 2) === 'BM') return { mimeType: 'image/bmp', extension: 'bmp' };
	return undefined;
}

/** The video containers that may come, by their first bytes; MP4 is what the models make. */
export function detectVideo(bytes: Uint8Array): VideoType | undefined {
	if (ascii(bytes, 4, 8) === 'ftyp') {
		return ascii(bytes, 8, 12) === 'qt  '
			? { mimeType: 'video/quicktime', extension: 'mov', isMp4: true }
			: { mimeType: 'video/mp4', extension: 'mp4', isMp4: true };
	}
	if (startsWith(bytes, [0x1a, 0x45, 0xdf, 0xa3])) {
		return { mimeType: 'video/webm', extension: 'webm', isMp4: false };
	}
	return undefined;
}

/** The audio formats that models take and make, by their first bytes. */
export function detectAudio(bytes: Uint8Array): FileType | undefined {
	if (ascii(bytes, 0, 4) === 'RIFF' && ascii(bytes, 8, 12) === 'WAVE') {
		return { mimeType: 'audio/wav', extension: 'wav' };
	}
	if (ascii(bytes, 0, 4) === 'OggS') return { mimeType: 'audio/ogg', extension: 'ogg' };
	if (ascii(bytes, 0, 4) === 'fLaC') return { mimeType: 'audio/flac', extension: 'flac' };
	if (/^ftypM4[AB] $/.test(ascii(bytes, 4, 12))) return { mimeType: 'audio/mp4', extension: 'm4a' };
	// An ID3 tag, or a frame of MPEG layer III (ISO/IEC 11172-3: eleven bits set, then version, layer).
	const [first = 0, second = 0] = bytes;
	if (ascii(bytes, 0, 3) === 'ID3' || (first === 0xff && (second & 0xe6) === 0xe2)) {
		return { mimeType: 'audio/mpeg', extension: 'mp3' };
	}
	return undefined;
}
