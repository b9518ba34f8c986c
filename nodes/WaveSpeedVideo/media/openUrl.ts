import type { IExecuteFunctions } from 'n8n-workflow';
import type { Runtime } from '../generation/runtime';
import { mediaUrlProblem } from './mediaUrl';
import type { Part } from './transfer';
import { TransferError } from './transfer';

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
	let current = url;
	for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
		runtime.checkStop();
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
			abortSignal: ctx.getExecutionCancelSignal?.(),
		})) as { statusCode: number; headers: Record<string, unknown>; body: Body };
		const { statusCode: status, headers: answered, body } = response;
		const target = answered.location;
		if (status < 300 || status >= 400 || typeof target !== 'string') {
			return { part: watched(status, answered, body, runtime), readable: body.constructor };
		}
		body.destroy();
		current = new URL(target, current).href;
		const wrong = mediaUrlProblem(current, apiUrl);
		if (wrong) throw new TransferError(`it redirects to an address that ${wrong.slice(3)}`, 'none');
	}
	throw new TransferError(`more than ${MAX_REDIRECTS} redirects`, 'none');
}

/** A part whose connection is broken when nothing comes any more, or when the execution is stopped. */
function watched(
	status: number,
	headers: Record<string, unknown>,
	body: Body,
	runtime: Runtime,
): Part {
	let lastAt = runtime.now();
	let waiting = true;
	let closed = false;
	const close = () => {
		closed = true;
		body.destroy();
	};
	const watch = async () => {
		while (!closed) {
			await runtime.sleep(WATCH_EVERY_MS);
			if (!closed && waiting && runtime.now() - lastAt > STALL_MS) {
				body.destroy(new Error(`nothing came for ${STALL_MS / 1000} s`));
				return;
			}
		}
	};
	watch().catch(close);
	async function* chunks() {
		for await (const chunk of body) {
			waiting = false;
			yield chunk;
			// Time that n8n's storage takes is not the connection's silence.
			waiting = true;
			lastAt = runtime.now();
		}
	}
	return { status, headers, body: chunks(), close };
}
