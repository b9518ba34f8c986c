import type { Track } from './movie';
import type { SampleList } from './sampleList';
import { FRAME_SAMPLES, readSoundFormat } from './soundFormat';
import type { SoundFormat } from './soundFormat';

/** A clip's sound. "Samples" are those that are heard, `format.rate` per second. */
export interface Sound {
	format: SoundFormat;
	frames: SampleList;
	/** Ticks per second of the frames' times. */
	timescale: number;
	/** The first frame that is needed, and the one behind the last. */
	from: number;
	to: number;
	/** Samples at the beginning that only start the decoder. */
	priming: number;
	/** When what is heard begins and ends, in seconds from the first picture on; may be negative. */
	startSeconds: number;
	endSeconds: number;
}

/** An encoder's priming is at most this long; what an edit list hides beyond is not needed. */
const MAX_PRIMING_FRAMES = 3;

/**
 * @param pictureStart when the clip's first picture is shown, in seconds
 * @returns undefined when the track is empty
 */
export function readSound(
	track: Track,
	frames: SampleList,
	pictureStart: number,
): Sound | undefined {
	if (frames.count === 0) return undefined;
	const format = readSoundFormat(track.descriptions);
	const { timescale } = track;
	const edit = track.edit();
	const frameTicks = (FRAME_SAMPLES * timescale) / format.rate;
	const heardTo = Math.min(frames.end, edit.from + (edit.seconds ?? Infinity) * timescale);
	let from = 0;
	const needed = edit.from - MAX_PRIMING_FRAMES * frameTicks;
	while (from < frames.count && frames.time(from) < needed) from++;
	let to = frames.count;
	while (to > from && frames.time(to - 1) >= heardTo) to--;
	if (from === to) return undefined;
	const heardFrom = Math.max(edit.from, frames.time(from));
	const startSeconds = edit.leadSeconds + (heardFrom - edit.from) / timescale - pictureStart;
	return {
		format,
		frames,
		timescale,
		from,
		to,
		priming: ((heardFrom - frames.time(from)) * format.rate) / timescale,
		startSeconds,
		endSeconds: startSeconds + (heardTo - heardFrom) / timescale,
	};
}

/** A frame's place behind the first one, in frames, by its time; not always a whole number. */
export function framePlace(sound: Sound, index: number): number {
	const { frames, timescale, format, from } = sound;
	return ((frames.time(index) - frames.time(from)) * format.rate) / timescale / FRAME_SAMPLES;
}
