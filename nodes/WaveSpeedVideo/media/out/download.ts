import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';
import type { Runtime } from '../../base/runtime';
import { detectVideo, SIGNATURE_BYTES } from '../fileTypes';
import type { FileType } from '../fileTypes';
import { mediaUrlProblem } from '../mediaUrl';
import { openUrl } from './openUrl';
import type { ReadableClass } from './openUrl';
import { Mp4Boxes, unfollowed } from './mp4Boxes';
import type { WholenessCheck } from './mp4Boxes';
import type { OpenPart } from './transfer';
import { readWhole, reasonOf, TransferError } from './transfer';

/** Whole downloads from the first byte on, when a file changed or couldn't be stored. */
const ATTEMPTS = 3;

export interface DownloadDeps {
	ctx: IExecuteFunctions;
	runtime: Runtime;
	/** The credential's Base URL. */
	apiUrl: string;
}

export interface DownloadOptions {
	/** Makes the file name once the container is known. */
	nameFor(type: FileType): string;
	maxBytes: number;
}

export type Downloaded =
	| { kind: 'file'; binary: IBinaryData }
	| { kind: 'failed'; reason: string; httpStatus?: number };

/**
 * Streams a video into n8n's binary storage, whole or not at all. The API key isn't sent.
 * Costs nothing and never leads to a new generation.
 */
export async function downloadVideo(
	url: string,
	options: DownloadOptions,
	deps: DownloadDeps,
): Promise<Downloaded> {
	const { runtime } = deps;
	let failure = new TransferError('', 'restart');
	for (let attempt = 1; attempt <= ATTEMPTS && failure.cure === 'restart'; attempt++) {
		if (attempt > 1) await runtime.sleep(1000 * 2 ** attempt);
		try {
			return { kind: 'file', binary: await downloadOnce(url, options, deps) };
		} catch (error) {
			runtime.checkStop();
			failure =
				error instanceof TransferError ? error : new TransferError(reasonOf(error), 'restart');
			runtime.log('warn', `Download of ${url} failed: ${failure.message}`);
		}
	}
	return { kind: 'failed', reason: failure.message, httpStatus: failure.httpStatus };
}

async function downloadOnce(
	url: string,
	{ nameFor, maxBytes }: DownloadOptions,
	deps: DownloadDeps,
): Promise<IBinaryData> {
	const wrong = mediaUrlProblem(url, deps.apiUrl);
	if (wrong) throw new TransferError(`its address is not usable: ${wrong}`, 'none');

	let readable: ReadableClass | undefined;
	const open: OpenPart = async (fromByte, etag) => {
		const opened = await openUrl(url, { fromByte, etag }, deps);
		readable ??= opened.readable;
		return opened.part;
	};
	const boxes = new Mp4Boxes();
	let check: WholenessCheck = boxes;
	const bytes = readWhole(open, () => check, maxBytes, deps.runtime);
	try {
		const head = await readHead(bytes);
		const type = detectVideo(head);
		if (!type) throw new TransferError('what came is no video', 'none');
		if (!type.isMp4) check = unfollowed;

		if (!readable) throw new TransferError('nothing was opened', 'none');
		// The one form that works on n8n 1.x and 2.x and in every binary data mode.
		const stream = readable.from(withHead(head, bytes), { objectMode: false });
		return await deps.ctx.helpers.prepareBinaryData(
			stream as Parameters<typeof deps.ctx.helpers.prepareBinaryData>[0],
			nameFor(type),
			type.mimeType,
		);
	} finally {
		// Ends the connection, also when the storage failed and nobody reads on.
		await bytes.return(undefined);
	}
}

/** At least as many bytes as tell the container, if that many come. */
async function readHead(bytes: AsyncGenerator<Uint8Array>): Promise<Uint8Array> {
	let head: Uint8Array = new Uint8Array();
	while (head.length < SIGNATURE_BYTES) {
		const { value, done } = await bytes.next();
		if (done) break;
		head = Buffer.concat([head, value]);
	}
	return head;
}

async function* withHead(
	head: Uint8Array,
	rest: AsyncGenerator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
	yield head;
	yield* rest;
}
