import type { ReadableClass } from './readableClass';

/** The stream that n8n's HTTP helper gives: an IncomingMessage on 1.x, a Readable on 2.x. */
export type Body = AsyncIterable<Uint8Array> & {
	destroy(error?: Error): unknown;
	constructor: ReadableClass;
};

/**
 * Ends a connection. To destroy its body is not enough on 2.x: that is a stream around the
 * connection's own, and while it waits for a chunk, or before its first, it passes nothing on.
 */
export function disconnectFrom(body: Body, connection: AbortController): void {
	body.destroy();
	connection.abort();
}
