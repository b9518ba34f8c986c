import { boxAt, boxesIn, boxIn } from './boxes';
import { readEdit } from './edits';
import type { Edit } from './edits';
import { Fields } from './fields';
import { damaged } from './refusal';
import type { Tables } from './sampleTables';

/** What a fragment's samples are where it says nothing (`trex`, ISO/IEC 14496-12, 8.8.3). */
export interface SampleDefaults {
	description: number;
	duration: number;
	size: number;
	flags: number;
}

/** One track of a movie box, its tables not read yet. */
export interface Track {
	id: number;
	/** `vide`, `soun`, `text`, … */
	handler: string;
	enabled: boolean;
	/** Ticks per second. */
	timescale: number;
	/** Nine numbers as they stand in `tkhd`. */
	matrix: readonly number[];
	/** As shown, in pixels times 65536. */
	width: number;
	height: number;
	edit(): Edit;
	/** Sample descriptions (`stsd`). */
	descriptions: Uint8Array;
	tables: Tables;
	/** Whether its samples lie in another file. */
	external: boolean;
}

export interface Movie {
	tracks: Track[];
	/** By track id; undefined when the file isn't fragmented. */
	defaults?: ReadonlyMap<number, SampleDefaults>;
	/** Whether it has chapters or a cover picture outside its tracks. */
	chapters: boolean;
	cover: boolean;
}

const MAX_TRACKS = 64;

/** Reads a movie box (`moov`, ISO/IEC 14496-12, 8.2.1). */
export function readMovie(moov: Uint8Array): Movie {
	const movieTimescale = readMovieTimescale(need(moov, 'mvhd'));
	const tracks: Track[] = [];
	let defaults: Map<number, SampleDefaults> | undefined;
	for (const { type, body } of boxesIn(moov)) {
		if (type === 'trak') tracks.push(readTrack(body, movieTimescale));
		if (type === 'mvex') defaults = readDefaults(body);
		if (tracks.length > MAX_TRACKS) throw damaged(`it has more than ${MAX_TRACKS} tracks`);
	}
	const userData = boxIn(moov, 'udta');
	const meta = userData && boxIn(userData, 'meta');
	return {
		tracks,
		defaults,
		chapters: !!userData && !!boxIn(userData, 'chpl'),
		// A FullBox in MP4, a plain box in QuickTime, where this finds nothing.
		cover: !!meta && meta.length > 4 && hasCover(meta.subarray(4)),
	};
}

/** Metadata never keep a clip from being joined, however broken. */
function hasCover(meta: Uint8Array): boolean {
	try {
		return !!boxAt(meta, 'ilst', 'covr');
	} catch {
		return false;
	}
}

function need(bytes: Uint8Array, ...path: string[]): Uint8Array {
	const body = boxAt(bytes, ...path);
	if (!body) throw damaged(`its box "${path.join('/')}" is missing`);
	return body;
}

function readMovieTimescale(mvhd: Uint8Array): number {
	const fields = new Fields(mvhd, 'mvhd');
	fields.skip(fields.fullBox().version === 1 ? 16 : 8);
	return fields.u32() || 1;
}

function readTrack(trak: Uint8Array, movieTimescale: number): Track {
	const stbl = need(trak, 'mdia', 'minf', 'stbl');
	const hdlr = new Fields(need(trak, 'mdia', 'hdlr'), 'hdlr');
	hdlr.skip(8);
	const elst = boxAt(trak, 'edts', 'elst');
	return {
		...readTrackHeader(need(trak, 'tkhd')),
		handler: String.fromCharCode(...hdlr.bytes(4)),
		timescale: readTimescale(need(trak, 'mdia', 'mdhd')),
		edit: () => readEdit(elst, movieTimescale),
		descriptions: need(stbl, 'stsd'),
		tables: new Map([...boxesIn(stbl)].map(({ type, body }) => [type, body])),
		external: isExternal(boxAt(trak, 'mdia', 'minf', 'dinf', 'dref')),
	};
}

/** `tkhd`, 8.3.2. */
function readTrackHeader(tkhd: Uint8Array) {
	const fields = new Fields(tkhd, 'tkhd');
	const { version, flags } = fields.fullBox();
	fields.skip(version === 1 ? 16 : 8);
	const id = fields.u32();
	fields.skip((version === 1 ? 12 : 8) + 16);
	const matrix = Array.from({ length: 9 }, () => fields.i32());
	return { id, enabled: (flags & 1) === 1, matrix, width: fields.u32(), height: fields.u32() };
}

/** `mdhd`, 8.4.2. */
function readTimescale(mdhd: Uint8Array): number {
	const fields = new Fields(mdhd, 'mdhd');
	fields.skip(fields.fullBox().version === 1 ? 16 : 8);
	const timescale = fields.u32();
	if (timescale === 0) throw damaged('a track has no time scale');
	return timescale;
}

/** `dref`, 8.7.2: flag 1 says that the samples are in this file. */
function isExternal(dref: Uint8Array | undefined): boolean {
	if (!dref) return false;
	const fields = new Fields(dref, 'dref');
	fields.skip(8);
	for (const { body } of boxesIn(fields.bytes(fields.left))) {
		if ((new Fields(body, 'dref').fullBox().flags & 1) === 0) return true;
	}
	return false;
}

function readDefaults(mvex: Uint8Array): Map<number, SampleDefaults> {
	const defaults = new Map<number, SampleDefaults>();
	for (const { type, body } of boxesIn(mvex)) {
		if (type !== 'trex') continue;
		const fields = new Fields(body, 'trex');
		fields.fullBox();
		defaults.set(fields.u32(), {
			description: fields.u32(),
			duration: fields.u32(),
			size: fields.u32(),
			flags: fields.u32(),
		});
	}
	return defaults;
}
