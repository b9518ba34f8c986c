import type { Runtime } from '../../base/runtime';
import type { MediaFile } from './mediaFile';
import type { UploadDeps, Uploaded } from './upload';
import { uploadFile } from './upload';

const NAME = 'waveSpeedUploads';

/** WaveSpeed keeps uploads for 7 days (API docs: Upload files); a job needs its input for a while. */
const USABLE_MS = 6 * 24 * 3600 * 1000;

/** What is kept of an upload: its URL, and when it was made (milliseconds since 1970). */
interface Kept {
	url: string;
	at: number;
}

/**
 * Uploads each file of an execution once, however many items and retries use it. A failure is told
 * to those that wait for it at that moment; who comes later tries anew.
 *
 * @param store the node's execution context: what is uploaded is remembered with the execution
 */
export function createUploads(
	store: Record<string, unknown>,
	deps: UploadDeps,
): (file: MediaFile) => Promise<Uploaded> {
	store[NAME] ??= {};
	const kept = store[NAME] as Record<string, unknown>;
	const underWay = new Map<string, Promise<Uploaded>>();
	return async (file) => {
		const { sha256 } = file;
		const url = usableUrl(kept[sha256], deps.runtime);
		if (url) return { url };
		let upload = underWay.get(sha256);
		if (!upload) {
			upload = uploadFile(file, deps).finally(() => underWay.delete(sha256));
			underWay.set(sha256, upload);
		}
		const result = await upload;
		if ('url' in result) {
			kept[sha256] = { url: result.url, at: deps.runtime.now() } satisfies Kept;
		}
		return result;
	};
}

/** Version 0.1 kept the URL alone, of unknown age: such a file is uploaded again, which is free. */
function usableUrl(value: unknown, { now }: Runtime): string | undefined {
	if (typeof value !== 'object' || value === null) return undefined;
	const { url, at } = value as Partial<Kept>;
	const isYoung = typeof at === 'number' && Math.abs(now() - at) < USABLE_MS;
	return isYoung && typeof url === 'string' ? url : undefined;
}
