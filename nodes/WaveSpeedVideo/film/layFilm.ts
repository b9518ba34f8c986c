import type { Clip } from './clip';
import { takesSets } from './copyClip';
import type { Insertions } from './copyClip';
import { writeHead } from './movieWriter';
import { asSampleBytes } from './parameterSets';
import { piecesOf } from './pieces';
import { CannotJoin } from './refusal';
import { MAX_SAMPLES, tooManySamples } from './sampleList';
import type { SampleList } from './sampleList';
import { FRAME_SAMPLES } from './soundFormat';
import type { SoundPlan } from './soundPlan';
import { MAX_TICKS } from './timeline';
import type { Timeline } from './timeline';
import { TrackTables } from './trackTables';

const NOTHING = new Uint8Array();

/** What is inserted into a clip may be at most its own size, and so many bytes more. */
const MAX_INSERTED = 1024 * 1024;

export interface LaidFilm {
	/** All that stands before the film's data. */
	head: Uint8Array;
	/** Of the whole film. */
	bytes: number;
	insertions(clip: number): Insertions;
}

/**
 * Lays out every byte of the film without reading one more of the clips.
 *
 * @throws CannotJoin when a clip's samples overlap, or a picture would stand for hours
 */
export function layFilm(
	clips: readonly Clip[],
	timeline: Timeline,
	plan: SoundPlan | undefined,
	sizes: readonly { bytes: number }[],
): LaidFilm {
	const { starts, timescale, delay } = timeline;
	const sets = setsToInsert(clips);
	checkLength(clips, plan);
	const silent = plan?.silent ?? NOTHING;
	const insertions = (clip: number): Insertions => ({ sets: sets[clip] ?? NOTHING, silent });
	const { entries, numbers } = descriptions(clips);
	const tables = { pictures: new TrackTables(), frames: new TrackTables() };
	let place = 0;
	clips.forEach((clip, index) => {
		const before = place;
		const description = numbers[index] as number;
		place = layClip({ clip, index, description }, timeline, plan, insertions(index), tables, place);
		if (place - before > 2 * (sizes[index]?.bytes ?? 0) + MAX_INSERTED) {
			throw new CannotJoin(index, 'would grow to more than twice its size', 'Re-encode the clip.');
		}
	});
	const [first] = clips as [Clip];
	const { format, matrix, shownWidth, shownHeight } = first.pictures;
	const length = starts[clips.length] as number;
	const picture = {
		tables: tables.pictures,
		timescale,
		delay,
		length,
		entries,
		matrix,
		width: shownWidth,
		height: shownHeight,
		type: format.type,
	};
	const sound = plan && { tables: tables.frames, format: plan.format, priming: plan.priming };
	const head = writeHead(picture, sound, length / timescale, place);
	return { head, bytes: head.length + place, insertions };
}

/** Lays one clip's pieces into the tables, from a place in the film's data on. @returns the place behind it */
function layClip(
	{ clip, index, description }: { clip: Clip; index: number; description: number },
	timeline: Timeline,
	plan: SoundPlan | undefined,
	inserted: Insertions,
	{ pictures, frames }: { pictures: TrackTables; frames: TrackTables },
	from: number,
): number {
	const { samples } = clip.pictures;
	const times = pictureTimes(clip, index, timeline);
	const { silent } = inserted;
	let place = from;
	let read = 0;
	for (const piece of piecesOf(clip, index, timeline, plan)) {
		if (piece.kind === 'silence') {
			checkSilence(index, plan);
			for (let count = piece.count; count > 0; count--, place += silent.length) {
				frames.add(place, silent.length, FRAME_SAMPLES);
			}
			continue;
		}
		const list = piece.kind === 'picture' ? samples : (clip.sound?.frames as SampleList);
		const offset = list.offset(piece.index);
		if (offset < read) {
			const advice = 'Re-encode the clip, or download it again.';
			throw new CannotJoin(index, 'has samples that overlap or lie in disorder', advice);
		}
		let size = list.size(piece.index);
		read = offset + size;
		if (piece.kind === 'sound') frames.add(place, size, FRAME_SAMPLES);
		else {
			if (takesSets(samples, piece.index, inserted)) size += inserted.sets.length;
			const { duration, shift } = times(piece.index);
			const sync = samples.isSync(piece.index);
			pictures.add(place, size, duration, { shift, sync, description });
		}
		place += size;
	}
	return place;
}

/** A picture's duration and shift on the film's timeline. */
function pictureTimes(clip: Clip, index: number, timeline: Timeline) {
	const { samples, firstShown } = clip.pictures;
	const { starts, delay, toFilm } = timeline;
	const begin = starts[index] as number;
	const end = starts[index + 1] as number;
	const decodedAt = (at: number) =>
		at < samples.count ? begin + toFilm(index, samples.time(at) - samples.time(0)) : end;
	return (at: number) => {
		const decoded = decodedAt(at);
		const shown = begin + toFilm(index, samples.shownAt(at) - firstShown);
		const [duration, shift] = [decodedAt(at + 1) - decoded, shown + delay - decoded];
		if (duration < 0) {
			throw new CannotJoin(index, 'has pictures whose times overlap', 'Re-encode the clip.');
		}
		if (duration > MAX_TICKS || shift > MAX_TICKS) {
			throw new CannotJoin(index, 'holds one picture for hours', 'Re-encode the clip.');
		}
		return { duration, shift };
	};
}

/**
 * Where the decoder's settings differ, each clip's own are written before each of its key frames:
 * several descriptions alone stop Chromium at the first seam.
 */
function setsToInsert(clips: readonly Clip[]): Uint8Array[] {
	const configs = new Set(
		clips.map(({ pictures }) => Buffer.from(pictures.format.config).toString('latin1')),
	);
	if (configs.size === 1) return [];
	return clips.map(({ pictures: { format } }) =>
		format.sets ? asSampleBytes(format.sets) : NOTHING,
	);
}

/** The film's sample entries without repetition, and the number of each clip's, from 1. */
function descriptions(clips: readonly Clip[]): { entries: Uint8Array[]; numbers: number[] } {
	const known = new Map<string, number>();
	const entries: Uint8Array[] = [];
	const numbers = clips.map(({ pictures: { format } }) => {
		const key = Buffer.from(format.entry).toString('latin1');
		const number = known.get(key) ?? entries.push(format.entry);
		known.set(key, number);
		return number;
	});
	return { entries, numbers };
}

/** A film's sound is as long as its pictures; a forged duration must not make it endless. */
function checkLength(clips: readonly Clip[], plan: SoundPlan | undefined): void {
	if (!plan || (plan.starts[clips.length] as number) <= MAX_SAMPLES) return;
	const clip = plan.starts.findIndex((start) => start > MAX_SAMPLES) - 1;
	const { problem, advice } = tooManySamples();
	throw new CannotJoin(Math.max(0, clip), problem, advice);
}

function checkSilence(clip: number, plan: SoundPlan | undefined): void {
	if (plan?.silent) return;
	throw new CannotJoin(
		clip,
		'needs silence in a kind of sound for which none is known (only AAC-LC in mono and stereo)',
		'Generate the clips with sound in AAC-LC, as long as the pictures, or turn on Leave Out Sound.',
	);
}
