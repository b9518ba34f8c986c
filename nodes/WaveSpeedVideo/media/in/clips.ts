import type { IBinaryData } from 'n8n-workflow';
import type { Host } from '../../base/host';
import type { Runtime } from '../../base/runtime';
import type { ClipSource } from '../../film/film';
import { announcedSize, openBinary } from './mediaFile';

/** An input item's video as a clip of a film; stops reading when the execution is stopped. */
export async function clipOf(
	host: Pick<Host, 'binary'>,
	binary: IBinaryData,
	runtime: Pick<Runtime, 'checkStop'>,
): Promise<ClipSource> {
	return {
		bytes: await announcedSize(host, binary),
		async open() {
			runtime.checkStop();
			return stoppable(await openBinary(host, binary), runtime);
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
