import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';
import { readNetworkError } from '../api/http';
import type { Runtime } from '../generation/runtime';
import { detectVideo, SIGNATURE_BYTES } from './fileTypes';
import type { FileType } from './fileTypes';
import { mediaUrlProblem } from './mediaUrl';

/** Tries for one video; each begins anew. A download costs nothing. */
const ATTEMPTS = 4;

/** A connection that brings nothing for so long is given up (milliseconds). */
const STALL_MS = 60_000;

const WATCH_EVERY_MS = 5_000;

const MAX_REDIRECTS = 5;

/** The stream that n8n's HTTP helper gives: an IncomingMessage on 1.x, a Readable on 2.x. */
type Body = AsyncIterable<Uint8Array> & {
	destroy(error?: Error): unknown;
	constructor: { from(source: AsyncIterable<Uint8Array>, options: object): unknown };
};

interface Response {
	statusCode: number;
	headers: Record<string, unknown>;
	body: Body;
}

export interface DownloadDeps {
	ctx: IExecuteFunctions;
	runtime: Runtime;
	/** The credential's Base URL. */
	apiUrl: string;
}

/** Why a download failed; `final` when another try cannot help. */
interface Problem {
	reason: string;
	final: boolean;
	httpStatus?: number;
}

export type Downloaded =
	| { kind: 'file'; binary: IBinaryData; bytes: number }
	| { kind: 'failed'; reason: string; httpStatus?: number };

/**
 * Streams a video into n8n's binary storage, whole or not at all. The API key isn't sent.
 *
 * @param nameFor makes the file name once the container is known
 */
export async function downloadVideo(
	url: string,
	nameFor: (type: FileType) => string,
	deps: DownloadDeps,
): Promise<Downloaded> {
	let problem: Problem = { reason: '', final: false };
	for (let attempt = 1; attempt <= ATTEMPTS && !problem.final; attempt++) {
		if (attempt > 1) {
			deps.runtime.log('warn', `Download of ${url} failed (${problem.reason}); trying again`);
			await deps.runtime.sleep(1000 * 2 ** (attempt - 1));
		}
		const result = await downloadOnce(url, nameFor, deps);
		if ('binary' in result) return { kind: 'file', ...result };
		problem = result;
	}
	return { kind: 'failed', reason: problem.reason, httpStatus: problem.httpStatus };
}

/** Follows redirects itself: every stop must be an address that n8n may open. */
async function open(url: string, deps: DownloadDeps): Promise<Response | Problem> {
	let current = url;
	for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
		const wrong = mediaUrlProblem(current, deps.apiUrl);
		if (wrong) return { reason: `the address is not usable: ${wrong}`, final: true };
		deps.runtime.checkStop();
		const response = (await deps.ctx.helpers.httpRequest({
			method: 'GET',
			url: current,
			// Content-Length must count the bytes that arrive here.
			headers: { 'Accept-Encoding': 'identity' },
			encoding: 'stream',
			timeout: STALL_MS,
			disableFollowRedirect: true,
			ignoreHttpStatusErrors: true,
			returnFullResponse: true,
			abortSignal: deps.ctx.getExecutionCancelSignal?.(),
		})) as Response;
		const { statusCode, headers, body } = response;
		if (statusCode === 200) return response;
		body.destroy();
		if (statusCode < 300 || statusCode >= 400 || typeof headers.location !== 'string') {
			const passing = statusCode >= 500 || statusCode === 429 || statusCode === 408;
			return { reason: `HTTP ${statusCode}`, final: !passing, httpStatus: statusCode };
		}
		current = new URL(headers.location, current).href;
	}
	return { reason: `more than ${MAX_REDIRECTS} redirects`, final: true };
}

async function downloadOnce(
	url: string,
	nameFor: (type: FileType) => string,
	deps: DownloadDeps,
): Promise<{ binary: IBinaryData; bytes: number } | Problem> {
	const { ctx, runtime } = deps;
	const progress = { bytes: 0, at: runtime.now(), done: false };
	let body: Body | undefined;
	try {
		const response = await open(url, deps);
		if ('reason' in response) return response;
		({ body } = response);
		void watch(body, progress, runtime);

		const chunks = body[Symbol.asyncIterator]();
		const head = await readHead(chunks);
		const type = detectVideo(head);
		if (!type) return { reason: 'what came is no video', final: head.length > 0 };

		const expected = Number(response.headers['content-length'] ?? NaN);
		const source = countedVideo(head, chunks, expected, progress, runtime);
		// The one form that works on n8n 1.x and 2.x and in every binary data mode.
		const stream = body.constructor.from(source, { objectMode: false });
		const binary = await ctx.helpers.prepareBinaryData(
			stream as Parameters<typeof ctx.helpers.prepareBinaryData>[0],
			nameFor(type),
			type.mimeType,
		);
		return { binary, bytes: progress.bytes };
	} catch (error) {
		runtime.checkStop();
		const { code, message } = readNetworkError(error);
		return { reason: code === 'UNKNOWN' ? message : `${message} (${code})`, final: false };
	} finally {
		progress.done = true;
		body?.destroy();
	}
}

/** At least as many bytes as tell the container, if that many come. */
async function readHead(chunks: AsyncIterator<Uint8Array>): Promise<Uint8Array> {
	let head: Uint8Array = new Uint8Array();
	while (head.length < SIGNATURE_BYTES) {
		const { value, done } = await chunks.next();
		if (done) break;
		head = Buffer.concat([head, value]);
	}
	return head;
}

/** Passes the video on chunk by chunk and fails when it ends before its announced length. */
async function* countedVideo(
	head: Uint8Array,
	rest: AsyncIterator<Uint8Array>,
	expectedBytes: number,
	progress: { bytes: number; at: number },
	runtime: Runtime,
): AsyncGenerator<Uint8Array> {
	let chunk = head;
	for (;;) {
		progress.bytes += chunk.length;
		progress.at = runtime.now();
		yield chunk;
		const { value, done } = await rest.next();
		if (done) break;
		chunk = value;
	}
	if (Number.isFinite(expectedBytes) && progress.bytes !== expectedBytes) {
		throw new RangeError(`${progress.bytes} of ${expectedBytes} bytes came`);
	}
}

/** Breaks a connection that brings nothing any more, and any connection when the execution stops. */
async function watch(
	body: Body,
	progress: { at: number; done: boolean },
	runtime: Runtime,
): Promise<void> {
	try {
		while (!progress.done) {
			await runtime.sleep(WATCH_EVERY_MS);
			if (!progress.done && runtime.now() - progress.at > STALL_MS) {
				body.destroy(new Error(`nothing came for ${STALL_MS / 1000} s`));
				return;
			}
		}
	} catch (stopped) {
		body.destroy(stopped instanceof Error ? stopped : undefined);
	}
}
