import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';
import { isPrivateHost } from './mediaUrl';
import { inspectPicture } from './pictureFile';
import type { PictureFile } from './pictureFile';

/** A picture that has passed its checks: a URL to pass on, or a file to upload. */
export type Picture = { kind: 'url'; url: string } | PictureFile;

export type Checked<T> = { value: T } | { problem: string; advice: string };

const UPLOAD_INSTEAD =
	'Set Image Source to Binary File and let a previous node fetch the picture (HTTP Request, Read/Write Files from Disk, …).';

/**
 * A URL is passed on as it is; WaveSpeed must be able to reach it.
 *
 * @param ownHost n8n's own host name: what lies there is rarely public, and its URLs expire
 */
export function checkPictureUrl(value: unknown, ownHost?: string): Checked<Picture> {
	const text = typeof value === 'string' ? value.trim() : '';
	if (!text) {
		return {
			problem: 'Image URL is empty',
			advice: 'Give the public address of a picture, or set Image Source to Binary File.',
		};
	}
	let url: URL;
	try {
		url = new URL(text);
	} catch {
		return {
			problem: `Image URL "${text.slice(0, 80)}" is not a URL`,
			advice: 'It must begin with https:// or http://.',
		};
	}
	if (!/^https?:$/.test(url.protocol)) {
		return {
			problem: `Image URL begins with "${url.protocol}", not with https: or http:`,
			advice: url.protocol === 'data:' ? 'Set Image Source to Base64.' : UPLOAD_INSTEAD,
		};
	}
	if (isPrivateHost(url.hostname) || url.hostname === ownHost) {
		return {
			problem: `Image URL points to "${url.hostname}", which WaveSpeed cannot reach from the internet`,
			advice: UPLOAD_INSTEAD,
		};
	}
	return { value: { kind: 'url', url: text } };
}

/** The names of the item's binary fields, in both of n8n's binary layouts. */
function binaryFieldsOf(ctx: IExecuteFunctions, itemIndex: number): string[] {
	const item = ctx.getInputData()[itemIndex];
	const inJson = Object.entries(item?.json ?? {})
		.filter(([, value]) => isBinaryValue(value))
		.map(([name]) => name);
	return [...Object.keys(item?.binary ?? {}), ...inJson];
}

function isBinaryValue(value: unknown): boolean {
	return typeof value === 'object' && value !== null && 'mimeType' in value && 'data' in value;
}

/** Checks a binary field without loading the file: present, an image by its content, not too large. */
export async function checkPictureFile(
	ctx: IExecuteFunctions,
	itemIndex: number,
	field: unknown,
): Promise<Checked<Picture>> {
	const name = typeof field === 'string' ? field : '(expression)';
	let binary: IBinaryData;
	try {
		binary = ctx.helpers.assertBinaryData(itemIndex, field as string);
	} catch {
		const present = binaryFieldsOf(ctx, itemIndex);
		return {
			problem: `The item has no binary field "${name}"`,
			advice:
				present.length > 0
					? `It has: ${present.join(', ')}. Set Input Data Field Name to one of them.`
					: 'It has no binary field at all. Put a node before this one that outputs the picture as a file, or set Image Source to URL.',
		};
	}
	const picture = await inspectPicture(ctx, binary);
	if (!('problem' in picture)) return { value: picture };
	return { ...picture, problem: `The binary field "${name}" ${picture.problem}` };
}

/** Checks a picture that stands in a field or expression as base64 or data URI. */
export async function checkPictureText(
	ctx: IExecuteFunctions,
	value: unknown,
): Promise<Checked<Picture>> {
	const text = typeof value === 'string' ? value.trim() : '';
	const [, data = ''] = /^(?:data:[^,]*;base64,)?([\sA-Za-z0-9+/_-]+={0,2})$/.exec(text) ?? [];
	if (!data) {
		return {
			problem: text ? 'Image Data is neither base64 nor a base64 data URI' : 'Image Data is empty',
			advice: 'It must look like iVBORw0… or data:image/png;base64,iVBORw0….',
		};
	}
	const picture = await inspectPicture(ctx, { data, mimeType: 'base64' });
	if (!('problem' in picture)) return { value: picture };
	return { ...picture, problem: `Image Data ${picture.problem}` };
}
