import type { Clip } from './clip';
import { checkAlike } from './compare';
import { copyClip } from './copyClip';
import { inspectClip } from './inspect';
import { layFilm } from './layFilm';
import { CannotJoin, UnreadableMp4 } from './refusal';
import { MAX_SAMPLES } from './sampleList';
import { planSound } from './soundPlan';
import { makeTimeline } from './timeline';
import { piecesOf } from './pieces';

/** A clip to be joined. */
export interface ClipSource {
	/** Size in bytes. */
	bytes: number;
	/** Opens it from its first byte; called up to twice, one clip at a time, and closed each time. */
	open(): Promise<AsyncIterable<Uint8Array>>;
}

export interface FilmOptions {
	/** Whether the film has the clips' sound. */
	withSound: boolean;
}

/** A film that can be written. */
export interface Film {
	/** Exact size in bytes. */
	bytes: number;
	seconds: number;
	width: number;
	height: number;
	/** Pictures per second, on average. */
	frameRate: number;
	/** As ffprobe names them. */
	codec: string;
	audioCodec?: string;
	clips: FilmClip[];
	/** Writes the film, reading the clips once more, one after another. Memory stays constant. */
	write(): AsyncGenerator<Uint8Array>;
}

export interface FilmClip {
	/** Where it begins in the film, and how long it is, in seconds. */
	start: number;
	seconds: number;
	/** What of it isn't in the film, in words. */
	leftOut: string[];
}

/**
 * Plans one MP4 of several, one behind another, without re-encoding.
 *
 * @throws CannotJoin naming the clip, before a byte is written
 */
export async function planFilm(
	sources: readonly ClipSource[],
	options: FilmOptions,
): Promise<Film> {
	const clips = await inspectAll(sources, options);
	const [first] = clips;
	if (!first) throw new Error('A film needs at least one clip');
	checkAlike(clips);
	const timeline = makeTimeline(clips);
	const soundPlan = planSound(clips, timeline);
	const { head, bytes, insertions } = layFilm(clips, timeline, soundPlan, sources);
	const { format } = first.pictures;
	const at = (clip: number) => (timeline.starts[clip] as number) / timeline.timescale;
	return {
		bytes,
		seconds: at(clips.length),
		width: format.width,
		height: format.height,
		frameRate:
			clips.reduce((sum, { pictures }) => sum + pictures.samples.count, 0) / at(clips.length),
		codec: format.codec,
		audioCodec: soundPlan && 'aac',
		clips: clips.map(({ leftOut }, clip) => ({
			start: at(clip),
			seconds: at(clip + 1) - at(clip),
			leftOut,
		})),
		async *write() {
			yield head;
			for (const [index, clip] of clips.entries()) {
				const source = await (sources[index] as ClipSource).open();
				const pieces = piecesOf(clip, index, timeline, soundPlan);
				yield* copyClip(clip, pieces, insertions(index), source);
			}
		},
	};
}

async function inspectAll(
	sources: readonly ClipSource[],
	{ withSound }: FilmOptions,
): Promise<Clip[]> {
	const clips: Clip[] = [];
	let maxSamples = MAX_SAMPLES;
	for (const [index, source] of sources.entries()) {
		const limits = { fileBytes: source.bytes, maxSamples, withSound };
		const clip = await inspectClip(await source.open(), limits).catch((error: unknown) => {
			throw error instanceof UnreadableMp4
				? new CannotJoin(index, error.problem, error.advice)
				: error;
		});
		maxSamples -= clip.pictures.samples.count + (clip.sound?.frames.count ?? 0);
		clips.push(clip);
	}
	return clips;
}
