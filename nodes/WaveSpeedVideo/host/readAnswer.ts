import { bounded } from '../base/bounded';

/** A body that n8n's HTTP helper gives as a stream, decompressed: an IncomingMessage, or a Readable. */
export type Body = AsyncIterable<Uint8Array> & { destroy(): unknown };

/** How deep an answer's lists and objects may stand in each other; WaveSpeed's own need some ten. */
const MAX_DEPTH = 40;

/** The answer is larger than what any real one is. */
export class TooLargeError extends Error {
	constructor(maxBytes: number) {
		super(`An answer of more than ${maxBytes} bytes`);
	}
}

/** Whether a body came as a stream. n8n's evaluations answer with ready data instead. */
export function isStream(body: unknown): body is Body {
	return typeof body === 'object' && body !== null && Symbol.asyncIterator in body;
}

/**
 * Reads a body to its end, and no further than to a number of bytes, counted after decompression.
 * One buffer that grows, however small the pieces that come.
 *
 * @throws TooLargeError as soon as it is known; the body is destroyed
 */
export async function readText(body: Body, maxBytes: number): Promise<string> {
	let buffer = Buffer.alloc(16 * 1024);
	let length = 0;
	for await (const chunk of body) {
		if (length + chunk.length > maxBytes) throw new TooLargeError(maxBytes);
		if (length + chunk.length > buffer.length) {
			const larger = Buffer.alloc(Math.max(2 * buffer.length, length + chunk.length));
			buffer.copy(larger, 0, 0, length);
			buffer = larger;
		}
		buffer.set(chunk, length);
		length += chunk.length;
	}
	return new TextDecoder().decode(buffer.subarray(0, length));
}

/**
 * The JSON of an answer, or its text when it is none; bounded in depth, and without the key, which a
 * service may echo.
 */
export function parseAnswer(text: string, key: string): unknown {
	const clean = (part: string) => withoutKey(part, key);
	try {
		// Entries and bytes are bounded by the body's own length.
		const bounds = { depth: MAX_DEPTH, entries: text.length, bytes: 4 * text.length };
		return bounded(JSON.parse(text), bounds, clean);
	} catch {
		return clean(text);
	}
}

/** Keys shorter than this would be found in ordinary words. */
const MIN_KEY = 6;

/** A text without the API key, as it is and as part of an address. */
export function withoutKey(text: string, key: string): string {
	if (key.length < MIN_KEY || text.length < key.length) return text;
	return text.split(key).join('[API key]').split(encodeURIComponent(key)).join('[API key]');
}
