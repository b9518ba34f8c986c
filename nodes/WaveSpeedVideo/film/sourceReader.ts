/** Reads ranges of a stream that only goes forward. */
export class SourceReader {
	private readonly chunks: AsyncIterator<Uint8Array>;
	private chunk: Uint8Array = new Uint8Array();
	/** Where the chunk's first byte stands in the source. */
	private chunkStart = 0;

	constructor(source: AsyncIterable<Uint8Array>) {
		this.chunks = source[Symbol.asyncIterator]();
	}

	/**
	 * The bytes from one place to another, as they come. Places must not go back.
	 *
	 * @throws Error when the source ends before
	 */
	async *range(from: number, to: number): AsyncGenerator<Uint8Array> {
		let at = from;
		while (at < to) {
			const chunkEnd = this.chunkStart + this.chunk.length;
			if (at < chunkEnd) {
				const part = this.chunk.subarray(at - this.chunkStart, to - this.chunkStart);
				at += part.length;
				yield part;
				continue;
			}
			const { value, done } = await this.chunks.next();
			if (done) throw new Error(`the source ended after ${chunkEnd} bytes, ${to} are needed`);
			this.chunkStart = chunkEnd;
			this.chunk = value;
		}
	}

	/** A few bytes in one piece. */
	async bytes(from: number, to: number): Promise<Uint8Array> {
		const parts: Uint8Array[] = [];
		for await (const part of this.range(from, to)) parts.push(part);
		return Buffer.concat(parts);
	}

	/** Ends the stream. */
	async close(): Promise<void> {
		await this.chunks.return?.();
	}
}
