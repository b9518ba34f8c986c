import { randomUUID } from 'node:crypto';
import { extname } from 'node:path';
import { Refusal } from './answer';
import { bufferBytes } from './bytes';
import type { CdnFiles } from './cdnFiles';
import { contentKey } from './media/render';

/** WaveSpeed API docs: 200 MiB for the ticket flow. */
export const maxUploadBytes = 200 * 1024 * 1024;

const ticketMinutes = 15;

// WaveSpeed docs, "Upload Files API": the accepted types.
const contentTypes: Record<string, string> = {
	jpg: 'image/jpeg',
	jpeg: 'image/jpeg',
	png: 'image/png',
	webp: 'image/webp',
	gif: 'image/gif',
	bmp: 'image/bmp',
	tiff: 'image/tiff',
	mp4: 'video/mp4',
	mov: 'video/quicktime',
	webm: 'video/webm',
	mkv: 'video/x-matroska',
	mp3: 'audio/mpeg',
	wav: 'audio/wav',
	ogg: 'audio/ogg',
	flac: 'audio/flac',
	m4a: 'audio/mp4',
};

/** A promised upload: where the bytes go, and what must come with them. */
export interface Ticket {
	id: string;
	/** The secret part of the signed URL. */
	signature: string;
	filename: string;
	size: number;
	headers: { 'Content-Type': string; 'If-None-Match': '*' };
	expiresAt: number;
	used: boolean;
}

/** What the API says of an uploaded or promised file. */
export interface MediaFacts {
	type: string;
	download_url: string;
	filename: string;
	size: number;
}

/** Uploaded media and the tickets for more. */
export class Uploads {
	readonly #tickets = new Map<string, Ticket>();

	constructor(
		readonly cdnUrl: () => string,
		readonly files: CdnFiles,
	) {}

	/** @throws Refusal 400 for a type that the service doesn't take, 413 above the limit */
	promise(filename: string, size: number, contentType?: string): Ticket {
		if (size > maxUploadBytes) throw new Refusal(413, 'file is too large');
		const ticket: Ticket = {
			id: randomUUID(),
			signature: contentKey(randomUUID()),
			filename,
			size,
			headers: { 'Content-Type': typeOf(filename, contentType), 'If-None-Match': '*' },
			expiresAt: Date.now() + ticketMinutes * 60_000,
			used: false,
		};
		this.#tickets.set(ticket.id, ticket);
		return ticket;
	}

	find(id: string): Ticket | undefined {
		return this.#tickets.get(id);
	}

	facts({ id, filename, size, headers }: Ticket): MediaFacts {
		const contentType = headers['Content-Type'];
		const [kind = ''] = contentType.split('/');
		return { type: kind, download_url: this.cdnUrl() + mediaPath(id, filename), filename, size };
	}

	/** Puts the promised bytes on the CDN. */
	store(ticket: Ticket, bytes: Buffer): void {
		ticket.used = true;
		this.files.put(mediaPath(ticket.id, ticket.filename), {
			bytes: bufferBytes(bytes),
			type: ticket.headers['Content-Type'],
			etag: `"${contentKey(bytes)}"`,
		});
	}

	clear(): void {
		this.#tickets.clear();
	}
}

function mediaPath(id: string, filename: string): string {
	return `/media/${id}${extname(filename).toLowerCase()}`;
}

function typeOf(filename: string, contentType?: string): string {
	const known = contentTypes[extname(filename).slice(1).toLowerCase()];
	const type = contentType ?? known;
	if (!type || !Object.values(contentTypes).includes(type)) {
		throw new Refusal(400, `unsupported file type: ${contentType ?? filename}`);
	}
	return type;
}
