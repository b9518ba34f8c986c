import { imageSize } from 'image-size';
import { readAll } from './bytes';
import type { CdnFiles } from './cdnFiles';
import { keptFile, pictureFile } from './media/pictures';

/** A picture as a job uses it. */
export interface Picture {
	/** Path of the file, where the renderer can read it. */
	path: string;
	/** Taller than wide. */
	portrait: boolean;
}

/** A media URL that the service cannot use. WaveSpeed docs, "Error codes": task error 1402. */
export class UnusableMedia extends Error {
	readonly code = 1402;
}

const fetchTimeoutMs = 10_000;
const loopback = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/**
 * The bytes behind a URL; undefined for hosts that are not on this machine: tests have no network,
 * so those count as reachable.
 *
 * @throws UnusableMedia when a URL on this machine answers with anything but 2xx, or not at all
 */
async function fetchMedia(
	url: string,
	cdnUrl: string,
	files: CdnFiles,
): Promise<Buffer | undefined> {
	const { hostname, origin, pathname } = new URL(url);
	if (!loopback.test(hostname)) return undefined;
	if (origin === cdnUrl) {
		const file = files.get(pathname);
		if (!file) throw new UnusableMedia(`Failed to download media from ${url}: HTTP 404`);
		return readAll(file.bytes);
	}
	try {
		const response = await fetch(url, { signal: AbortSignal.timeout(fetchTimeoutMs) });
		if (!response.ok) throw new Error(`HTTP ${response.status}`);
		return Buffer.from(await response.arrayBuffer());
	} catch (error) {
		throw new UnusableMedia(`Failed to download media from ${url}: ${String(error)}`);
	}
}

/** Checks that a media URL can be reached. @throws UnusableMedia */
export async function checkReachable(url: string, cdnUrl: string, files: CdnFiles): Promise<void> {
	await fetchMedia(url, cdnUrl, files);
}

/**
 * The picture behind a URL; a generated one for hosts that are not on this machine.
 *
 * @throws UnusableMedia when it cannot be fetched or is no image
 */
export async function fetchPicture(url: string, cdnUrl: string, files: CdnFiles): Promise<Picture> {
	const bytes = await fetchMedia(url, cdnUrl, files);
	if (!bytes) {
		return { path: await pictureFile({ width: 1280, height: 720 }), portrait: false };
	}
	try {
		const { width, height } = imageSize(bytes);
		return { path: await keptFile(bytes, 'image'), portrait: height > width };
	} catch {
		throw new UnusableMedia(`The media at ${url} is not an image`);
	}
}
