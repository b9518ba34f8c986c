import { fullBox } from './boxWriter';
import type { Parts } from './boxWriter';
import { Numbers, Runs } from './numbers';

/** Chunks end here although more samples follow, in bytes. */
const MAX_CHUNK = 1024 * 1024;

/** Gathers a track's samples as they are laid into the film, and writes their tables. */
export class TrackTables {
	count = 0;
	private readonly sizes = new Runs();
	private readonly durations = new Runs();
	private readonly shifts = new Runs();
	private readonly syncNumbers = new Numbers();
	/** Chunks: their places behind the beginning of the film's data. */
	private readonly places = new Numbers();
	/** Samples and description of each chunk, as runs over chunks: `samples * 2^16 + description`. */
	private readonly chunks = new Runs();
	private chunkSamples = 0;
	private chunkBytes = 0;
	private chunkDescription = 0;
	private end = -1;

	/**
	 * @param place behind the beginning of the film's data, in bytes
	 * @param description number of the sample description, from 1
	 */
	add(
		place: number,
		size: number,
		duration: number,
		{ shift = 0, sync = true, description = 1 } = {},
	): void {
		const goesOn =
			place === this.end && description === this.chunkDescription && this.chunkBytes < MAX_CHUNK;
		if (!goesOn) this.beginChunk(place, description);
		this.count++;
		this.chunkSamples++;
		this.chunkBytes += size;
		this.end = place + size;
		this.sizes.push(size);
		this.durations.push(duration);
		this.shifts.push(shift);
		if (sync) this.syncNumbers.push(this.count);
	}

	private beginChunk(place: number, description: number): void {
		this.endChunk();
		this.places.push(place);
		this.chunkDescription = description;
	}

	private endChunk(): void {
		if (this.chunkSamples > 0) {
			this.chunks.push(this.chunkSamples * 2 ** 16 + this.chunkDescription);
		}
		this.chunkSamples = 0;
		this.chunkBytes = 0;
	}

	/**
	 * The boxes of the sample table behind `stsd` (ISO/IEC 14496-12, 8.6 and 8.7).
	 *
	 * @param dataStart where the film's data begin
	 * @param long whether places need 64 bits
	 */
	write(dataStart: number, long: boolean): Parts[] {
		this.endChunk();
		const boxes = [this.writeTimes()];
		if (this.shifts.values.length > 1 || this.shifts.values.at(0) !== 0) {
			boxes.push(this.writeRuns('ctts', this.shifts));
		}
		if (this.syncNumbers.length < this.count) boxes.push(this.writeSync());
		boxes.push(this.writeChunks(), this.writeSizes(), this.writePlaces(dataStart, long));
		return boxes;
	}

	private writeTimes(): Parts {
		return this.writeRuns('stts', this.durations);
	}

	private writeRuns(type: string, { counts, values }: Runs): Parts {
		const table = Buffer.allocUnsafe(4 + 8 * values.length);
		table.writeUInt32BE(values.length, 0);
		for (let index = 0; index < values.length; index++) {
			table.writeUInt32BE(counts.at(index), 4 + 8 * index);
			table.writeUInt32BE(values.at(index), 8 + 8 * index);
		}
		return fullBox(type, 0, 0, [table]);
	}

	private writeSync(): Parts {
		const table = Buffer.allocUnsafe(4 + 4 * this.syncNumbers.length);
		table.writeUInt32BE(this.syncNumbers.length, 0);
		for (let index = 0; index < this.syncNumbers.length; index++) {
			table.writeUInt32BE(this.syncNumbers.at(index), 4 + 4 * index);
		}
		return fullBox('stss', 0, 0, [table]);
	}

	private writeChunks(): Parts {
		const { counts, values } = this.chunks;
		const table = Buffer.allocUnsafe(4 + 12 * values.length);
		table.writeUInt32BE(values.length, 0);
		let chunk = 1;
		for (let index = 0; index < values.length; index++) {
			const at = 4 + 12 * index;
			table.writeUInt32BE(chunk, at);
			table.writeUInt32BE(Math.floor(values.at(index) / 2 ** 16), at + 4);
			table.writeUInt32BE(values.at(index) % 2 ** 16, at + 8);
			chunk += counts.at(index);
		}
		return fullBox('stsc', 0, 0, [table]);
	}

	private writeSizes(): Parts {
		const { counts, values } = this.sizes;
		const table = Buffer.allocUnsafe(8 + 4 * this.count);
		table.writeUInt32BE(0, 0);
		table.writeUInt32BE(this.count, 4);
		let at = 8;
		for (let index = 0; index < values.length; index++) {
			for (let left = counts.at(index); left > 0; left--, at += 4) {
				table.writeUInt32BE(values.at(index), at);
			}
		}
		return fullBox('stsz', 0, 0, [table]);
	}

	private writePlaces(dataStart: number, long: boolean): Parts {
		const count = this.places.length;
		const table = Buffer.allocUnsafe(4 + (long ? 8 : 4) * count);
		table.writeUInt32BE(count, 0);
		for (let index = 0; index < count; index++) {
			const place = dataStart + this.places.at(index);
			if (long) table.writeBigUInt64BE(BigInt(place), 4 + 8 * index);
			else table.writeUInt32BE(place, 4 + 4 * index);
		}
		return fullBox(long ? 'co64' : 'stco', 0, 0, [table]);
	}
}
