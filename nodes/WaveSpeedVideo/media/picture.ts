import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';
import { detectImage, SIGNATURE_BYTES } from './fileTypes';
import { isPrivateHost } from './mediaUrl';

/** WaveSpeed's limit for an upload by ticket (WaveSpeed API docs: Upload files). */
export const MAX_UPLOAD_BYTES = 200 * 1024 * 1024;

/** A picture that has passed its checks: a URL to pass on, or a file to upload. */
export type Picture =
	| { kind: 'url'; url: string }
	| {
			kind: 'file';
			binary: IBinaryData;
			bytes: number;
			mimeType: string;
			fileName: string;
	  };

export type Checked<T> = { value: T } | { problem: string; advice: string };

const UPLOAD_INSTEAD =
	'Set Image Source to Binary File and let a previous node fetch the picture (HTTP Request, Read/Write Files from Disk, …).';

/** A URL is passed on as it is; WaveSpeed must be able to reach it. */
export function checkPictureUrl(value: unknown): Checked<Picture> {
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
			advice: UPLOAD_INSTEAD,
		};
	}
	if (isPrivateHost(url.hostname)) {
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

async function firstBytes(ctx: IExecuteFunctions, binary: IBinaryData): Promise<Uint8Array> {
	if (!binary.id) return Buffer.from(binary.data.slice(0, SIGNATURE_BYTES * 2), 'base64');
	const stream = await ctx.helpers.getBinaryStream(binary.id, 1024);
	for await (const chunk of stream) {
		return Buffer.from(chunk as Uint8Array);
	}
	return new Uint8Array();
}

async function sizeOf(ctx: IExecuteFunctions, binary: IBinaryData): Promise<number> {
	if (!binary.id) return Buffer.byteLength(binary.data, 'base64');
	return (await ctx.helpers.getBinaryMetadata(binary.id)).fileSize;
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
	const bytes = await sizeOf(ctx, binary);
	const type = detectImage(await firstBytes(ctx, binary));
	if (bytes === 0 || !type) {
		return {
			problem: `The binary field "${name}" holds no picture (${bytes} bytes, ${binary.mimeType})`,
			advice: 'Allowed are PNG, JPEG, WebP, GIF and BMP.',
		};
	}
	if (bytes > MAX_UPLOAD_BYTES) {
		return {
			problem: `The picture in "${name}" is too large: ${Math.ceil(bytes / 1024 / 1024)} MB`,
			advice: `WaveSpeed accepts uploads of up to ${MAX_UPLOAD_BYTES / 1024 / 1024} MB.`,
		};
	}
	const fileName = `picture.${type.extension}`;
	return { value: { kind: 'file', binary, bytes, mimeType: type.mimeType, fileName } };
}
