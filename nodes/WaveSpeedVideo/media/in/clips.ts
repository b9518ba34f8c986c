import type { IBinaryData } from 'n8n-workflow';
import type { Host } from '../../base/host';
import type { Runtime } from '../../base/runtime';
import { announcedSize, openBinary } from './mediaFile';

/** n8n writes a film chunk by chunk, waiting for each: larger ones make it faster. */
const CHUNK_BYTES = 1024 * 1024;

/** A file that is read from its first byte, as often as it is opened. */
export interface Clip {
	bytes: number;
	open(): Promise<AsyncIterable<Uint8Array>>;
}

/** An input item's video as a clip of a film; stops reading when the execution is stopped. */
export async function clipOf(
	host: Pick<Host, 'binary'>,
	binary: IBinaryData,
	runtime: Pick<Runtime, 'checkStop'>,
): Promise<Clip> {
	return {
		bytes: await announcedSize(host, binary),
		async open() {
			runtime.checkStop();
			return stoppable(await openBinary(host, binary, CHUNK_BYTES), runtime);
		},
	};
}

async function* stoppable(
	bytes: AsyncIterable<Uint8Array>,
	{ checkStop }: Pick<Runtime, 'checkStop'>,
): AsyncGenerator<Uint8Array> {
	for await (const chunk of bytes) {
		checkStop();
		yield chunk;
	}
}
