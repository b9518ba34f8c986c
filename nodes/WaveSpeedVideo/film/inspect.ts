import { BoxFollower } from './boxFollower';
import { chooseTracks, makeClip } from './clip';
import type { ChosenTracks, Clip } from './clip';
import { FragmentReader } from './fragments';
import { readMovie } from './movie';
import { damaged, UnreadableMp4 } from './refusal';
import { readSamples } from './sampleTables';
import type { SampleList } from './sampleList';

/** The largest index that is read: hours of video have a few megabytes. */
const MAX_INDEX_BYTES = 64 * 1024 * 1024;

/** Of the types of boxes that were seen, so many are remembered. */
const MAX_TYPES = 100;

export interface InspectOptions {
	/** Size of the file. */
	fileBytes: number;
	/** How many samples the film can still take. */
	maxSamples: number;
	withSound: boolean;
}

/**
 * Reads a clip's index. Stops behind it, unless the clip is fragmented: then it reads to the end.
 *
 * @throws UnreadableMp4 when the clip can't be joined with any other
 */
export async function inspectClip(
	bytes: AsyncIterable<Uint8Array>,
	options: InspectOptions,
): Promise<Clip> {
	const reader = new ClipReader(options);
	// Leaving the loop early closes the stream.
	for await (const chunk of bytes) {
		reader.push(chunk);
		if (reader.done) break;
	}
	return reader.clip();
}

/** Gathers what is needed of a file that passes by. */
class ClipReader {
	/** The index is there, and where it says so, fragments follow to the end of the file. */
	private index: { chosen: ChosenTracks; samples: Map<number, SampleList> } | undefined;
	private fragments: FragmentReader | undefined;
	private readonly seen = new Set<string>();
	private readonly follower: BoxFollower;

	constructor(private readonly options: InspectOptions) {
		this.follower = new BoxFollower(
			{
				wants: ({ type }) => {
					if (this.seen.size < MAX_TYPES) this.seen.add(type);
					return (type === 'moov' && !this.index) || (type === 'moof' && !this.done);
				},
				got: ({ type, start }, body) =>
					type === 'moov' ? this.readIndex(body) : this.readFragment(body, start),
			},
			MAX_INDEX_BYTES,
		);
	}

	push(bytes: Uint8Array): void {
		this.follower.push(bytes);
	}

	get done(): boolean {
		return this.index !== undefined && !this.fragments;
	}

	clip(): Clip {
		if (!this.index) {
			if (this.options.fileBytes === 0) {
				throw new UnreadableMp4('is empty', 'Download or generate the clip again.');
			}
			const isMp4 = this.seen.has('ftyp') || this.seen.has('mdat');
			throw isMp4
				? damaged('its index is missing (box "moov"), it may have ended early')
				: new UnreadableMp4('is no MP4 file', 'Only MP4 and QuickTime files can be joined.');
		}
		if (this.fragments && !this.follower.between) throw damaged('it ends early');
		const { chosen, samples } = this.index;
		return makeClip(chosen, (track) => samples.get(track.id) as SampleList);
	}

	private readIndex(moov: Uint8Array): void {
		const movie = readMovie(moov);
		const { fileBytes, maxSamples, withSound } = this.options;
		const chosen = chooseTracks(movie, withSound);
		const samples = new Map<number, SampleList>();
		let left = maxSamples;
		for (const track of [chosen.picture, chosen.sound]) {
			if (!track) continue;
			const list = readSamples(track.tables, fileBytes, left);
			left -= list.count;
			samples.set(track.id, list);
		}
		this.index = { chosen, samples };
		if (movie.defaults) {
			this.fragments = new FragmentReader(movie.defaults, samples, fileBytes, maxSamples);
		}
	}

	private readFragment(moof: Uint8Array, start: number): void {
		if (!this.fragments) throw new UnreadableMp4('has fragments before its index');
		this.fragments.read(moof, start);
	}
}
