import { Fields } from './fields';
import { damaged } from './refusal';

/** What a decoder must know before the first picture, read from `avcC` or `hvcC`. */
export interface ParameterSets {
	/** Bytes of the length before each NAL unit: 1, 2 or 4. */
	lengthSize: number;
	/** VPS, SPS and PPS in the order in which they are sent. */
	nals: Uint8Array[];
	/** Bits per colour sample. */
	bitDepth: number;
	/** 0 grey, 1 4:2:0, 2 4:2:2, 3 4:4:4. */
	chroma: number;
}

/** AVCDecoderConfigurationRecord (ISO/IEC 14496-15, 5.3.3.1). */
export function readAvcConfig(avcC: Uint8Array): ParameterSets {
	const fields = new Fields(avcC, 'avcC');
	fields.skip(4);
	const lengthSize = (fields.u8() & 3) + 1;
	const sps = readNals(fields, fields.u8() & 31);
	const pps = readNals(fields, fields.u8());
	const first = sps[0];
	return { lengthSize, nals: [...sps, ...pps], ...(first ? readSps(first) : EIGHT_BIT) };
}

/** HEVCDecoderConfigurationRecord (ISO/IEC 14496-15, 8.3.3.1). */
export function readHevcConfig(hvcC: Uint8Array): ParameterSets {
	const fields = new Fields(hvcC, 'hvcC');
	fields.skip(16);
	const chroma = fields.u8() & 3;
	const bitDepth = (fields.u8() & 7) + 8;
	fields.skip(3);
	const lengthSize = (fields.u8() & 3) + 1;
	const byType = new Map<number, Uint8Array[]>();
	for (let arrays = fields.u8(); arrays > 0; arrays--) {
		const type = fields.u8() & 63;
		byType.set(type, [...(byType.get(type) ?? []), ...readNals(fields, fields.u16())]);
	}
	// VPS, SPS, PPS; SEI messages (39) describe the encoder and are not needed.
	const nals = [32, 33, 34].flatMap((type) => byType.get(type) ?? []);
	return { lengthSize, nals, bitDepth, chroma };
}

function readNals(fields: Fields, count: number): Uint8Array[] {
	return Array.from({ length: count }, () => fields.bytes(fields.u16()));
}

const EIGHT_BIT = { bitDepth: 8, chroma: 1 };

/** The profiles whose SPS tells chroma and bit depth (ITU-T H.264, 7.3.2.1.1). */
const HIGH_PROFILES = [100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135];

function readSps(sps: Uint8Array): { bitDepth: number; chroma: number } {
	const profile = sps[1] ?? 0;
	if (!HIGH_PROFILES.includes(profile)) return EIGHT_BIT;
	const bits = new Bits(withoutEmulation(sps.subarray(4, 32)));
	bits.exponential(); // seq_parameter_set_id
	const chroma = bits.exponential();
	if (chroma === 3) bits.bit(); // separate_colour_plane_flag
	return { chroma, bitDepth: 8 + bits.exponential() };
}

/** Takes out the 3 of 0 0 3, which keeps start codes from appearing (7.4.1). */
function withoutEmulation(bytes: Uint8Array): Uint8Array {
	return bytes.filter((byte, at) => !(byte === 3 && bytes[at - 1] === 0 && bytes[at - 2] === 0));
}

class Bits {
	private at = 0;

	constructor(private readonly bytes: Uint8Array) {}

	bit(): number {
		const byte = this.bytes[this.at >> 3];
		if (byte === undefined) throw damaged('its H.264 parameters end early');
		return (byte >> (7 - (this.at++ & 7))) & 1;
	}

	/** Exp-Golomb, unsigned (9.1). */
	exponential(): number {
		let zeros = 0;
		while (this.bit() === 0) zeros++;
		let value = 1;
		for (; zeros > 0; zeros--) value = 2 * value + this.bit();
		return value - 1;
	}
}

/** The sets as they stand in a sample: each behind its length. */
export function asSampleBytes({ nals, lengthSize }: ParameterSets): Uint8Array {
	const total = nals.reduce((sum, nal) => sum + lengthSize + nal.length, 0);
	const bytes = new Uint8Array(total);
	let at = 0;
	for (const nal of nals) {
		if (nal.length >= 2 ** (8 * lengthSize)) throw damaged('its parameter sets are too long');
		for (let rest = nal.length, byte = lengthSize - 1; byte >= 0; byte--, rest >>>= 8) {
			bytes[at + byte] = rest & 255;
		}
		bytes.set(nal, at + lengthSize);
		at += lengthSize + nal.length;
	}
	return bytes;
}

/**
 * Where sets go in a sample: behind its access unit delimiter, which must stay first (H.264,
 * 7.4.1.2.3; H.265, 7.4.2.4.4), if it has one.
 *
 * @param head the sample's first bytes, {@link HEAD_BYTES} of them if there are so many
 */
export function placeForSets(head: Uint8Array, lengthSize: number, isHevc: boolean): number {
	const header = head[lengthSize];
	if (header === undefined) return 0;
	let length = 0;
	for (const byte of head.subarray(0, lengthSize)) length = 256 * length + byte;
	const isDelimiter = isHevc ? ((header >> 1) & 63) === 35 : (header & 31) === 9;
	return isDelimiter && lengthSize + length <= head.length ? lengthSize + length : 0;
}

/** As many as hold a delimiter: 4 bytes of length, up to 3 of its own. */
export const HEAD_BYTES = 8;
