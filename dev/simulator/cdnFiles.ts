import type { Bytes } from './bytes';

/** A file on the CDN. */
export interface CdnFile {
	bytes: Bytes;
	type: string;
	etag: string;
	/** The prediction whose output it is. */
	predictionId?: string;
}

/** The files on the CDN, by path (`/output/….mp4`, `/media/…`). */
export class CdnFiles {
	readonly #files = new Map<string, CdnFile>();

	put(path: string, file: CdnFile): void {
		this.#files.set(path, file);
	}

	get(path: string): CdnFile | undefined {
		return this.#files.get(path);
	}

	clear(): void {
		this.#files.clear();
	}
}
