import type { MediaFile } from './mediaFile';
import type { UploadDeps, Uploaded } from './upload';
import { uploadFile } from './upload';

const NAME = 'waveSpeedUploads';

/**
 * Uploads each file of an execution once, however many items and retries use it.
 *
 * @param store the node's execution context: what is uploaded is remembered with the execution
 */
export function createUploads(
	store: Record<string, unknown>,
	deps: UploadDeps,
): (file: MediaFile) => Promise<Uploaded> {
	store[NAME] ??= {};
	const uploaded = store[NAME] as Record<string, string>;
	const underWay = new Map<string, Promise<Uploaded>>();
	return async (file) => {
		const { sha256 } = file;
		const known = uploaded[sha256];
		if (known) return { url: known };
		let upload = underWay.get(sha256);
		if (!upload) {
			upload = uploadFile(file, deps);
			underWay.set(sha256, upload);
		}
		const result = await upload;
		if ('url' in result) uploaded[sha256] = result.url;
		return result;
	};
}
