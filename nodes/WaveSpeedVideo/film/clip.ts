import type { Movie, Track } from './movie';
import { firstType, pictureCodec, readPictureFormat } from './pictureFormat';
import type { PictureFormat } from './pictureFormat';
import { UnreadableMp4 } from './refusal';
import type { SampleList } from './sampleList';
import { readSound } from './sound';
import type { Sound } from './sound';

/** A clip's pictures. Times are in ticks of `timescale` per second. */
export interface Pictures {
	format: PictureFormat;
	samples: SampleList;
	timescale: number;
	/** When the first picture is shown, on the track's own clock. */
	firstShown: number;
	/** How long the pictures are shown. */
	length: number;
	/** From `tkhd`: rotation, and width and height as shown, times 65536. */
	matrix: readonly number[];
	shownWidth: number;
	shownHeight: number;
}

/** What a clip gives to the film. */
export interface Clip {
	pictures: Pictures;
	sound?: Sound;
	/** What can't be kept, in words: "subtitles". */
	leftOut: string[];
}

/** How far a picture may lie outside its track's edit and still count as shown, in seconds. */
const EDIT_TOLERANCE = 0.001;

/** The tracks that become part of the film. */
export interface ChosenTracks {
	picture: Track;
	sound?: Track;
	leftOut: string[];
}

/** The first picture track that can be joined, and the first sound. */
export function chooseTracks(movie: Movie, withSound: boolean): ChosenTracks {
	const enabled = movie.tracks.filter((track) => track.enabled);
	const pictures = enabled.filter(({ handler }) => handler === 'vide');
	const known = pictures.find((track) => pictureCodec(firstType(track.descriptions)).known);
	const picture = known ?? pictures[0];
	if (!picture)
		throw new UnreadableMp4('has no pictures', 'Only clips with pictures can be joined.');
	const sound = withSound ? enabled.find(({ handler }) => handler === 'soun') : undefined;
	const others = movie.tracks.filter((track) => track !== picture && track !== sound);
	const leftOut = others
		.filter(({ handler }) => withSound || handler !== 'soun')
		.map(({ handler }) => OTHER_TRACKS[handler] ?? `a track "${handler.replace(/\W/g, '.')}"`);
	if (movie.chapters) leftOut.push('chapters');
	if (movie.cover) leftOut.push('a cover picture');
	return { picture, sound, leftOut: [...new Set(leftOut)] };
}

const OTHER_TRACKS: Record<string, string> = {
	vide: 'another picture track',
	soun: 'another sound track',
	text: 'text (subtitles or chapters)',
	sbtl: 'subtitles',
	subt: 'subtitles',
	clcp: 'subtitles',
	tmcd: 'a time code',
	meta: 'timed metadata',
	hint: 'streaming hints',
};

/** Puts together what was read of a clip, and checks that it can be played as one piece. */
export function makeClip(
	{ picture, sound, leftOut }: ChosenTracks,
	samplesOf: (track: Track) => SampleList,
): Clip {
	const format = readPictureFormat(picture.descriptions);
	for (const track of [picture, sound]) {
		if (track?.external) throw new UnreadableMp4('keeps its data in another file');
	}
	const { start, pictures } = readPictures(picture, format, samplesOf(picture));
	return { pictures, sound: sound && readSound(sound, samplesOf(sound), start), leftOut };
}

function readPictures(track: Track, format: PictureFormat, samples: SampleList) {
	if (samples.count === 0) throw new UnreadableMp4('has no pictures');
	if (!samples.isSync(0)) {
		throw new UnreadableMp4('does not begin with a key frame', 'Re-encode the clip.');
	}
	const { timescale, matrix, width, height } = track;
	const { first, last } = shownSpan(samples);
	const total = samples.end - samples.time(0);
	const edit = track.edit();
	const from = edit.from + (samples.count > 1 ? -total / samples.count / 2 : -total);
	const end = edit.from + ((edit.seconds ?? Infinity) + EDIT_TOLERANCE) * timescale;
	let hidden = 0;
	for (let index = 0; index < samples.count; index++) {
		const shown = samples.shownAt(index);
		if (shown < from || shown >= end) hidden++;
	}
	if (hidden > 0) {
		throw new UnreadableMp4(
			`hides ${hidden} of its ${samples.count} pictures by an edit list`,
			'Re-encode the clip, so that what is hidden is gone.',
		);
	}
	const pictures: Pictures = {
		format,
		samples,
		timescale,
		firstShown: first,
		// A last picture without a duration is shown as long as the others are on average.
		length: Math.max(total, last - first + Math.max(1, Math.round((last - first) / samples.count))),
		matrix,
		shownWidth: width,
		shownHeight: height,
	};
	return { pictures, start: edit.leadSeconds + (first - edit.from) / timescale };
}

function shownSpan(samples: SampleList): { first: number; last: number } {
	let [first, last] = [Infinity, -Infinity];
	for (let index = 0; index < samples.count; index++) {
		const shown = samples.shownAt(index);
		first = Math.min(first, shown);
		last = Math.max(last, shown);
	}
	return { first, last };
}
