import type { Clip } from './clip';
import { CannotJoin } from './refusal';
import { silentFrame } from './silence';
import { framePlace } from './sound';
import type { Sound } from './sound';
import { FRAME_SAMPLES } from './soundFormat';
import type { SoundFormat } from './soundFormat';
import type { Timeline } from './timeline';

/**
 * The film's sound: AAC frames without a gap, one per slot. Chromium plays all that follows a gap
 * too early, so what is missing becomes silent frames.
 */
export interface SoundPlan {
	format: SoundFormat;
	/** Samples before the film's beginning: the first clip's priming. */
	priming: number;
	/** The slot in which each clip's part begins; behind them the number of slots. */
	starts: number[];
	/** The slot of each clip's first own frame, which may lie before its part. */
	firstFrames: number[];
	silent: Uint8Array | undefined;
}

/** What a clip's sound may begin before its first picture (seconds); it is cut. */
const MAX_EARLY = 0.5;

/** A frame is moved to a later slot only when it is late by more than this (frames): times jitter. */
const JITTER = 0.75;

/** More frames than slots, by so many, are too fast to be sound. */
const MAX_CROWDED = 4;

/** @returns undefined for a film without sound */
export function planSound(clips: readonly Clip[], timeline: Timeline): SoundPlan | undefined {
	const format = clips.find(({ sound }) => sound)?.sound?.format;
	if (!format) return undefined;
	const priming = Math.round(clips[0]?.sound?.priming ?? 0);
	const slotAt = (seconds: number, before: number) =>
		Math.round((seconds * format.rate - before + priming) / FRAME_SAMPLES);
	const starts: number[] = [];
	const firstFrames: number[] = [];
	clips.forEach(({ sound }, clip) => {
		const begins = (timeline.starts[clip] as number) / timeline.timescale;
		const start = Math.max(slotAt(begins, sound?.priming ?? 0), starts[clip - 1] ?? 0);
		starts.push(start);
		firstFrames.push(sound ? slotAt(begins + sound.startSeconds, sound.priming) : start);
		if (sound && sound.startSeconds < -MAX_EARLY) {
			throw new CannotJoin(
				clip,
				`begins with ${(-sound.startSeconds).toFixed(1)} s of sound before its first picture`,
				'Re-encode the clip, or turn on Leave Out Sound.',
			);
		}
	});
	const length = (timeline.starts[clips.length] as number) / timeline.timescale;
	starts.push(Math.ceil((length * format.rate + priming) / FRAME_SAMPLES));
	return { format, priming, starts, firstFrames, silent: silentFrame(format) };
}

/** Where a frame belongs by its time, in slots; not always a whole number. */
export function placeOf(plan: SoundPlan, clip: number, sound: Sound, frame: number): number {
	return (plan.firstFrames[clip] as number) + framePlace(sound, frame);
}

/** The slot for a frame that belongs to `place`, the next free one or a later one. */
export function slotFor(place: number, free: number): number {
	return place > free + JITTER ? Math.round(place) : free;
}

/** @throws CannotJoin when there are more frames than time */
export function checkCrowd(clip: number, place: number, free: number): void {
	if (place >= free - MAX_CROWDED) return;
	const advice = 'Re-encode the clip, or turn on Leave Out Sound.';
	throw new CannotJoin(clip, 'has sound whose frames overlap', advice);
}
