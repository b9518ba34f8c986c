import type { Clip } from './clip';
import { FRAME_SAMPLES } from './soundFormat';
import { checkCrowd, placeOf, slotFor } from './soundPlan';
import type { SoundPlan } from './soundPlan';
import type { Timeline } from './timeline';

/** A part of the film, in the order in which its bytes are written. */
export type Piece =
	| { kind: 'picture'; index: number }
	| { kind: 'sound'; index: number }
	/** So many silent frames. */
	| { kind: 'silence'; count: number };

/** How far silence is written ahead of the pictures, in seconds. */
const SILENCE_AHEAD = 0.5;

/**
 * A clip's pieces: its samples in the order of the source, so that it is read once from front to
 * back, and silence in front of the pictures that it belongs to.
 *
 * @throws CannotJoin when the clip's sound has more frames than time
 */
export function* piecesOf(
	clip: Clip,
	index: number,
	timeline: Timeline,
	plan: SoundPlan | undefined,
): Generator<Piece> {
	const { samples } = clip.pictures;
	if (!plan) {
		for (let picture = 0; picture < samples.count; picture++) {
			yield { kind: 'picture', index: picture };
		}
		return;
	}
	const { sound } = clip;
	const from = plan.starts[index] as number;
	const to = plan.starts[index + 1] as number;
	/** The next slot of the sound. */
	let free = from;
	let picture = 0;
	let frame = sound?.from ?? 0;
	let frameEnd = sound?.to ?? 0;
	while (picture < samples.count || frame < frameEnd) {
		const place = sound && frame < frameEnd ? placeOf(plan, index, sound, frame) : Infinity;
		const offset = place < Infinity ? (sound?.frames.offset(frame) as number) : Infinity;
		if (picture < samples.count && samples.offset(picture) < offset) {
			const due = slotOfPicture(clip, index, picture, timeline, plan);
			const until = Math.min(slotFor(place, free), to, due + aheadOf(plan));
			if (free <= due && free < until) {
				yield { kind: 'silence', count: until - free };
				free = until;
			}
			yield { kind: 'picture', index: picture++ };
		} else if (free === from && Math.round(place) < from) {
			// Sound before the clip's first picture.
			frame++;
		} else {
			checkCrowd(index, place, free);
			const slot = slotFor(place, free);
			if (slot >= to) {
				// This frame and the ones behind it reach into the next clip.
				frameEnd = frame;
				continue;
			}
			if (slot > free) yield { kind: 'silence', count: slot - free };
			yield { kind: 'sound', index: frame++ };
			free = slot + 1;
		}
	}
	if (free < to) yield { kind: 'silence', count: to - free };
}

/** The slot of what is heard when a picture is decoded. */
function slotOfPicture(
	{ pictures: { samples } }: Clip,
	index: number,
	picture: number,
	{ starts, timescale, toFilm }: Timeline,
	{ format, priming }: SoundPlan,
): number {
	const ticks = (starts[index] as number) + toFilm(index, samples.time(picture) - samples.time(0));
	return Math.floor(((ticks / timescale) * format.rate + priming) / FRAME_SAMPLES);
}

function aheadOf({ format }: SoundPlan): number {
	return Math.ceil((SILENCE_AHEAD * format.rate) / FRAME_SAMPLES);
}
