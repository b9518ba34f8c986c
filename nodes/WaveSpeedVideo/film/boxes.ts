import { damaged } from './refusal';

/** A box within another one. The body is a view, not a copy. */
export interface Box {
	type: string;
	body: Uint8Array;
}

const HEADER = 8;
const LONG_HEADER = 16;

/** The boxes within a box's body, in order (ISO/IEC 14496-12, 4.2). */
export function* boxesIn(bytes: Uint8Array): Generator<Box> {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	let at = 0;
	// A rest shorter than a header is padding: QuickTime ends some lists with four zeros.
	while (bytes.length - at >= HEADER) {
		let size: number = view.getUint32(at);
		const type = typeAt(bytes, at + 4);
		let header = HEADER;
		if (size === 1) {
			header = LONG_HEADER;
			if (bytes.length - at < header) throw damaged(`its box "${type}" is cut off`);
			size = Number(view.getBigUint64(at + HEADER));
		} else if (size === 0) {
			size = bytes.length - at;
		}
		if (size < header || size > bytes.length - at) {
			throw damaged(`its box "${type}" does not fit the box around it`);
		}
		yield { type, body: bytes.subarray(at + header, at + size) };
		at += size;
	}
}

/** The first box of this type. */
export function boxIn(bytes: Uint8Array, type: string): Uint8Array | undefined {
	for (const box of boxesIn(bytes)) if (box.type === type) return box.body;
	return undefined;
}

/** Follows a path of types, the first box of each. */
export function boxAt(bytes: Uint8Array, ...path: string[]): Uint8Array | undefined {
	let found: Uint8Array | undefined = bytes;
	for (const type of path) found = found && boxIn(found, type);
	return found;
}

/** Four characters as a type; what can't be printed becomes a dot, since types reach messages. */
export function typeAt(bytes: Uint8Array, at: number): string {
	return String.fromCharCode(...bytes.subarray(at, at + 4)).replace(/[^ -~©]/g, '.');
}
