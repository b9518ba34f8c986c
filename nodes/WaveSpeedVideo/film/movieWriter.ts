import { box, fullBox, halfWords, longs, sizeOf, text, words } from './boxWriter';
import type { Parts } from './boxWriter';
import type { SoundFormat } from './soundFormat';
import { FRAME_SAMPLES } from './soundFormat';
import type { TrackTables } from './trackTables';

/** Ticks per second of the movie header. */
const MOVIE_TIMESCALE = 90_000;

/** A file's data boxes from here on (bytes) need 64-bit sizes and places. */
const SHORT_LIMIT = 2 ** 32 - 1;

const IDENTITY = [0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000];

export interface PictureTrack {
	tables: TrackTables;
	timescale: number;
	/** In ticks of the timescale. */
	delay: number;
	length: number;
	/** Sample entries, as they stand in `stsd`. */
	entries: Uint8Array[];
	matrix: readonly number[];
	/** As shown, times 65536. */
	width: number;
	height: number;
	/** `avc1`, `hvc1`, …: named as a brand of the file. */
	type: string;
}

export interface SoundTrack {
	tables: TrackTables;
	format: SoundFormat;
	/** In samples. */
	priming: number;
}

/**
 * All that stands before the film's data: `ftyp`, `moov`, and the header of `mdat`
 * (ISO/IEC 14496-12, 4.3, 8.2, 8.1.1).
 *
 * @param seconds length of the film
 * @param dataBytes of `mdat`, without its header
 */
export function writeHead(
	picture: PictureTrack,
	sound: SoundTrack | undefined,
	seconds: number,
	dataBytes: number,
): Buffer {
	const fileType = box('ftyp', [
		text('isom'),
		words(0x200),
		text('isomiso2mp41'),
		text(brand(picture)),
	]);
	const write = (dataStart: number, long: boolean) =>
		writeMovie(picture, sound, seconds, dataStart, long);
	let long = false;
	let before = sizeOf(fileType) + sizeOf(write(0, false)) + 8;
	if (before + dataBytes > SHORT_LIMIT) {
		long = true;
		before = sizeOf(fileType) + sizeOf(write(0, true)) + 16;
	}
	const data = long
		? [words(1), text('mdat'), longs(16 + dataBytes)]
		: [words(8 + dataBytes), text('mdat')];
	return Buffer.concat([...fileType, ...write(before, long), ...data]);
}

function brand({ type }: PictureTrack): string {
	return type === 'avc1' || type === 'hvc1' || type === 'av01' ? type : 'mp42';
}

function writeMovie(
	picture: PictureTrack,
	sound: SoundTrack | undefined,
	seconds: number,
	dataStart: number,
	long: boolean,
): Parts {
	const duration = Math.round(seconds * MOVIE_TIMESCALE);
	const header = fullBox('mvhd', 1, 0, [
		longs(0, 0),
		words(MOVIE_TIMESCALE),
		longs(duration),
		words(0x10000, 0x1000000, 0, 0, ...IDENTITY, 0, 0, 0, 0, 0, 0, sound ? 3 : 2),
	]);
	const pictureTrack = writeTrack(1, duration, {
		...picture,
		handler: 'vide',
		name: 'VideoHandler',
		mediaTime: picture.delay,
		mediaHeader: fullBox('vmhd', 0, 1, [words(0, 0)]),
		shape: [words(...picture.matrix, picture.width, picture.height)],
		volume: 0,
		entries: picture.entries,
		boxes: picture.tables.write(dataStart, long),
	});
	if (!sound) return box('moov', header, pictureTrack);
	const { tables, format, priming } = sound;
	const soundTrack = writeTrack(2, duration, {
		timescale: format.rate,
		length: tables.count * FRAME_SAMPLES,
		handler: 'soun',
		name: 'SoundHandler',
		mediaTime: priming,
		mediaHeader: fullBox('smhd', 0, 0, [words(0)]),
		shape: [words(...IDENTITY, 0, 0)],
		volume: 0x0100,
		entries: [Buffer.concat(writeSoundEntry(format))],
		boxes: [...tables.write(dataStart, long), ...writeRolls(tables.count)],
	});
	return box('moov', header, pictureTrack, soundTrack);
}

interface TrackParts {
	timescale: number;
	length: number;
	handler: string;
	name: string;
	/** Where in the track the film begins. */
	mediaTime: number;
	mediaHeader: Parts;
	/** Matrix, width and height. */
	shape: Parts;
	volume: number;
	entries: Uint8Array[];
	/** Of the sample table, behind `stsd`. */
	boxes: Parts[];
}

function writeTrack(id: number, duration: number, track: TrackParts): Parts {
	const header = fullBox('tkhd', 1, 3, [
		longs(0, 0),
		words(id, 0),
		longs(duration),
		words(0, 0),
		halfWords(0, id === 1 ? 0 : 1, track.volume, 0),
		...track.shape,
	]);
	const edit = fullBox('elst', 1, 0, [words(1), longs(duration, track.mediaTime), halfWords(1, 0)]);
	const mediaHeader = fullBox('mdhd', 1, 0, [
		longs(0, 0),
		words(track.timescale),
		longs(track.length),
		halfWords(0x55c4, 0), // language "und"
	]);
	const handler = fullBox('hdlr', 0, 0, [
		words(0),
		text(track.handler),
		words(0, 0, 0),
		text(`${track.name}\0`),
	]);
	const here = box('dinf', fullBox('dref', 0, 0, [words(1)], fullBox('url ', 0, 1)));
	const descriptions = fullBox('stsd', 0, 0, [words(track.entries.length), ...track.entries]);
	const table = box('stbl', descriptions, ...track.boxes);
	const media = box('mdia', mediaHeader, handler, box('minf', track.mediaHeader, here, table));
	return box('trak', header, box('edts', edit), media);
}

/** `mp4a` (12.2.3) with its `esds` (ISO/IEC 14496-14, 5.6; descriptors: 14496-1, 7.2.6). */
function writeSoundEntry({ rate, channels, config }: SoundFormat): Parts {
	const descriptor = (tag: number, body: Uint8Array): Uint8Array =>
		Buffer.concat([Uint8Array.of(tag, 0x80, 0x80, 0x80, body.length), body]);
	const decoder = Buffer.concat([
		Uint8Array.of(0x40, 0x15, 0, 0, 0),
		words(0, 0),
		descriptor(5, config),
	]);
	const stream = Buffer.concat([
		Uint8Array.of(0, 2, 0),
		descriptor(4, decoder),
		descriptor(6, Uint8Array.of(2)),
	]);
	return box(
		'mp4a',
		[words(0), halfWords(0, 1), words(0, 0), halfWords(channels || 2, 16, 0, 0)],
		[words((rate % 65536) * 65536)],
		fullBox('esds', 0, 0, [descriptor(3, stream)]),
	);
}

/** AAC needs the frame before: sample group `roll` of −1 over all frames (8.9.2 to 8.9.4, 10.1). */
function writeRolls(count: number): Parts[] {
	return [
		fullBox('sgpd', 1, 0, [text('roll'), words(2, 1), halfWords(-1)]),
		fullBox('sbgp', 0, 0, [text('roll'), words(1, count, 1)]),
	];
}
