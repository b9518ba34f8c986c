/** Elements of 8 bytes in one piece of garbage: 64 KB, which V8 still counts as a small object. */
const PIECE = 8192;

/** Bytes of network data per piece. */
const PER_PIECE = 32 * 1024;

const latest: { garbage?: unknown[] } = {};

/**
 * Makes V8 collect the buffers of a download while they are young, which takes 2 ms. A buffer is next to
 * nothing on V8's own heap, so that it would only notice 35 MB of them as a whole, and then searches
 * all of n8n's heap, which takes 2 CPU seconds per 300 MB. So some real garbage is made along with them
 * (docs/download-benchmark.md).
 *
 * @param bytes that came from the network
 */
export function promptCollection(bytes: number): void {
	for (let left = bytes; left > 0; left -= PER_PIECE) latest.garbage = new Array<unknown>(PIECE);
}
