import { createHash } from 'crypto';
import type { Part } from './part';

/** What an answer says of the file that it carries a part of, or all. */
export interface FileVersion {
	/** Bytes of the whole file, when announced. */
	total?: number;
	etag?: string;
	/** As sent; compared, never read as a time. */
	lastModified?: string;
}

export function header(part: Pick<Part, 'headers'>, name: string): string | undefined {
	const value = part.headers[name];
	return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

/** @param total of the whole file, where the answer carries only a part of it */
export function versionOf(part: Pick<Part, 'headers'>, total?: number): FileVersion {
	const length = Number(header(part, 'content-length') ?? NaN);
	return {
		total: total ?? (Number.isSafeInteger(length) ? length : undefined),
		etag: header(part, 'etag'),
		lastModified: header(part, 'last-modified'),
	};
}

/** Whether two answers certainly speak of different files. What only one of them says proves nothing. */
export function differ(one: FileVersion, other: FileVersion): boolean {
	return (['total', 'etag', 'lastModified'] as const).some(
		(fact) => one[fact] !== undefined && other[fact] !== undefined && one[fact] !== other[fact],
	);
}

/**
 * The validator that stands for the very bytes, and so allows to join parts (RFC 9110, sections 8.8.3
 * and 13.1.5). A weak ETag does not, and neither does a time, which may not change within a second.
 */
export function strongETag({ etag }: FileVersion): string | undefined {
	return etag?.startsWith('"') ? etag : undefined;
}

/**
 * The fingerprint of what came so far, for files without a strong ETag: they are read again from
 * the first byte when their connection broke, and must begin with the same bytes.
 */
export class Prefix {
	private readonly known = createHash('sha256');
	private again = createHash('sha256');

	/** Bytes that are new. */
	push(bytes: Uint8Array): void {
		this.known.update(bytes);
	}

	/** The file is read again from its first byte. */
	restart(): void {
		this.again = createHash('sha256');
	}

	/** Bytes that came before. */
	repeat(bytes: Uint8Array): void {
		this.again.update(bytes);
	}

	/** Whether what was repeated is what came before. */
	matches(): boolean {
		return this.known.copy().digest('hex') === this.again.copy().digest('hex');
	}
}
