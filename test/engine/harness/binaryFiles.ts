import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';

import type { IBinaryData, INodeExecutionData } from 'n8n-workflow';

import { binaryDataService } from './host';

/** Where the files of earlier nodes lie, as n8n's storage names it. */
const EARLIER_EXECUTION = {
	type: 'execution',
	workflowId: 'engine-test',
	executionId: '1',
} as const;

/** Stores `content` as an earlier node would have, and returns the entry for an item's `binary`. */
export async function storeFile(
	content: Buffer | Readable,
	file: { fileName: string; mimeType: string },
): Promise<IBinaryData> {
	return await binaryDataService().store(EARLIER_EXECUTION, content, { ...file, data: '' });
}

/** The bytes behind a binary field, from wherever the storage mode keeps them. */
export async function readFile(entry: IBinaryData | undefined): Promise<Buffer> {
	if (!entry) throw new Error('There is no such binary field');
	if (!entry.id) return Buffer.from(entry.data, 'base64');
	return await buffer(await binaryDataService().getAsStream(entry.id));
}

/** The bytes of field `field` of an output item. */
export async function fileOf(item: INodeExecutionData | undefined, field = 'data') {
	return await readFile(item?.binary?.[field]);
}

/** Where the file of field `field` lies on disk (filesystem mode). */
export function pathOf(item: INodeExecutionData | undefined, field = 'data'): string {
	const id = item?.binary?.[field]?.id;
	if (!id) throw new Error(`There is no stored file in field ${field}`);
	return binaryDataService().getPath(id);
}
