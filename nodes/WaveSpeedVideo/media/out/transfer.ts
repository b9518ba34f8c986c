import { readNetworkError } from '../../api/http';
import type { Runtime } from '../../base/runtime';
import { differ, header, Prefix, strongETag, versionOf } from './fileVersion';
import type { FileVersion } from './fileVersion';
import { Mp4Boxes } from './mp4Boxes';
import { Pace } from './pace';

/** Tries in a row that bring no new byte, or bring them too slowly. */
const MAX_WITHOUT_PROGRESS = 5;

/** Resumptions of one file in all: an end to a server that gives a few bytes at a time. */
const MAX_RESUMPTIONS = 100;

/** One HTTP answer with a part of the file, or all of it. */
export interface Part {
	status: number;
	/** Lower-case header names. */
	headers: Record<string, unknown>;
	body: AsyncIterable<Uint8Array>;
	/** Ends the connection. */
	close(): void;
}

/**
 * Opens the file from a byte on (Range), provided that it is still the same (If-Range).
 * Rejects when no connection comes about.
 */
export type OpenPart = (fromByte: number, etag: string | undefined) => Promise<Part>;

/** A transfer that failed, and what may help: going on from the last byte, beginning anew, nothing. */
export class TransferError extends Error {
	constructor(
		message: string,
		readonly cure: 'resume' | 'restart' | 'none',
		readonly httpStatus?: number,
	) {
		super(message);
	}
}

/** Bytes come, but too few to wait for. */
class TooSlow extends TransferError {
	constructor(message: string) {
		super(message, 'resume');
	}
}

/** How large a file may be. */
export interface SizeLimit {
	bytes: number;
	/** In messages, after "larger than". */
	name: string;
}

/** What is known of the file, and how far it is read. */
interface Progress {
	/** Bytes handed on. */
	received: number;
	/** What the first answer said; later ones must agree. */
	version?: FileVersion;
	/** For files without a strong ETag. */
	prefix?: Prefix;
	/** Read to the end a second time, and nothing was behind the last byte. */
	confirmed: boolean;
	/** All came in one answer. */
	inOnePart: boolean;
}

const changed = () => new TransferError('the file changed during the download', 'restart');

/**
 * Checks that an answer is the file, or continues it. Two versions of a file are never joined: a
 * part counts only under the strong ETag of the first answer; without one the whole file is read
 * again, and what came before must come again.
 *
 * @returns how many of its first bytes came before: a server may ignore Range and begin anew
 */
function bytesToSkip(part: Part, file: Progress): number {
	const { status } = part;
	const { received, version = {} } = file;
	const range = header(part, 'content-range') ?? '';
	if (status === 200) {
		const present = versionOf(part);
		if (received === 0) {
			file.version = present;
			file.prefix = strongETag(present) ? undefined : new Prefix();
			return 0;
		}
		if (differ(version, present)) throw changed();
		if (!file.prefix && strongETag(present) !== strongETag(version)) throw changed();
		file.prefix?.restart();
		return received;
	}
	if (status === 206 && received > 0) {
		const [, start, total] = /^bytes (\d{1,15})-\d{1,15}\/(\d{1,15}|\*)$/.exec(range) ?? [];
		if (Number(start) !== received) {
			throw new TransferError('the answer to a Range request is not the range asked for', 'resume');
		}
		const present = versionOf(part, Number(total) >= 0 ? Number(total) : version.total);
		const sameBytes = strongETag(version) !== undefined && present.etag === version.etag;
		if (!sameBytes || differ(version, present)) throw changed();
		version.total = present.total;
		return 0;
	}
	if (status === 416 && received > 0) {
		// There is nothing behind what came: a length that was announced wrong, or none.
		const total = /^bytes \*\/(\d{1,15})$/.exec(range)?.[1];
		const { etag } = versionOf(part);
		if (Number(total) !== received || (etag ?? version.etag) !== version.etag) throw changed();
		version.total = received;
		return Infinity;
	}
	const passing = status >= 500 || [408, 425, 429].includes(status);
	throw new TransferError(`HTTP ${status}`, passing ? 'resume' : 'none', status);
}

/** A body that n8n's HTTP client could not decode: its bytes are not the file's. */
function refuseEncoded(part: Part): void {
	const encoding = header(part, 'content-encoding') ?? 'identity';
	if (encoding === 'identity' || ![200, 206].includes(part.status)) return;
	const cause = `it comes compressed (${encoding.slice(0, 20)}), although that was not asked for`;
	throw new TransferError(cause, 'restart');
}

/** The bytes of an answer as they come; ends with an error when they come too slowly. */
async function* atPace(
	body: AsyncIterable<Uint8Array>,
	pace: Pace,
	runtime: Runtime,
): AsyncGenerator<Uint8Array> {
	let waitingSince = runtime.now();
	for await (const chunk of body) {
		const tooSlow = pace.note(runtime.now() - waitingSince, chunk.length);
		if (tooSlow) throw new TooSlow(tooSlow);
		yield chunk;
		waitingSince = runtime.now();
	}
}

/**
 * What is missing when an answer has ended.
 *
 * @param ofMedia what the container misses
 */
function missingAtEnd(file: Progress, ofMedia: string | undefined): string | undefined {
	const { received, version, confirmed, inOnePart } = file;
	const total = version?.total;
	if (total === undefined) {
		return ofMedia ?? (confirmed ? undefined : 'nothing tells where it ends');
	}
	// More than HTTP lets through was decoded on its way, by a decoder that knows where its data end.
	if (inOnePart && received > total) return ofMedia;
	return received === total ? ofMedia : `${received} of ${total} bytes came`;
}

/**
 * Reads a file from its first to its last byte, resuming where a connection broke.
 * Yields each byte once. A file that ends early, whether or not its length was announced, is resumed
 * like one whose connection broke; an end that nothing announced is looked at a second time.
 *
 * @param limit more than this is a runaway body
 * @throws TransferError; StoppedError when the execution is stopped
 */
export async function* readWhole(
	open: OpenPart,
	limit: SizeLimit,
	runtime: Runtime,
): AsyncGenerator<Uint8Array> {
	const file: Progress = { received: 0, confirmed: false, inOnePart: true };
	const boxes = new Mp4Boxes();
	const pace = new Pace();
	let withoutProgress = 0;
	for (let resumptions = 0; ; resumptions++) {
		const before = file.received;
		let failure: TransferError | undefined;
		let part: Part | undefined;
		try {
			const etag = file.version && strongETag(file.version);
			part = await open(etag ? file.received : 0, etag);
			refuseEncoded(part);
			let skip = bytesToSkip(part, file);
			if (before > 0) file.inOnePart = false;
			if ((file.version?.total ?? 0) > limit.bytes) throw tooLarge(limit);
			for await (const chunk of atPace(part.body, pace, runtime)) {
				const fresh = skip > 0 ? chunk.subarray(Math.min(skip, chunk.length)) : chunk;
				if (skip > 0 && skip !== Infinity) {
					file.prefix?.repeat(chunk.subarray(0, chunk.length - fresh.length));
					skip -= chunk.length - fresh.length;
					if (skip === 0 && file.prefix && !file.prefix.matches()) throw changed();
				}
				if (fresh.length === 0) continue;
				file.received += fresh.length;
				if (file.received > limit.bytes) throw tooLarge(limit);
				file.prefix?.push(fresh);
				boxes.push(fresh);
				yield fresh;
			}
			// The same file from its first byte, and it ends where it ended before.
			file.confirmed = skip === 0 && part.status === 200 && file.received === before;
			const missing = missingAtEnd(file, boxes.missing());
			if (!missing) return;
			failure = new TransferError(`it ended early: ${missing}`, 'resume');
		} catch (error) {
			runtime.checkStop();
			failure =
				error instanceof TransferError ? error : new TransferError(reasonOf(error), 'resume');
		} finally {
			part?.close();
		}
		const moved = file.received > before && !(failure instanceof TooSlow);
		withoutProgress = moved ? 0 : withoutProgress + 1;
		const givenUp = withoutProgress >= MAX_WITHOUT_PROGRESS || resumptions >= MAX_RESUMPTIONS;
		if (failure.cure !== 'resume' || givenUp) throw failure;
		runtime.log(
			'warn',
			`Download broke after ${file.received} bytes (${failure.message}); resuming`,
		);
		await runtime.sleep(1000 * 2 ** withoutProgress);
	}
}

/** Plain words for whatever broke a connection or a storage. */
export function reasonOf(error: unknown): string {
	const { code, message } = readNetworkError(error);
	return code === 'UNKNOWN' ? message : `${message} (${code})`;
}

function tooLarge({ name }: SizeLimit): TransferError {
	return new TransferError(`it is larger than ${name}`, 'none');
}
