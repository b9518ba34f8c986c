import { differ, header, Prefix, strongETag, versionOf } from './fileVersion';
import type { FileVersion } from './fileVersion';
import type { Part } from './part';
import { TransferError } from './part';

/** What is known of the file, and how far it is read. */
export interface Progress {
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

export const changed = () => new TransferError('the file changed during the download', 'restart');

/**
 * Checks that an answer is the file, or continues it. Two versions of a file are never joined: a
 * part counts only under the strong ETag of the first answer; without one the whole file is read
 * again, and what came before must come again.
 *
 * @returns how many of its first bytes came before: a server may ignore Range and begin anew
 */
export function bytesToSkip(part: Part, file: Progress): number {
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
export function refuseEncoded(part: Part): void {
	const encoding = header(part, 'content-encoding') ?? 'identity';
	if (encoding === 'identity' || ![200, 206].includes(part.status)) return;
	const cause = `it comes compressed (${encoding.slice(0, 20)}), although that was not asked for`;
	throw new TransferError(cause, 'restart');
}

/**
 * What is missing when an answer has ended.
 *
 * @param ofMedia what the container misses
 */
export function missingAtEnd(file: Progress, ofMedia: string | undefined): string | undefined {
	const { received, version, confirmed, inOnePart } = file;
	const total = version?.total;
	if (total === undefined) {
		return ofMedia ?? (confirmed ? undefined : 'nothing tells where it ends');
	}
	// More than HTTP lets through was decoded on its way, by a decoder that knows where its data end.
	if (inOnePart && received > total) return ofMedia;
	return received === total ? ofMedia : `${received} of ${total} bytes came`;
}
