import type { IBinaryData } from 'n8n-workflow';
import { BUFFERED_BYTES } from './room';

/** Downloads at once where n8n writes files to disk as they come (`filesystem`). */
const STREAMED_AT_ONCE = 6;

const inThisProcess: { streams?: boolean } = {};

/**
 * How n8n stores files, which decides how much memory a download takes. A node can't ask for it: it
 * shows in the ids of stored files (n8n-core, `createBinaryDataId`: "<mode>:<file>"; no id in memory).
 */
export class Storage {
	/** Bytes of the largest file so far. */
	private largest = 0;

	/** @param seen what is known already: an n8n doesn't change its storage while it runs */
	constructor(private readonly seen: { streams?: boolean } = inThisProcess) {}

	/** @param bytes of the file, where it is one of ours */
	learn({ id }: Pick<IBinaryData, 'id'>, bytes = 0): void {
		this.seen.streams = id?.startsWith('filesystem') ?? false;
		this.largest = Math.max(this.largest, bytes);
	}

	get known(): boolean {
		return this.seen.streams !== undefined;
	}

	/** Whether each file is held as a whole, so that a stream only costs more. */
	get buffers(): boolean {
		return this.seen.streams === false;
	}

	/** How many of an execution may run at once; one until the storage is known, and sizes with it. */
	get atOnce(): number {
		if (this.seen.streams) return STREAMED_AT_ONCE;
		if (this.seen.streams === undefined || this.largest === 0) return 1;
		return Math.max(1, Math.min(STREAMED_AT_ONCE, Math.floor(BUFFERED_BYTES / this.largest)));
	}
}
