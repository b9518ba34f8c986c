import type { INodeProperties } from 'n8n-workflow';
import type { Host } from '../../base/host';
import { showFor } from '../../fields/display';
import { eachItem } from '../../items/eachItem';
import type { ItemResult } from '../../items/results';
import { outputItem } from '../../items/results';
import type { Session } from '../../items/session';
import { ANY } from '../../media/in/mediaFile';
import { checkMediaFile } from '../../media/in/mediaInput';
import { createUploads } from '../../media/in/uploads';
import { invalidParameter } from '../../api/failure';
import type { Operation } from '../operation';

/** WaveSpeed keeps uploads for 7 days (API docs: Upload files). */
const KEPT_MS = 7 * 24 * 3600 * 1000;

/** Files at the same time. */
const AT_ONCE = 3;

const fields: INodeProperties[] = [
	{
		displayName: 'Input Data Field Name',
		name: 'fileBinaryField',
		type: 'string',
		required: true,
		default: 'data',
		placeholder: 'e.g. data',
		hint: 'The name of the input field that holds the file',
		description: 'A picture, video or sound of up to 200 MB, recognised by its content',
	},
];

type Upload = ReturnType<typeof createUploads>;

/** For whatever needs a public address. */
export const upload: Operation = {
	resource: 'file',
	option: {
		name: 'Upload',
		value: 'upload',
		action: 'Upload file',
		description:
			'Upload a picture, video or sound to WaveSpeed and get a public URL, which works for 7 days; free',
	},
	fields: (place) => showFor(place, fields),
	run: async (host) => {
		// One for all items: a file that several have is uploaded once.
		let uploads: Upload | undefined;
		return await eachItem(
			host,
			async (session, itemIndex) => {
				uploads ??= createUploads(host.context, session);
				return await uploadItem(host, session, itemIndex, uploads);
			},
			AT_ONCE,
		);
	},
};

async function uploadItem(
	host: Host,
	{ runtime }: Session,
	itemIndex: number,
	uploads: Upload,
): Promise<ItemResult> {
	const field = host.parameter('fileBinaryField', itemIndex, 'data');
	const file = await checkMediaFile(host, itemIndex, field, ANY);
	if ('problem' in file) {
		return { kind: 'failed', failure: invalidParameter(file.problem, file.advice) };
	}
	if (file.value.kind === 'url') return outputItem({ json: { url: file.value.url } }, itemIndex);
	const { mimeType, bytes } = file.value;
	const uploaded = await uploads(file.value);
	if ('failure' in uploaded) return { kind: 'failed', failure: uploaded.failure };
	const expiresAt = new Date(runtime.now() + KEPT_MS).toISOString();
	return outputItem({ json: { url: uploaded.url, mimeType, bytes, expiresAt } }, itemIndex);
}
