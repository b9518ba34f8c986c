/** Bytes in pieces, so that large tables are not copied on their way up. */
export type Parts = Uint8Array[];

/** How many bytes these are. */
export function sizeOf(parts: Parts): number {
	return parts.reduce((sum, part) => sum + part.length, 0);
}

/** A box around parts (ISO/IEC 14496-12, 4.2). */
export function box(type: string, ...children: Parts[]): Parts {
	const parts = children.flat();
	const header = Buffer.alloc(8);
	header.writeUInt32BE(8 + sizeOf(parts), 0);
	header.write(type, 4, 'latin1');
	return [header, ...parts];
}

/** A box with version and flags. */
export function fullBox(type: string, version: number, flags: number, ...children: Parts[]): Parts {
	return box(type, [words(version * 2 ** 24 + flags)], ...children);
}

/** Numbers of 32 bits; negative ones too. */
export function words(...numbers: number[]): Uint8Array {
	const bytes = Buffer.alloc(4 * numbers.length);
	numbers.forEach((number, index) => bytes.writeUInt32BE(number >>> 0, 4 * index));
	return bytes;
}

/** Numbers of 64 bits, not negative. */
export function longs(...numbers: number[]): Uint8Array {
	const bytes = Buffer.alloc(8 * numbers.length);
	numbers.forEach((number, index) => bytes.writeBigUInt64BE(BigInt(number), 8 * index));
	return bytes;
}

/** Numbers of 16 bits; negative ones too. */
export function halfWords(...numbers: number[]): Uint8Array {
	const bytes = Buffer.alloc(2 * numbers.length);
	numbers.forEach((number, index) => bytes.writeUInt16BE(number & 0xffff, 2 * index));
	return bytes;
}

export function text(characters: string): Uint8Array {
	return Buffer.from(characters, 'latin1');
}
