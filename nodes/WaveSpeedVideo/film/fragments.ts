import { boxesIn, boxIn } from './boxes';
import { Fields } from './fields';
import type { SampleDefaults } from './movie';
import { damaged, UnreadableMp4 } from './refusal';
import { tooManySamples } from './sampleList';

/** The flag of a sample that can't be decoded without others (ISO/IEC 14496-12, 8.8.3.1). */
const NOT_SYNC = 0x10000;

/** Takes a track's samples, each beginning at the time where the one before ended. */
export interface SampleSink {
	count: number;
	/** Decoding time behind the last sample; set where a fragment tells its own. */
	end: number;
	/** Decoding time of the last sample. */
	readonly lastTime: number;
	add(offset: number, size: number, duration: number, shift: number, isSync: boolean): void;
}

/** Gathers the samples of a fragmented file's tracks, fragment by fragment. */
export class FragmentReader {
	/**
	 * @param samples of the wanted tracks, by track id: what the movie box itself listed; added to
	 * @param maxSamples of all its tracks together
	 */
	constructor(
		private readonly defaults: ReadonlyMap<number, SampleDefaults>,
		private readonly samples: ReadonlyMap<number, SampleSink>,
		private readonly fileBytes: number,
		private readonly maxSamples: number,
	) {}

	/**
	 * Reads one fragment (`moof`, 8.8.4).
	 *
	 * @param start the box's place in the file
	 */
	read(moof: Uint8Array, start: number): void {
		/** Data of a track fragment without a place of its own follow those of the one before. */
		let dataEnd = start;
		for (const { type, body } of boxesIn(moof)) {
			if (type === 'traf') dataEnd = this.readTrack(body, start, dataEnd);
		}
	}

	private readTrack(traf: Uint8Array, moofStart: number, previousEnd: number): number {
		const header = new Fields(boxIn(traf, 'tfhd') ?? new Uint8Array(), 'tfhd');
		const { flags } = header.fullBox();
		const id = header.u32();
		const own = this.defaults.get(id);
		let base = (flags & 0x20000) !== 0 ? moofStart : previousEnd;
		if (flags & 0x1) base = header.u64();
		const defaults: SampleDefaults = {
			description: flags & 0x2 ? header.u32() : (own?.description ?? 1),
			duration: flags & 0x8 ? header.u32() : (own?.duration ?? 0),
			size: flags & 0x10 ? header.u32() : (own?.size ?? 0),
			flags: flags & 0x20 ? header.u32() : (own?.flags ?? 0),
		};
		const list = this.samples.get(id);
		if (list) this.seek(list, boxIn(traf, 'tfdt'), defaults);
		let place = base;
		for (const { type, body } of boxesIn(traf)) {
			if (type === 'trun') place = this.readRun(body, base, place, defaults, list);
		}
		return place;
	}

	/** A fragment's time (`tfdt`, 8.8.12). */
	private seek(list: SampleSink, tfdt: Uint8Array | undefined, now: SampleDefaults): void {
		if (now.description !== 1) {
			throw new UnreadableMp4('changes its encoding on the way (several sample descriptions)');
		}
		if (tfdt) {
			const fields = new Fields(tfdt, 'tfdt');
			const time = fields.fullBox().version === 1 ? fields.u64() : fields.u32();
			if (list.count > 0 && time < list.lastTime) {
				throw damaged('the times of its fragments run backwards');
			}
			list.end = time;
		}
	}

	/**
	 * A run of samples (`trun`, 8.8.8).
	 *
	 * @returns the place behind its data
	 */
	private readRun(
		trun: Uint8Array,
		base: number,
		follows: number,
		defaults: SampleDefaults,
		list: SampleSink | undefined,
	): number {
		const fields = new Fields(trun, 'trun');
		const { flags } = fields.fullBox();
		const has = (flag: number) => (flags & flag) !== 0;
		const columns = [0x100, 0x200, 0x400, 0x800].filter(has).length;
		const count = fields.u32();
		let place = has(0x1) ? base + fields.i32() : follows;
		const first = has(0x4) ? fields.u32() : undefined;
		if (count * columns * 4 > fields.left) throw damaged('its box "trun" is too short');
		if (list) this.checkCount(count);
		// Without columns the samples are all alike; of other tracks only the place counts.
		else if (columns === 0) return place + count * defaults.size;
		for (let index = 0; index < count; index++) {
			const duration = has(0x100) ? fields.u32() : defaults.duration;
			const size = has(0x200) ? fields.u32() : defaults.size;
			const own = has(0x400) ? fields.u32() : undefined;
			const shift = has(0x800) ? fields.i32() : 0;
			if (list) {
				const sampleFlags = own ?? (index === 0 ? first : undefined) ?? defaults.flags;
				if (place < 0 || place + size > this.fileBytes) {
					throw damaged(`it ends early: ${this.fileBytes} bytes, its samples reach further`);
				}
				list.add(place, size, duration, shift, (sampleFlags & NOT_SYNC) === 0);
			}
			place += size;
		}
		return place;
	}

	private checkCount(more: number): void {
		let count = more;
		for (const list of this.samples.values()) count += list.count;
		if (count > this.maxSamples) throw tooManySamples();
	}
}
