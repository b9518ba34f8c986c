import type { Host } from '../../base/host';
import { isPrivateHost } from '../mediaUrl';
import { inspectFile, PICTURE } from './mediaFile';
import type { MediaFile, Wanted } from './mediaFile';

/** A picture or video that has passed its checks: a URL to pass on, or a file to upload. */
export type Media = { kind: 'url'; url: string } | MediaFile;

export type Checked<T> = { value: T } | { problem: string; advice: string };

const UPLOAD_INSTEAD =
	'Choose Binary File as the source and let a previous node fetch the file (HTTP Request, Read/Write Files from Disk, …).';

/**
 * A URL is passed on as it is; WaveSpeed must be able to reach it.
 *
 * @param ownHost n8n's own host name: what lies there is rarely public, and its URLs expire
 */
export function checkMediaUrl(value: unknown, label: string, ownHost?: string): Checked<Media> {
	const text = typeof value === 'string' ? value.trim() : '';
	if (!text) {
		return {
			problem: `${label} is empty`,
			advice: 'Give a public address, or choose Binary File as the source.',
		};
	}
	let url: URL;
	try {
		url = new URL(text);
	} catch {
		return {
			problem: `${label} "${text.slice(0, 80)}" is not a URL`,
			advice: 'It must begin with https:// or http://.',
		};
	}
	if (!/^https?:$/.test(url.protocol)) {
		return {
			problem: `${label} begins with "${url.protocol}", not with https: or http:`,
			advice: url.protocol === 'data:' ? 'Choose Base64 as the source.' : UPLOAD_INSTEAD,
		};
	}
	if (isPrivateHost(url.hostname) || url.hostname === ownHost) {
		return {
			problem: `${label} points to "${url.hostname}", which WaveSpeed cannot reach from the internet`,
			advice: UPLOAD_INSTEAD,
		};
	}
	return { value: { kind: 'url', url: text } };
}

/** Where the combined binary layout keeps files (n8n-workflow, BINARY_IN_JSON_PROPERTY). */
const FILES_IN_JSON = '_files';

/** The names of the item's binary fields, in both of n8n's binary layouts. */
function binaryFieldsOf({ items }: Pick<Host, 'items'>, itemIndex: number): string[] {
	const item = items[itemIndex];
	const inJson = { ...item?.json, ...(item?.json[FILES_IN_JSON] as object | undefined) };
	const named = Object.entries(inJson).filter(([, value]) => isBinaryValue(value));
	return [...Object.keys(item?.binary ?? {}), ...named.map(([name]) => name)];
}

function isBinaryValue(value: unknown): boolean {
	return typeof value === 'object' && value !== null && 'mimeType' in value && 'data' in value;
}

/** What to say of a binary field that isn't there. */
export function missingFile(
	host: Pick<Host, 'items'>,
	itemIndex: number,
	field: unknown,
): { problem: string; advice: string } {
	const name = typeof field === 'string' ? field : '(expression)';
	const present = binaryFieldsOf(host, itemIndex);
	return {
		problem: `The item has no binary field "${name}"`,
		advice:
			present.length > 0
				? `It has: ${present.join(', ')}. Name one of them.`
				: 'It has no binary field at all. Put a node before this one that outputs the file.',
	};
}

/** Checks a binary field without loading the file: present, what it must be, not too large. */
export async function checkMediaFile(
	host: Pick<Host, 'items' | 'binary'>,
	itemIndex: number,
	field: unknown,
	wanted: Wanted,
): Promise<Checked<Media>> {
	const binary = host.binary.ofItem(itemIndex, field);
	if (!binary) {
		const { problem, advice } = missingFile(host, itemIndex, field);
		return { problem, advice: advice.replace(/\.$/, ', or choose URL as the source.') };
	}
	const name = typeof field === 'string' ? field : '(expression)';
	const file = await inspectFile(host, binary, wanted);
	if (!('problem' in file)) return { value: file };
	return { ...file, problem: `The binary field "${name}" ${file.problem}` };
}

/** Checks a picture that stands in a field or expression as base64 or data URI. */
export async function checkPictureText(
	host: Pick<Host, 'items' | 'binary'>,
	value: unknown,
): Promise<Checked<Media>> {
	return await checkMediaData(host, value, 'Image Data', PICTURE);
}

/** Checks a medium that stands in a text as base64 or data URI. */
export async function checkMediaData(
	host: Pick<Host, 'items' | 'binary'>,
	value: unknown,
	label: string,
	wanted: Wanted,
): Promise<Checked<Media>> {
	const text = typeof value === 'string' ? value.trim() : '';
	const [, data = ''] = /^(?:data:[^,]*;base64,)?([\sA-Za-z0-9+/_-]+={0,2})$/.exec(text) ?? [];
	if (!data) {
		return {
			problem: text ? `${label} is neither base64 nor a base64 data URI` : `${label} is empty`,
			advice: 'It must look like iVBORw0… or data:image/png;base64,iVBORw0….',
		};
	}
	const file = await inspectFile(host, { data, mimeType: 'base64' }, wanted);
	if (!('problem' in file)) return { value: file };
	return { ...file, problem: `${label} ${file.problem}` };
}
