import { boxesIn, typeAt } from './boxes';
import { Fields } from './fields';
import { readAvcConfig, readHevcConfig } from './parameterSets';
import type { ParameterSets } from './parameterSets';
import { damaged, UnreadableMp4 } from './refusal';

/** How a clip's pictures are encoded: its visual sample entry (ISO/IEC 14496-12, 12.1.3). */
export interface PictureFormat {
	/** `avc1`, `hvc1`, … */
	type: string;
	/** As ffprobe names it: `h264`, `hevc`, `av1`, … */
	codec: string;
	width: number;
	height: number;
	/** Width of a pixel divided by its height. */
	pixelShape: number;
	/** The decoder's configuration (`avcC`, `hvcC`, …). */
	config: Uint8Array;
	/** Of H.264 and H.265. */
	sets?: ParameterSets;
	/** The entry to be written, without what differs between files and doesn't matter. */
	entry: Uint8Array;
}

/** Codecs by the types of their entries, and the boxes of their configurations. */
const CODECS: Record<string, { codec: string; config: string }> = {
	avc1: { codec: 'h264', config: 'avcC' },
	avc3: { codec: 'h264', config: 'avcC' },
	hvc1: { codec: 'hevc', config: 'hvcC' },
	hev1: { codec: 'hevc', config: 'hvcC' },
	av01: { codec: 'av1', config: 'av1C' },
	vp09: { codec: 'vp9', config: 'vpcC' },
};

/** A codec's name by its entry's type, and whether it is one that can be joined. */
export function pictureCodec(type: string): { codec: string; known: boolean } {
	const known = CODECS[type];
	return { codec: known?.codec ?? type.trim(), known: known !== undefined };
}

/** The bytes of a visual sample entry before its boxes. */
const ENTRY_HEADER = 78;
/** A configuration is some hundred bytes; one that isn't would be repeated at every key frame. */
const MAX_ENTRY = 64 * 1024;

/** The type of a track's first sample entry. */
export function firstType(stsd: Uint8Array): string {
	return stsd.length >= 16 ? typeAt(stsd, 12) : '';
}

/** Width and height by the first sample entry, in pixels. */
export function pictureSize(stsd: Uint8Array): { width: number; height: number } {
	const fields = new Fields(stsd, 'stsd');
	fields.skip(40);
	return { width: fields.u16(), height: fields.u16() };
}

/** The only sample entry of a track: its type and body (`stsd`, 8.5.2). */
export function onlyEntry(stsd: Uint8Array): { type: string; body: Uint8Array } {
	const fields = new Fields(stsd, 'stsd');
	fields.skip(8);
	const entries = [...boxesIn(fields.bytes(fields.left))];
	const [entry] = entries;
	if (!entry) throw damaged('a track does not say how it is encoded');
	if (entries.length > 1) {
		throw new UnreadableMp4('changes its encoding on the way (several sample descriptions)');
	}
	return entry;
}

/** @throws UnreadableMp4 for a codec that can't be joined */
export function readPictureFormat(stsd: Uint8Array): PictureFormat {
	const { type, body } = onlyEntry(stsd);
	if (type === 'encv') throw new UnreadableMp4('is encrypted', 'Use a clip without protection.');
	const known = CODECS[type];
	if (!known) {
		throw new UnreadableMp4(
			`is encoded as "${type}", which cannot be joined without re-encoding`,
			'Clips in H.264, H.265, AV1 and VP9 can be joined.',
		);
	}
	const header = new Fields(body, type);
	header.skip(24);
	const [width, height] = [header.u16(), header.u16()];
	header.skip(ENTRY_HEADER - 28);
	const boxes = [...boxesIn(header.bytes(header.left))].filter((box) => box.type !== 'btrt');
	const config = boxes.find((box) => box.type === known.config)?.body;
	if (!config) throw damaged(`its box "${known.config}" is missing`);
	if (body.length > MAX_ENTRY) throw damaged('its description is too long');
	if (width === 0 || height === 0) throw damaged('its pictures have no size');
	let sets: ParameterSets | undefined;
	if (known.codec === 'h264') sets = readAvcConfig(config);
	if (known.codec === 'hevc') sets = readHevcConfig(config);
	return {
		type,
		codec: known.codec,
		width,
		height,
		pixelShape: readPixelShape(boxes.find((box) => box.type === 'pasp')?.body),
		config,
		sets,
		entry: makeEntry(type, width, height, boxes),
	};
}

/** `pasp`, 12.1.4. */
function readPixelShape(pasp: Uint8Array | undefined): number {
	if (!pasp) return 1;
	const fields = new Fields(pasp, 'pasp');
	const [horizontal, vertical] = [fields.u32(), fields.u32()];
	return horizontal > 0 && vertical > 0 ? horizontal / vertical : 1;
}

function makeEntry(
	type: string,
	width: number,
	height: number,
	boxes: { type: string; body: Uint8Array }[],
): Uint8Array {
	const size = 8 + ENTRY_HEADER + boxes.reduce((sum, { body }) => sum + 8 + body.length, 0);
	const entry = Buffer.alloc(size);
	entry.writeUInt32BE(size, 0);
	entry.write(type, 4, 'latin1');
	entry.writeUInt16BE(1, 14); // data_reference_index
	entry.writeUInt16BE(width, 32);
	entry.writeUInt16BE(height, 34);
	entry.writeUInt32BE(0x480000, 36); // 72 dpi
	entry.writeUInt32BE(0x480000, 40);
	entry.writeUInt16BE(1, 48); // frame_count
	entry.writeUInt16BE(0x18, 82); // depth
	entry.writeInt16BE(-1, 84);
	let at = 8 + ENTRY_HEADER;
	for (const { type: boxType, body } of boxes) {
		entry.writeUInt32BE(8 + body.length, at);
		entry.write(boxType, at + 4, 'latin1');
		entry.set(body, at + 8);
		at += 8 + body.length;
	}
	return entry;
}
