import type { IBinaryData } from 'n8n-workflow';
import type { Host } from '../../base/host';
import type { Body } from '../connection';

/**
 * The largest film (bytes) that n8n keeps where it holds files as a whole: the default limit of its
 * `database` mode per file, and what one text in memory can hold.
 */
export const MAX_BUFFERED = 512 * 1024 * 1024;

/** A stored file whose storage takes streams as they come. */
const isStreamed = ({ id }: IBinaryData) => id?.startsWith('filesystem') ?? false;

/** Whether n8n holds a film as a whole while it stores it: it shows in the clips' ids. */
export function isBuffered(clips: readonly IBinaryData[]): boolean {
	return !clips.some(isStreamed);
}

/** A film that can be written once its size is known. */
export interface WritableFilm {
	bytes: number;
	write(): AsyncGenerator<Uint8Array>;
}

/** Stores the film while it is written. */
export async function storeFilm(
	host: Pick<Host, 'binary'>,
	film: WritableFilm,
	clips: readonly IBinaryData[],
	fileName: string,
): Promise<IBinaryData> {
	const bytes = film.write();
	try {
		const streamed = clips.find(isStreamed);
		const content = streamed
			? (await readableClass(host, streamed)).from(bytes, { objectMode: false })
			: await collect(bytes, film.bytes);
		return await host.binary.store(content, fileName, 'video/mp4');
	} finally {
		// Closes the clip that is open when the storage failed.
		await bytes.return(undefined);
	}
}

/** The class of Node's streams: that of a stored file's stream. */
async function readableClass(host: Pick<Host, 'binary'>, { id }: IBinaryData) {
	const stream = (await host.binary.open(id as string)) as Body;
	stream.destroy();
	return stream.constructor;
}

async function collect(chunks: AsyncIterable<Uint8Array>, bytes: number): Promise<Buffer> {
	const whole = Buffer.allocUnsafe(bytes);
	let length = 0;
	for await (const chunk of chunks) {
		whole.set(chunk, length);
		length += chunk.length;
	}
	return whole;
}
