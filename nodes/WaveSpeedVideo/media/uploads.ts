import type { PictureFile } from './pictureFile';
import type { UploadDeps, Uploaded } from './upload';
import { uploadPicture } from './upload';

const NAME = 'waveSpeedUploads';

/**
 * Uploads each picture of an execution once, however many items and retries use it.
 *
 * @param store the node's execution context: what is uploaded is remembered with the execution
 */
export function createUploads(
	store: Record<string, unknown>,
	deps: UploadDeps,
): (picture: PictureFile) => Promise<Uploaded> {
	store[NAME] ??= {};
	const uploaded = store[NAME] as Record<string, string>;
	const underWay = new Map<string, Promise<Uploaded>>();
	return async (picture) => {
		const { sha256 } = picture;
		const known = uploaded[sha256];
		if (known) return { url: known };
		let upload = underWay.get(sha256);
		if (!upload) {
			upload = uploadPicture(picture, deps);
			underWay.set(sha256, upload);
		}
		const result = await upload;
		if ('url' in result) uploaded[sha256] = result.url;
		return result;
	};
}
