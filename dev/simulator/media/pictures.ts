import { readFile, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { cachedFile, contentKey, render } from './render';
import type { Frame } from './videos';

export type PictureFormat = 'png' | 'jpeg' | 'webp' | 'gif' | 'bmp';

export interface PictureOptions extends Frame {
	/** Default `png`. */
	format?: PictureFormat;
	/** A colour that FFmpeg knows (`red`, `0x336699`); default: a test pattern. */
	color?: string;
}

export type Rgb = [red: number, green: number, blue: number];

const encodings: Record<PictureFormat, { codec: string; pixels: string; format: string }> = {
	png: { codec: 'png', pixels: 'rgb24', format: 'image2pipe' },
	jpeg: { codec: 'mjpeg', pixels: 'yuvj420p', format: 'image2pipe' },
	webp: { codec: 'libwebp', pixels: 'yuv420p', format: 'webp' },
	gif: { codec: 'gif', pixels: 'rgb8', format: 'gif' },
	bmp: { codec: 'bmp', pixels: 'bgr24', format: 'image2pipe' },
};

/** The path of a valid picture file of this size, format and colour. */
export function pictureFile({
	width,
	height,
	format = 'png',
	color,
}: PictureOptions): Promise<string> {
	const { codec, pixels, format: container } = encodings[format];
	const source = color
		? `color=c=${color}:size=${width}x${height}`
		: `testsrc2=size=${width}x${height}`;
	const graph = `${source}:rate=1:duration=1,format=${pixels}`;
	return render({ graph, format: container, tracks: [{ codec }] }, format);
}

/** The bytes of a valid picture of this size, format and colour. */
export async function picture(options: PictureOptions): Promise<Buffer> {
	return readFile(await pictureFile(options));
}

/** Puts bytes where the renderer can read them, and returns their path. */
export function keptFile(bytes: Buffer, extension: string): Promise<string> {
	return cachedFile(`${contentKey(bytes)}.${extension}`, (path) => writeFile(path, bytes));
}

/** The average colour of a picture, or of a video's first frame, each channel from 0 to 255. */
export async function averageColor(file: Buffer): Promise<Rgb> {
	const path = await keptFile(file, 'bin');
	const graph = `movie=${basename(path)},trim=end_frame=1,scale=1:1:flags=area,format=rgb24`;
	const rgb = await readFile(
		await render({ graph, format: 'rawvideo', tracks: [{ codec: 'rawvideo' }] }, 'rgb'),
	);
	return [rgb.readUInt8(0), rgb.readUInt8(1), rgb.readUInt8(2)];
}
