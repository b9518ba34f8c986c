import type { Host } from '../../base/host';
import type { Runtime } from '../../base/runtime';
import type { Body, ReadableClass } from '../connection';
import { connect } from '../connection';
import { mediaUrlProblem } from '../mediaUrl';
import { promptCollection } from './promptCollection';
import type { Part } from './part';
import { reasonOf, TransferError } from './part';

/** A connection that brings nothing for so long is given up (milliseconds). */
const STALL_MS = 60_000;

const WATCH_EVERY_MS = 5_000;

const MAX_REDIRECTS = 5;

interface Deps {
	host: Pick<Host, 'request' | 'stop'>;
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
	{ host, runtime, apiUrl }: Deps,
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
		const request = {
			method: 'GET',
			url: current,
			headers: { ...headers },
			timeout: STALL_MS,
		} as const;
		const connection = connect(host, request);
		const answer = await connection.answer;
		const target = answer.headers.location;
		if (answer.status < 300 || answer.status >= 400 || typeof target !== 'string') {
			const part = watched(answer, connection.end, runtime);
			return { part, readable: answer.body.constructor };
		}
		connection.end();
		current = new URL(target, current).href;
		const wrong = mediaUrlProblem(current, apiUrl);
		if (wrong) throw new TransferError(`it redirects to an address that ${wrong.slice(3)}`, 'none');
	}
	throw new TransferError(`more than ${MAX_REDIRECTS} redirects`, 'none');
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
				promptCollection(chunk.length);
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
