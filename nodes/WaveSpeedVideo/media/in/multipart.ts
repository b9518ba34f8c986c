import { randomUUID } from 'crypto';
import type { Host } from '../../base/host';
import type { RawBody } from '../../api/http';
import type { ReadableClass } from '../connection';
import type { MediaFile } from './mediaFile';

/**
 * A multipart form with the one field `file` (RFC 7578), of known length. n8n's helper takes forms
 * only of a library that a Cloud node may not import.
 */
export async function makeMultipart(host: Pick<Host, 'binary'>, file: MediaFile): Promise<RawBody> {
	const boundary = `n8n-wavespeed-${randomUUID()}`;
	const before = Buffer.from(
		`--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${file.fileName}"\r\nContent-Type: ${file.mimeType}\r\n\r\n`,
	);
	const after = Buffer.from(`\r\n--${boundary}--\r\n`);
	return {
		contentType: `multipart/form-data; boundary=${boundary}`,
		bytes: before.length + file.bytes + after.length,
		content: await wrap(host, file, before, after),
	};
}

/** A stream of the file between two pieces; a Buffer when the file is in memory anyway. */
async function wrap(
	host: Pick<Host, 'binary'>,
	{ binary }: MediaFile,
	before: Buffer,
	after: Buffer,
): Promise<object> {
	if (!binary.id) return Buffer.concat([before, Buffer.from(binary.data, 'base64'), after]);
	const file = await host.binary.open(binary.id);
	const parts = async function* () {
		yield before;
		yield* file as AsyncIterable<Uint8Array>;
		yield after;
	};
	const readable = file.constructor as unknown as ReadableClass;
	return readable.from(parts(), { objectMode: false }) as object;
}
