import type { ReadResult } from '../../api/answers';
import type { WaveSpeedClient } from '../../api/client';
import { readNetworkError, readRetryAfter } from '../../api/http';
import type { UploadTicket } from '../../api/uploadAnswers';
import type { Failure } from '../../api/failure';
import type { Host } from '../../base/host';
import type { Runtime } from '../../base/runtime';
import { connect } from '../connection';
import { mediaUrlProblem } from '../mediaUrl';
import { makeMultipart } from './multipart';
import type { MediaFile } from './mediaFile';

/** How long an upload, which costs nothing, is tried again: while the service asks to wait … */
const BUSY_PATIENCE_MS = 15 * 60_000;

/** … and while it can't be reached or fails. */
const OUTAGE_PATIENCE_MS = 2 * 60_000;

/** Longest pause between two tries, whatever a Retry-After says. */
const MAX_PAUSE_MS = 60_000;

/** A PUT that is silent for so long is given up (milliseconds). */
const PUT_SILENCE_MS = 120_000;

/** Bytes per second that a PUT must bring on average: 512 kbit/s; the largest file takes an hour. */
const PUT_MIN_RATE = 64_000;

const WATCH_EVERY_MS = 5_000;

export interface UploadDeps {
	host: Pick<Host, 'request' | 'stop' | 'binary'>;
	client: Pick<WaveSpeedClient, 'requestUpload' | 'uploadForm'>;
	runtime: Runtime;
	/** The credential's Base URL. */
	apiUrl: string;
}

export type Uploaded = { url: string } | { failure: Failure };

/**
 * Uploads a file in two steps: a ticket from the API, then the bytes to the signed address; as a
 * multipart form where the API offers no tickets (WaveSpeed API docs: Upload files).
 *
 * @returns the URL to use as a model's input; WaveSpeed keeps the file for 7 days
 */
export async function uploadFile(file: MediaFile, deps: UploadDeps): Promise<Uploaded> {
	const { runtime } = deps;
	const from = runtime.now();
	for (let tries = 1; ; tries++) {
		const result = await uploadOnce(file, deps);
		if (result.kind === 'ok') return { url: result.value };
		if (result.kind === 'refused') {
			return { failure: { ...result.failure, lasting: false } };
		}
		const pause = pauseAfter(tries, result.retryAfterMs, runtime);
		const patience = result.httpStatus === 429 ? BUSY_PATIENCE_MS : OUTAGE_PATIENCE_MS;
		if (tries > 1 && runtime.now() - from + pause > patience)
			return { failure: notUploaded(result) };
		await runtime.sleep(pause);
	}
}

/** Longer from try to try, and not the same for all items that wait. */
function pauseAfter(tries: number, askedFor = 0, { random }: Runtime): number {
	const ownPause = Math.min(2 ** tries * 1000, 30_000) * (0.75 + random() / 2);
	return Math.min(Math.max(askedFor, ownPause), MAX_PAUSE_MS);
}

function notUploaded({ reason, httpStatus }: { reason: string; httpStatus?: number }): Failure {
	return {
		code: 'upload_failed',
		message: `The file could not be uploaded to WaveSpeed: ${reason}`,
		spent: 'no',
		lasting: false,
		httpStatus,
		advice: 'Try again. If it keeps failing, publish the file and choose URL as its source.',
	};
}

async function uploadOnce(file: MediaFile, deps: UploadDeps): Promise<ReadResult<string>> {
	const ticket = await deps.client.requestUpload({
		filename: file.fileName,
		size: file.bytes,
		content_type: file.mimeType,
	});
	if (ticket.kind === 'ok') return await put(file, ticket.value, deps);
	const notOffered =
		ticket.kind === 'refused' && [404, 405, 501].includes(ticket.failure.httpStatus ?? 0);
	if (!notOffered) return ticket;
	return await deps.client.uploadForm(await makeMultipart(deps.host, file));
}

/** The headers that a signed PUT may need; all else that the ticket names is not ours to send. */
const SIGNED_HEADER = /^(?:content-type|if-none-match|x-amz-[a-z0-9-]{1,60})$/i;

function signedHeaders(given: UploadTicket['upload']['headers']): Record<string, string> {
	return Object.fromEntries(
		Object.entries(given ?? {}).filter(([name]) => SIGNED_HEADER.test(name)),
	);
}

/** Sends the bytes as a stream, with exactly the signed headers and without the API key. */
async function put(
	file: MediaFile,
	{ upload, download_url }: UploadTicket,
	{ host, runtime, apiUrl }: UploadDeps,
): Promise<ReadResult<string>> {
	runtime.checkStop();
	const problem = mediaUrlProblem(upload.url, apiUrl);
	if (problem) return { kind: 'transient', reason: `the upload address is not usable: ${problem}` };
	const { binary } = file;
	const body = binary.id ? await host.binary.open(binary.id) : Buffer.from(binary.data, 'base64');
	const connection = connect(host, {
		method: 'PUT',
		url: upload.url,
		headers: { ...signedHeaders(upload.headers), 'Content-Length': String(file.bytes) },
		body: body as Buffer,
		timeout: PUT_SILENCE_MS,
	});
	const limitMs = PUT_SILENCE_MS + (file.bytes / PUT_MIN_RATE) * 1000;
	const watch = endAfter(limitMs, connection.end, runtime);
	try {
		// Only the status counts; what else the storage says is never read.
		const { status, headers } = await connection.answer;
		if (status >= 200 && status < 300) return { kind: 'ok', value: download_url };
		const reason = `HTTP ${status} from the upload address`;
		const retryAfterMs = readRetryAfter(headers, runtime.now());
		return { kind: 'transient', reason, httpStatus: status, retryAfterMs };
	} catch (error) {
		runtime.checkStop();
		const { code } = readNetworkError(error);
		const why = watch.late ? `not done after ${Math.round(limitMs / 1000)} s` : code;
		return { kind: 'transient', reason: `no answer from the upload address (${why})` };
	} finally {
		watch.done = true;
		connection.end();
	}
}

/** Ends what isn't done in time. */
function endAfter(ms: number, end: () => void, runtime: Runtime): { done: boolean; late: boolean } {
	const state = { done: false, late: false };
	const until = runtime.now() + ms;
	const watch = async () => {
		while (!state.done) {
			await runtime.sleep(WATCH_EVERY_MS);
			state.late = !state.done && runtime.now() > until;
			if (state.late) return end();
		}
	};
	watch().catch(end);
	return state;
}
