import type { Host } from '../../base/host';
import type { Runtime } from '../../base/runtime';
import type { VideoReader } from '../../base/video';
import type { ReadableClass } from '../connection';
import type { FileType } from '../fileTypes';
import { mediaUrlProblem } from '../mediaUrl';
import { openUrl } from './openUrl';
import { HEAD_BYTES, outputType } from './outputType';
import type { StoredFile } from './storedFiles';
import type { OpenPart } from './part';
import { reasonOf, TransferError } from './part';
import type { SizeLimit } from './transfer';
import { readWhole } from './transfer';

/** Whole downloads from the first byte on, when a file changed or couldn't be stored. */
const ATTEMPTS = 3;

export interface DownloadDeps {
	host: Pick<Host, 'request' | 'stop' | 'binary'>;
	runtime: Runtime;
	/** The credential's Base URL. */
	apiUrl: string;
	/** Looks at one file while it passes. */
	readVideo(): VideoReader;
}

export interface DownloadOptions {
	/** Makes the file name once the container is known. */
	nameFor(type: FileType): string;
	limit: SizeLimit;
	/** Hands n8n the file as a whole: for storages that hold it as a whole anyway, and copy streams. */
	asBuffer: boolean;
	/** Told how many bytes will probably come, before they do. */
	announced?(bytes: number): void;
}

export type Downloaded =
	| { kind: 'file'; file: StoredFile }
	| { kind: 'failed'; reason: string; httpStatus?: number };

/**
 * Brings an output into n8n's binary storage, whole or not at all. The API key isn't sent.
 * Costs nothing and never leads to a new generation.
 */
export async function download(
	url: string,
	options: DownloadOptions,
	deps: DownloadDeps,
): Promise<Downloaded> {
	const { runtime } = deps;
	let failure = new TransferError('', 'restart');
	for (let attempt = 1; attempt <= ATTEMPTS && failure.cure === 'restart'; attempt++) {
		if (attempt > 1) await runtime.sleep(1000 * 2 ** attempt);
		try {
			return { kind: 'file', file: await downloadOnce(url, options, deps) };
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
	options: DownloadOptions,
	deps: DownloadDeps,
): Promise<StoredFile> {
	const { nameFor, limit, asBuffer } = options;
	const wrong = mediaUrlProblem(url, deps.apiUrl);
	if (wrong) throw new TransferError(`its address is not usable: ${wrong}`, 'none');

	let readable: ReadableClass | undefined;
	let expected = 0;
	const open: OpenPart = async (fromByte, etag) => {
		const opened = await openUrl(url, { fromByte, etag }, deps);
		readable ??= opened.readable;
		if (expected === 0) {
			expected = Math.min(Number(opened.part.headers['content-length']) || 0, limit.bytes);
			if (expected > 0) options.announced?.(expected);
		}
		return opened.part;
	};
	const count = { received: 0 };
	const video = deps.readVideo();
	const bytes = readWhole(open, limit, deps.runtime, count, (passing) => video.push(passing));
	try {
		const head = await readHead(bytes);
		const type = outputType(head, url);
		if ('problem' in type) throw new TransferError(type.problem, 'none');
		const name = nameFor(type);
		if (!readable) throw new TransferError('nothing was opened', 'none');
		const content = asBuffer
			? await collect(head, bytes, expected)
			: toStream(readable, head, bytes);
		const binary = await deps.host.binary.store(content, name, type.mimeType);
		const { mimeType, extension } = type;
		const facts = video.facts();
		return { binary, bytes: count.received, type: { mimeType, extension }, name, video: facts };
	} finally {
		// Ends the connection, also when the storage failed and nobody reads on.
		await bytes.return(undefined);
	}
}

/** At least as many bytes as tell what it is, if that many come. */
async function readHead(bytes: AsyncGenerator<Uint8Array>): Promise<Uint8Array> {
	let head: Uint8Array = new Uint8Array();
	while (head.length < HEAD_BYTES) {
		const { value, done } = await bytes.next();
		if (done) break;
		head = head.length === 0 ? value : Buffer.concat([head, value]);
	}
	return head;
}

/** The one form that works on n8n 1.x and 2.x and in every binary data mode. */
function toStream(readable: ReadableClass, head: Uint8Array, rest: AsyncIterable<Uint8Array>) {
	const stream = readable.from(rest, { objectMode: false });
	// Another generator in between would cost each chunk a turn.
	if (head.length > 0) stream.unshift(head);
	return stream;
}

/**
 * All bytes in one piece.
 *
 * @param expected how many will probably come; more or less are right, too
 */
async function collect(
	head: Uint8Array,
	rest: AsyncIterable<Uint8Array>,
	expected: number,
): Promise<Buffer> {
	let whole = Buffer.allocUnsafe(Math.max(expected, head.length));
	whole.set(head);
	let { length } = head;
	for await (const chunk of rest) {
		if (length + chunk.length > whole.length) {
			const larger = Buffer.allocUnsafe(Math.max(length + chunk.length, whole.length * 2));
			whole.copy(larger, 0, 0, length);
			whole = larger;
		}
		whole.set(chunk, length);
		length += chunk.length;
	}
	return whole.subarray(0, length);
}
