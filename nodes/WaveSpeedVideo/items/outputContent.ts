import type { IDataObject } from 'n8n-workflow';
import type { Output } from '../api/outputs';
import { decodeOutput } from '../api/outputs';
import type { Host } from '../base/host';
import { bounded } from '../base/bounded';
import { cut } from '../base/text';
import type { Source } from '../media/out/downloads';
import type { StoredFile } from '../media/out/storedFiles';

/** A file of text is read into the item up to this many bytes; a longer one stays a file. */
const MAX_READ = 100_000;

/** Of JSON in an item. */
const MAX_JSON = { depth: 20, entries: 10_000, bytes: MAX_READ };

/** What an output item shows of its outputs: addresses, texts and objects; files as text cut short. */
export function shownOutputs(outputs: readonly Output[]): unknown[] {
	return outputs.map((one) => {
		if (one.kind === 'file') return one.url;
		if (one.kind === 'json') return one.value;
		return one.kind === 'text' ? one.text : cut(one.text, 60);
	});
}

/** The outputs that are files, for the download. */
export function fileSources(outputs: readonly Output[]): Source[] {
	return outputs.flatMap((one): Source[] => {
		if (one.kind === 'file') return [{ url: one.url }];
		return one.kind === 'encoded' ? [decodeOutput(one.text) ?? { bytes: Buffer.alloc(0) }] : [];
	});
}

/** A text, and what it means where it is JSON. */
function contentOf(text: string): IDataObject {
	if (!/^\s*[[{]/.test(text)) return { text };
	try {
		return { text, result: bounded(JSON.parse(text), MAX_JSON) as IDataObject };
	} catch {
		return { text };
	}
}

/** The first text and the first object among the outputs, as fields of the item: `text`, `result`. */
export function outputContent(outputs: readonly Output[]): IDataObject {
	const text = outputs.find((one) => one.kind === 'text')?.text;
	const object = outputs.find((one) => one.kind === 'json');
	return {
		...(text === undefined ? {} : contentOf(text)),
		...(object ? { result: object.value as IDataObject } : {}),
	};
}

const isText = ({ type: { mimeType } }: StoredFile) =>
	mimeType === 'application/json' || mimeType === 'text/plain';

/** The same of the first file that holds text, read from n8n's storage where it is small. */
export async function fileContent(
	{ binary }: Pick<Host, 'binary'>,
	files: readonly StoredFile[],
): Promise<IDataObject> {
	const file = files.find((one) => isText(one) && one.bytes <= MAX_READ);
	if (!file) return {};
	const { id, data } = file.binary;
	const chunks: Uint8Array[] = [];
	if (id) for await (const chunk of await binary.open(id)) chunks.push(chunk);
	const bytes = id ? Buffer.concat(chunks) : Buffer.from(data, 'base64');
	return contentOf(bytes.toString('utf8').replace(/^\uFEFF/, ''));
}
