import type { VideoFacts, VideoReader } from '../base/video';
import { BoxFollower } from './boxFollower';
import { Fields } from './fields';
import { FragmentReader } from './fragments';
import type { SampleSink } from './fragments';
import { readMovie } from './movie';
import type { Track } from './movie';
import { firstType, pictureCodec, pictureSize } from './pictureFormat';
import { soundCodec } from './soundFormat';

/**
 * A larger index is not kept: the facts are a courtesy, memory is not, and several videos come at a
 * time. An hour with sound needs about so much.
 */
const MAX_INDEX_BYTES = 4 * 1024 * 1024;

/** Pictures of fragments are counted one by one, but not without an end: this many are days. */
const MAX_COUNTED = 20_000_000;

/**
 * Finds a video's facts while its bytes pass, wherever its index stands. Never throws: what can't be
 * read has no facts.
 */
export class VideoFactsReader implements VideoReader {
	private bytes = 0;
	private picture: Track | undefined;
	private sound: Track | undefined;
	private fragments: FragmentReader | undefined;
	private readonly counted = new SampleCounter();
	private broken = false;
	private readonly follower = new BoxFollower(
		{
			wants: ({ type }) =>
				(type === 'moov' && !this.picture) || (type === 'moof' && this.fragments !== undefined),
			got: ({ type, start }, body) =>
				type === 'moov' ? this.readIndex(body) : this.fragments?.read(body, start),
		},
		MAX_INDEX_BYTES,
	);

	push(bytes: Uint8Array): void {
		this.bytes += bytes.length;
		if (this.broken) return;
		try {
			this.follower.push(bytes);
		} catch {
			this.broken = true;
		}
	}

	/** What was found; undefined for what is no readable MP4. */
	facts(): VideoFacts | undefined {
		const { picture, sound, counted } = this;
		if (this.broken || !picture || counted.end <= 0) return undefined;
		try {
			const durationSeconds = counted.end / picture.timescale;
			return {
				...shownSize(picture),
				durationSeconds: rounded(durationSeconds),
				frameRate: rounded(counted.count / durationSeconds),
				codec: pictureCodec(firstType(picture.descriptions)).codec,
				audioCodec: sound ? soundCodec(firstType(sound.descriptions)) : null,
				bytes: this.bytes,
			};
		} catch {
			return undefined;
		}
	}

	private readIndex(moov: Uint8Array): void {
		const movie = readMovie(moov);
		this.picture = movie.tracks.find(({ handler }) => handler === 'vide');
		this.sound = movie.tracks.find(({ handler }) => handler === 'soun');
		if (!this.picture) return;
		const stts = this.picture.tables.get('stts');
		if (stts) this.counted.addTable(stts);
		if (movie.defaults) {
			const sinks = new Map([[this.picture.id, this.counted]]);
			this.fragments = new FragmentReader(movie.defaults, sinks, Infinity, MAX_COUNTED);
		}
	}
}

/** Phones write pictures as the sensor lies, and a quarter turn beside them (`tkhd`, 8.3.2). */
function shownSize({ descriptions, matrix }: Track): { width: number; height: number } {
	const { width, height } = pictureSize(descriptions);
	const turned = matrix[0] === 0 && matrix[4] === 0 && matrix[1] !== 0;
	return turned ? { width: height, height: width } : { width, height };
}

/** Counts samples and their time without keeping them. */
class SampleCounter implements SampleSink {
	count = 0;
	end = 0;
	lastTime = 0;

	add(_offset: number, _size: number, duration: number): void {
		this.count++;
		this.lastTime = this.end;
		this.end += duration;
	}

	/** `stts`, ISO/IEC 14496-12, 8.6.1.2. */
	addTable(stts: Uint8Array): void {
		const fields = new Fields(stts, 'stts');
		fields.fullBox();
		for (let runs = fields.count(8); runs > 0; runs--) {
			const count = fields.u32();
			this.count += count;
			this.end += count * fields.u32();
		}
	}
}

function rounded(value: number): number {
	return Math.round(value * 1000) / 1000;
}
