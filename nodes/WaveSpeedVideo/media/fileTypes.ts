export interface FileType {
	mimeType: string;
	/** Without the dot. */
	extension: string;
}

export interface VideoType extends FileType {
	/** Built of ISO boxes, which can be followed (QuickTime too). */
	isMp4: boolean;
}

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

/** ISO files that hold sound alone say so in their brand. */
const SOUND_BRAND = /^M4[ABP] $/;

/** The sound formats that models take and make, by their first bytes. */
export function detectAudio(bytes: Uint8Array): FileType | undefined {
	const head = ascii(bytes, 0, 4);
	if (head === 'RIFF' && ascii(bytes, 8, 12) === 'WAVE') {
		return { mimeType: 'audio/wav', extension: 'wav' };
	}
	if (head === 'fLaC') return { mimeType: 'audio/flac', extension: 'flac' };
	if (head === 'OggS') return { mimeType: 'audio/ogg', extension: 'ogg' };
	if (ascii(bytes, 4, 8) === 'ftyp' && SOUND_BRAND.test(ascii(bytes, 8, 12))) {
		return { mimeType: 'audio/mp4', extension: 'm4a' };
	}
	if (head.startsWith('ID3')) return { mimeType: 'audio/mpeg', extension: 'mp3' };
	return frameSound(bytes);
}

/**
 * Sound without a container begins with a frame: 11 or 12 set bits, then the version and the layer
 * (ISO 11172-3; ADTS: ISO 13818-7, layer always 0).
 */
function frameSound([first = 0, second = 0, third = 0]: Uint8Array): FileType | undefined {
	if (first !== 0xff || (second & 0xe0) !== 0xe0) return undefined;
	if ((second & 0xf6) === 0xf0) return { mimeType: 'audio/aac', extension: 'aac' };
	const [version, layer, rate] = [(second >> 3) & 3, (second >> 1) & 3, third >> 4];
	const isMp3 = version !== 1 && layer !== 0 && rate !== 0 && rate !== 15;
	return isMp3 ? { mimeType: 'audio/mpeg', extension: 'mp3' } : undefined;
}

/** A picture, video or sound by its first bytes; undefined for anything else. */
export function detectMedia(
	bytes: Uint8Array,
): (FileType & { kind: 'image' | 'video' | 'audio'; isMp4?: boolean }) | undefined {
	const image = detectImage(bytes);
	if (image) return { ...image, kind: 'image' };
	// Before video: a sound may lie in the same container.
	const audio = detectAudio(bytes);
	if (audio) return { ...audio, kind: 'audio', isMp4: audio.extension === 'm4a' };
	const video = detectVideo(bytes);
	return video && { ...video, kind: 'video' };
}

/** The video containers that may come, by their first bytes; MP4 is what the models make. */
export function detectVideo(bytes: Uint8Array): VideoType | undefined {
	if (ascii(bytes, 4, 8) === 'ftyp' && !SOUND_BRAND.test(ascii(bytes, 8, 12))) {
		return ascii(bytes, 8, 12) === 'qt  '
			? { mimeType: 'video/quicktime', extension: 'mov', isMp4: true }
			: { mimeType: 'video/mp4', extension: 'mp4', isMp4: true };
	}
	if (startsWith(bytes, [0x1a, 0x45, 0xdf, 0xa3])) {
		return { mimeType: 'video/webm', extension: 'webm', isMp4: false };
	}
	return undefined;
}
