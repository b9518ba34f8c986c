import type { IExecuteFunctions } from 'n8n-workflow';
import type { WaveSpeedClient } from '../api/client';
import { readNetworkError } from '../api/http';
import type { UploadTicket } from '../api/schemas';
import type { Failure } from '../generation/failure';
import type { Runtime } from '../generation/runtime';
import { mediaUrlProblem } from './mediaUrl';
import type { Picture } from './picture';

/** An upload costs nothing, so it may be tried again. */
const ATTEMPTS = 3;

/** For one PUT without an answer, in milliseconds. */
const PUT_TIMEOUT_MS = 300_000;

export interface UploadDeps {
	ctx: IExecuteFunctions;
	client: Pick<WaveSpeedClient, 'requestUpload'>;
	runtime: Runtime;
	/** The credential's Base URL. */
	apiUrl: string;
}

/**
 * Uploads a picture in two steps: a ticket from the API, then the bytes to the signed address
 * (WaveSpeed API docs: Upload files).
 *
 * @returns the URL to use as a model's input; WaveSpeed keeps the file for 7 days
 */
export async function uploadPicture(
	picture: Extract<Picture, { kind: 'file' }>,
	deps: UploadDeps,
): Promise<{ url: string } | { failure: Failure }> {
	let reason = '';
	let httpStatus: number | undefined;
	for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
		if (attempt > 1) await deps.runtime.sleep(1000 * 2 ** attempt);
		const ticket = await deps.client.requestUpload({
			filename: picture.fileName,
			size: picture.bytes,
			content_type: picture.mimeType,
		});
		if (ticket.kind === 'refused') return { failure: { ...ticket.failure, lasting: false } };
		if (ticket.kind === 'transient') {
			({ reason, httpStatus } = ticket);
			continue;
		}
		const status = await put(picture, ticket.value, deps);
		if (typeof status === 'number' && status >= 200 && status < 300) {
			return { url: ticket.value.download_url };
		}
		reason = typeof status === 'number' ? `HTTP ${status} from the upload address` : status;
		httpStatus = typeof status === 'number' ? status : undefined;
	}
	return {
		failure: {
			code: 'upload_failed',
			message: `The picture could not be uploaded to WaveSpeed: ${reason}`,
			spent: 'no',
			lasting: false,
			httpStatus,
			advice: 'Try again. If it keeps failing, publish the picture and set Image Source to URL.',
		},
	};
}

/** Sends the bytes as a stream, with exactly the signed headers and without the API key. */
async function put(
	picture: Extract<Picture, { kind: 'file' }>,
	{ upload }: UploadTicket,
	{ ctx, runtime, apiUrl }: UploadDeps,
): Promise<number | string> {
	runtime.checkStop();
	const problem = mediaUrlProblem(upload.url, apiUrl);
	if (problem) return `the upload address is not usable, ${problem}`;
	const { binary } = picture;
	const body = binary.id
		? await ctx.helpers.getBinaryStream(binary.id)
		: Buffer.from(binary.data, 'base64');
	try {
		const response = (await ctx.helpers.httpRequest({
			method: 'PUT',
			url: upload.url,
			headers: { ...upload.headers, 'Content-Length': String(picture.bytes) },
			body,
			timeout: PUT_TIMEOUT_MS,
			disableFollowRedirect: true,
			ignoreHttpStatusErrors: true,
			returnFullResponse: true,
			abortSignal: ctx.getExecutionCancelSignal?.(),
		})) as { statusCode: number };
		return response.statusCode;
	} catch (error) {
		runtime.checkStop();
		return `no answer from the upload address (${readNetworkError(error).code})`;
	}
}
