export interface ImageSize {
	width: number;
	height: number;
}

/** How many leading bytes are kept to find the size: a JPEG's may stand behind 64 KB of metadata. */
export const SIZE_BYTES = 256 * 1024;

/**
 * Width and height in pixels from a picture's header; undefined when they don't stand there.
 * PNG (RFC 2083), GIF (GIF89a), BMP (BITMAPINFOHEADER), JPEG (ITU T.81), WebP (RFC 9649).
 */
export function readImageSize(mimeType: string, bytes: Uint8Array): ImageSize | undefined {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	try {
		switch (mimeType) {
			case 'image/png':
				return { width: view.getUint32(16), height: view.getUint32(20) };
			case 'image/gif':
				return { width: view.getUint16(6, true), height: view.getUint16(8, true) };
			case 'image/bmp':
				return {
					width: view.getInt32(18, true),
					height: Math.abs(view.getInt32(22, true)),
				};
			case 'image/jpeg':
				return jpegSize(view);
			case 'image/webp':
				return webpSize(view);
			default:
				return undefined;
		}
	} catch {
		// The header is longer than what is there.
		return undefined;
	}
}

/** Walks the segments up to the start of frame (SOF0 to SOF15 but for the three that are tables). */
function jpegSize(view: DataView): ImageSize | undefined {
	let at = 2;
	while (view.getUint8(at) === 0xff) {
		const marker = view.getUint8(at + 1);
		if (marker === 0xff) {
			at++;
			continue;
		}
		const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
		if (isFrame) return { width: view.getUint16(at + 7), height: view.getUint16(at + 5) };
		at += 2 + view.getUint16(at + 2);
	}
	return undefined;
}

function webpSize(view: DataView): ImageSize | undefined {
	const chunk = String.fromCharCode(...[12, 13, 14, 15].map((at) => view.getUint8(at)));
	const uint24 = (at: number) => view.getUint16(at, true) | (view.getUint8(at + 2) << 16);
	switch (chunk) {
		case 'VP8X':
			return { width: uint24(24) + 1, height: uint24(27) + 1 };
		case 'VP8L': {
			const bits = view.getUint32(21, true);
			return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
		}
		case 'VP8 ':
			return {
				width: view.getUint16(26, true) & 0x3fff,
				height: view.getUint16(28, true) & 0x3fff,
			};
		default:
			return undefined;
	}
}

/** Deviation of an aspect ratio that nobody sees. */
const TOLERANCE = 0.03;

/** Whether a picture fills a 720p or 1080p frame, lying or standing. */
export function fitsFrame({ width, height }: ImageSize): boolean {
	const ratio = Math.max(width, height) / Math.min(width, height);
	return Math.abs(ratio / (16 / 9) - 1) <= TOLERANCE;
}
