import { UnreadableMp4 } from './refusal';

/** More samples than this (all clips together, about seven hours) would not fit into memory. */
export const MAX_SAMPLES = 2_000_000;

const FIRST_CAPACITY = 1024;

export function tooManySamples(): UnreadableMp4 {
	return new UnreadableMp4(
		`makes the film too long: more than ${MAX_SAMPLES.toLocaleString('en-US')} pictures and pieces of sound`,
		'Join fewer clips into one film.',
	);
}

/**
 * A track's samples in decoding order, in typed arrays: 25 bytes each. Of the arrays only the first
 * `count` entries count.
 */
export class SampleList {
	count = 0;
	/** Places in the file, in bytes. */
	offsets: Float64Array;
	/** In bytes. */
	sizes: Uint32Array;
	/** Decoding times, in the track's ticks. */
	times: Float64Array;
	/** From decoding to showing, in the track's ticks. */
	shifts: Int32Array;
	/** 1 where decoding can begin. */
	sync: Uint8Array;
	/** Decoding time behind the last sample. */
	end = 0;

	constructor(capacity: number) {
		this.offsets = new Float64Array(capacity);
		this.sizes = new Uint32Array(capacity);
		this.times = new Float64Array(capacity);
		this.shifts = new Int32Array(capacity);
		this.sync = new Uint8Array(capacity);
	}

	/** Appends a sample at the time where the last one ended. */
	add(offset: number, size: number, duration: number, shift: number, isSync: boolean): void {
		if (this.count === this.offsets.length) this.grow();
		const index = this.count++;
		this.offsets[index] = offset;
		this.sizes[index] = size;
		this.times[index] = this.end;
		this.shifts[index] = shift;
		this.sync[index] = isSync ? 1 : 0;
		this.end += duration;
	}

	offset(index: number): number {
		return this.offsets[index] as number;
	}

	size(index: number): number {
		return this.sizes[index] as number;
	}

	time(index: number): number {
		return this.times[index] as number;
	}

	get lastTime(): number {
		return this.time(this.count - 1);
	}

	/** When the sample is shown, in the track's ticks. */
	shownAt(index: number): number {
		return this.time(index) + (this.shifts[index] as number);
	}

	isSync(index: number): boolean {
		return this.sync[index] === 1;
	}

	private grow(): void {
		const larger = new SampleList(Math.max(FIRST_CAPACITY, 2 * this.offsets.length));
		larger.offsets.set(this.offsets);
		larger.sizes.set(this.sizes);
		larger.times.set(this.times);
		larger.shifts.set(this.shifts);
		larger.sync.set(this.sync);
		const { offsets, sizes, times, shifts, sync } = larger;
		Object.assign(this, { offsets, sizes, times, shifts, sync });
	}
}
