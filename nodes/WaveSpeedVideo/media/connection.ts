import type { IHttpRequestOptions } from 'n8n-workflow';
import type { Host } from '../base/host';

/** The class of a Node stream; there is no other way to it without Node's own modules. */
export interface ReadableClass {
	from(source: AsyncIterable<Uint8Array>, options: object): { unshift(chunk: Uint8Array): unknown };
}

/** The stream that n8n's HTTP helper gives: an IncomingMessage on 1.x, a Readable on 2.x. */
export type Body = AsyncIterable<Uint8Array> & {
	destroy(error?: Error): unknown;
	constructor: ReadableClass;
};

/** A request under way, without the API key: its answer's body is a stream that nobody reads for us. */
export interface Connection {
	answer: Promise<{ status: number; headers: Record<string, unknown>; body: Body }>;
	/** Ends it, at whatever point it is. */
	end(): void;
}

/** Sends a request. Redirects and HTTP errors are answers. */
export function connect(
	{ request, stop }: Pick<Host, 'request' | 'stop'>,
	options: IHttpRequestOptions,
): Connection {
	const controller = new AbortController();
	let body: Body | undefined;
	const send = async () => {
		const response = (await request({
			...options,
			encoding: 'stream',
			disableFollowRedirect: true,
			ignoreHttpStatusErrors: true,
			returnFullResponse: true,
			// The helper knows of a stop only if it is told.
			abortSignal: stop ? AbortSignal.any([stop, controller.signal]) : controller.signal,
		})) as unknown as { statusCode: number; headers: Record<string, unknown>; body: Body };
		body = response.body;
		return { status: response.statusCode, headers: response.headers, body };
	};
	return {
		answer: send(),
		// To destroy the body is not enough on 2.x: that is a stream around the connection's own, and
		// while it waits for a chunk, or before its first, it passes nothing on.
		end() {
			body?.destroy();
			controller.abort();
		},
	};
}
