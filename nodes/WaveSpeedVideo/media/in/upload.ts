import type { IExecuteFunctions } from 'n8n-workflow';
import type { ReadResult } from '../../api/answers';
import type { WaveSpeedClient } from '../../api/client';
import { readNetworkError } from '../../api/http';
import type { UploadTicket } from '../../api/schemas';
import type { Failure } from '../../api/failure';
import type { Runtime } from '../../base/runtime';
import { mediaUrlProblem } from '../mediaUrl';
import { makeMultipart } from './multipart';
import type { MediaFile } from './mediaFile';

/** An upload costs nothing, so it may be tried again. */
const ATTEMPTS = 3;

/** For one PUT without an answer, in milliseconds. */
const PUT_TIMEOUT_MS = 300_000;

export interface UploadDeps {
	ctx: IExecuteFunctions;
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
	let last: { reason: string; httpStatus?: number } = { reason: '' };
	for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
		if (attempt > 1) await deps.runtime.sleep(1000 * 2 ** attempt);
		const result = await uploadOnce(file, deps);
		if (result.kind === 'ok') return { url: result.value };
		if (result.kind === 'refused') {
			return { failure: { ...result.failure, lasting: false } };
		}
		last = result;
	}
	return {
		failure: {
			code: 'upload_failed',
			message: `The file could not be uploaded to WaveSpeed: ${last.reason}`,
			spent: 'no',
			lasting: false,
			httpStatus: last.httpStatus,
			advice: 'Try again. If it keeps failing, publish the file and choose URL as its source.',
		},
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
	return await deps.client.uploadForm(await makeMultipart(deps.ctx, file));
}

/** Sends the bytes as a stream, with exactly the signed headers and without the API key. */
async function put(
	file: MediaFile,
	{ upload, download_url }: UploadTicket,
	{ ctx, runtime, apiUrl }: UploadDeps,
): Promise<ReadResult<string>> {
	runtime.checkStop();
	const problem = mediaUrlProblem(upload.url, apiUrl);
	if (problem) return { kind: 'transient', reason: `the upload address is not usable: ${problem}` };
	const { binary } = file;
	const body = binary.id
		? await ctx.helpers.getBinaryStream(binary.id)
		: Buffer.from(binary.data, 'base64');
	try {
		const { statusCode: status } = (await ctx.helpers.httpRequest({
			method: 'PUT',
			url: upload.url,
			headers: { ...upload.headers, 'Content-Length': String(file.bytes) },
			body,
			timeout: PUT_TIMEOUT_MS,
			disableFollowRedirect: true,
			ignoreHttpStatusErrors: true,
			returnFullResponse: true,
			abortSignal: ctx.getExecutionCancelSignal?.(),
		})) as { statusCode: number };
		if (status >= 200 && status < 300) return { kind: 'ok', value: download_url };
		const reason = `HTTP ${status} from the upload address`;
		return { kind: 'transient', reason, httpStatus: status };
	} catch (error) {
		runtime.checkStop();
		const { code } = readNetworkError(error);
		return { kind: 'transient', reason: `no answer from the upload address (${code})` };
	}
}
