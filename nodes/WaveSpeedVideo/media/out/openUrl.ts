import type { IExecuteFunctions } from 'n8n-workflow';
import type { Runtime } from '../../base/runtime';
import { mediaUrlProblem } from '../mediaUrl';
import type { Part } from './transfer';
import { reasonOf, TransferError } from './transfer';

/** A connection that brings nothing for so long is given up (milliseconds). */
export const STALL_MS = 60_000;

const WATCH_EVERY_MS = 5_000;

const MAX_REDIRECTS = 5;

/** The class of a Node stream; there is no other way to it without Node's own modules. */
export interface ReadableClass {
	from(source: AsyncIterable<Uint8Array>, options: object): unknown;
}

/** The stream that n8n's HTTP helper gives: an IncomingMessage on 1.x, a Readable on 2.x. */
type Body = AsyncIterable<Uint8Array> & {
	destroy(error?: Error): unknown;
	constructor: ReadableClass;
};

interface Deps {
	ctx: IExecuteFunctions;
	runtime: Runtime;
	/** The credential's Base URL. */
	apiUrl: string;
}

/**
 * Opens an address that the service named, without the API key. Follows redirects itself, because
 * every stop must be an address that n8n may open.
 */
export async function openUrl(
	url: string,
	from: { fromByte: number; etag?: string },
	{ ctx, runtime, apiUrl }: Deps,
): Promise<{ part: Part; readable: ReadableClass }> {
	// Content-Length and Range must count the bytes that arrive here.
	const headers: Record<string, string> = { 'Accept-Encoding': 'identity' };
	if (from.fromByte > 0) {
		headers.Range = `bytes=${from.fromByte}-`;
		if (from.etag && !from.etag.startsWith('W/')) headers['If-Range'] = from.etag;
	}
	const stop = ctx.getExecutionCancelSignal?.();
	let current = url;
	for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
		runtime.checkStop();
		const connection = new AbortController();
		const { signal } = connection;
		const response = (await ctx.helpers.httpRequest({
			method: 'GET',
			url: current,
			headers: { ...headers },
			encoding: 'stream',
			timeout: STALL_MS,
			disableFollowRedirect: true,
			ignoreHttpStatusErrors: true,
			returnFullResponse: true,
			// The helper knows of a stop only if it is told.
			abortSignal: stop ? AbortSignal.any([stop, signal]) : signal,
		})) as { statusCode: number; headers: Record<string, unknown>; body: Body };
		const { statusCode: status, headers: answered, body } = response;
		const target = answered.location;
		if (status < 300 || status >= 400 || typeof target !== 'string') {
			const disconnect = () => disconnectFrom(body, connection);
			const part = watched({ status, headers: answered, body }, disconnect, runtime);
			return { part, readable: body.constructor };
		}
		disconnectFrom(body, connection);
		current = new URL(target, current).href;
		const wrong = mediaUrlProblem(current, apiUrl);
		if (wrong) throw new TransferError(`it redirects to an address that ${wrong.slice(3)}`, 'none');
	}
	throw new TransferError(`more than ${MAX_REDIRECTS} redirects`, 'none');
}

/**
 * Ends a connection. To destroy its body is not enough on 2.x: that is a stream around the
 * connection's own, and while it waits for a chunk, or before its first, it passes nothing on.
 */
function disconnectFrom(body: Body, connection: AbortController): void {
	body.destroy();
	connection.abort();
}

/** A part whose connection is broken when nothing comes any more, or when the execution is stopped. */
function watched(
	{ status, headers, body }: { status: number; headers: Record<string, unknown>; body: Body },
	disconnect: () => void,
	runtime: Runtime,
): Part {
	let lastAt = runtime.now();
	let waiting = true;
	let closed = false;
	let stalled = false;
	const close = () => {
		closed = true;
		disconnect();
	};
	const watch = async () => {
		while (!closed) {
			await runtime.sleep(WATCH_EVERY_MS);
			if (!closed && waiting && runtime.now() - lastAt > STALL_MS) {
				stalled = true;
				close();
			}
		}
	};
	watch().catch(close);
	async function* chunks() {
		let failure: TransferError | undefined;
		try {
			for await (const chunk of body) {
				waiting = false;
				yield chunk;
				// Time that n8n's storage takes is not the connection's silence.
				waiting = true;
				lastAt = runtime.now();
			}
		} catch (error) {
			failure = new TransferError(reasonOf(error), 'resume');
		}
		if (stalled) failure = new TransferError(`nothing came for ${STALL_MS / 1000} s`, 'resume');
		if (failure) throw failure;
	}
	return { status, headers, body: chunks(), close };
}
