import type { Clip, Pictures } from './clip';

/** Where clips and pictures lie in the film, in ticks of `timescale` per second. */
export interface Timeline {
	timescale: number;
	/** From a picture's decoding time on the timeline to its showing, at least: one for the film. */
	delay: number;
	/** Where each clip begins; behind them the film's end. */
	starts: Float64Array;
	/** A clip's ticks in the film's. */
	toFilm(clip: number, ticks: number): number;
}

/** Sound that is longer than the pictures by no more than this (seconds) is cut, not waited for. */
const SOUND_TOLERANCE = 0.1;

/** Above this (ticks per second) times are rounded to 90 kHz instead. */
const MAX_TIMESCALE = 50_000_000;
const ROUNDED_TIMESCALE = 90_000;

/** Durations and shifts are written in 32 bits, and some readers take them as signed. */
export const MAX_TICKS = 2 ** 31 - 1;

/** Lays the clips one behind another. */
export function makeTimeline(clips: readonly Clip[]): Timeline {
	const timescale = chooseTimescale(clips);
	const scales = clips.map(({ pictures }) => timescale / pictures.timescale);
	const toFilm = (clip: number, ticks: number) => Math.round(ticks * (scales[clip] as number));
	const starts = new Float64Array(clips.length + 1);
	let delay = 0;
	clips.forEach((clip, index) => {
		const { samples, firstShown, length } = clip.pictures;
		const pictures = toFilm(index, length);
		const sound = Math.round((clip.sound?.endSeconds ?? 0) * timescale);
		const isLonger = sound > pictures + SOUND_TOLERANCE * timescale;
		starts[index + 1] = (starts[index] as number) + (isLonger ? sound : pictures);
		for (let at = 0; at < samples.count; at++) {
			const decoded = toFilm(index, samples.time(at) - samples.time(0));
			const shown = toFilm(index, samples.shownAt(at) - firstShown);
			delay = Math.max(delay, decoded - shown);
		}
	});
	return { timescale, delay, starts, toFilm };
}

/** The least one that all clips' times are whole numbers in, if it is not too fine. */
function chooseTimescale(clips: readonly Clip[]): number {
	const longest = Math.max(...clips.map(longestPicture));
	let common = 1;
	for (const { pictures } of clips) {
		common *= pictures.timescale / greatestDivisor(common, pictures.timescale);
		if (common > MAX_TIMESCALE || common * longest > MAX_TICKS) return ROUNDED_TIMESCALE;
	}
	return common;
}

/** The longest time that one picture of a clip may stand or be shifted, in seconds. */
function longestPicture({ pictures, sound }: Clip): number {
	const { samples, timescale, length } = pictures;
	let longest = 0;
	for (let at = 1; at <= samples.count; at++) {
		const end = at < samples.count ? samples.time(at) : samples.time(0) + length;
		longest = Math.max(longest, end - samples.time(at - 1), Math.abs(shift(pictures, at - 1)));
	}
	return longest / timescale + Math.max(0, (sound?.endSeconds ?? 0) - length / timescale);
}

function shift({ samples, firstShown }: Pictures, at: number): number {
	return samples.shownAt(at) - firstShown - (samples.time(at) - samples.time(0));
}

function greatestDivisor(a: number, b: number): number {
	return b === 0 ? a : greatestDivisor(b, a % b);
}
