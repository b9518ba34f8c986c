import { readNetworkError } from '../../api/http';

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

/** Plain words for whatever broke a connection or a storage. */
export function reasonOf(error: unknown): string {
	const { code, message } = readNetworkError(error);
	return code === 'UNKNOWN' ? message : `${message} (${code})`;
}
