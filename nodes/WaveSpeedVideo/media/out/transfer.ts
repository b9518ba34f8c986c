import { readNetworkError } from '../../api/http';
import type { Runtime } from '../../base/runtime';
import type { WholenessCheck } from './mp4Boxes';

/** Tries in a row that bring no new byte. One that moves, however slowly, may go on. */
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

/** What the first answer said of the file; later ones must agree. */
interface FileFacts {
	received: number;
	/** Bytes, when announced. */
	total?: number;
	etag?: string;
}

function header(part: Part, name: string): string | undefined {
	const value = part.headers[name];
	return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

function announcedLength(part: Part): number | undefined {
	const length = Number(header(part, 'content-length') ?? NaN);
	return Number.isFinite(length) ? length : undefined;
}

/**
 * Checks that an answer continues the file.
 *
 * @returns how many of its first bytes are no news: a server may ignore Range and begin anew
 */
function bytesToSkip(part: Part, file: FileFacts): number {
	const { status } = part;
	const changed = new TransferError('the file changed during the download', 'restart');
	if (status === 200) {
		const [total, etag] = [announcedLength(part), header(part, 'etag')];
		if (file.received === 0) {
			Object.assign(file, { total, etag });
		} else if (total !== file.total || etag !== file.etag) {
			throw changed;
		}
		return file.received;
	}
	if (status === 206 && file.received > 0) {
		const range = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(header(part, 'content-range') ?? '');
		if (Number(range?.[1]) !== file.received) {
			throw new TransferError('the answer to a Range request is not the range asked for', 'resume');
		}
		const total = Number(range?.[2]);
		if (file.total !== undefined && Number.isFinite(total) && total !== file.total) throw changed;
		if (Number.isFinite(total)) file.total = total;
		return 0;
	}
	if (status === 416 && file.received > 0) {
		// There is nothing behind what came: a length that was announced wrong, or another file.
		const total = /^bytes \*\/(\d+)$/.exec(header(part, 'content-range') ?? '')?.[1];
		if (total === undefined || Number(total) !== file.received) throw changed;
		file.total = file.received;
		return Infinity;
	}
	const passing = status >= 500 || [408, 425, 429].includes(status);
	throw new TransferError(`HTTP ${status}`, passing ? 'resume' : 'none', status);
}

/**
 * Reads a file from its first to its last byte, resuming where a connection broke.
 * Yields each byte once. A file that ends early, whether or not its length was announced, is resumed
 * like one whose connection broke.
 *
 * @param maxBytes more than this is a runaway body
 * @throws TransferError; StoppedError when the execution is stopped
 */
export async function* readWhole(
	open: OpenPart,
	check: () => WholenessCheck,
	maxBytes: number,
	runtime: Runtime,
): AsyncGenerator<Uint8Array> {
	const file: FileFacts = { received: 0 };
	let withoutProgress = 0;
	for (let resumptions = 0; ; resumptions++) {
		const before = file.received;
		let failure: TransferError | undefined;
		let part: Part | undefined;
		try {
			part = await open(file.received, file.etag);
			let skip = bytesToSkip(part, file);
			if ((file.total ?? 0) > maxBytes) throw tooLarge(maxBytes);
			for await (const chunk of part.body) {
				const fresh = chunk.subarray(Math.min(skip, chunk.length));
				skip -= chunk.length - fresh.length;
				if (fresh.length === 0) continue;
				file.received += fresh.length;
				if (file.received > maxBytes) throw tooLarge(maxBytes);
				check().push(fresh);
				yield fresh;
			}
			const missing = missingBytes(file) ?? check().missing();
			if (!missing) return;
			failure = new TransferError(`it ended early: ${missing}`, 'resume');
		} catch (error) {
			runtime.checkStop();
			failure =
				error instanceof TransferError ? error : new TransferError(reasonOf(error), 'resume');
		} finally {
			part?.close();
		}
		withoutProgress = file.received > before ? 0 : withoutProgress + 1;
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

function missingBytes({ received, total }: FileFacts): string | undefined {
	return total === undefined || received === total
		? undefined
		: `${received} of ${total} bytes came`;
}

function tooLarge(maxBytes: number): TransferError {
	return new TransferError(
		`it is larger than Max File Size (${Math.round(maxBytes / 1e6)} MB)`,
		'none',
	);
}
