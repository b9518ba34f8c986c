import { damaged } from './refusal';

/** Reads a box's fields one after another; what reaches over the box's end is a damaged file. */
export class Fields {
	private at = 0;
	private readonly view: DataView;

	/** @param name the box's type, for messages */
	constructor(
		private readonly body: Uint8Array,
		private readonly name: string,
	) {
		this.view = new DataView(body.buffer, body.byteOffset, body.byteLength);
	}

	/** Bytes not read yet. */
	get left(): number {
		return this.body.length - this.at;
	}

	u8(): number {
		return this.view.getUint8(this.take(1));
	}

	u16(): number {
		return this.view.getUint16(this.take(2));
	}

	i16(): number {
		return this.view.getInt16(this.take(2));
	}

	u32(): number {
		return this.view.getUint32(this.take(4));
	}

	i32(): number {
		return this.view.getInt32(this.take(4));
	}

	/** @throws UnreadableMp4 above 2^53, which no honest file or duration reaches */
	u64(): number {
		const value = Number(this.view.getBigUint64(this.take(8)));
		if (!Number.isSafeInteger(value)) throw damaged(`a number in its box "${this.name}"`);
		return value;
	}

	i64(): number {
		const value = Number(this.view.getBigInt64(this.take(8)));
		if (!Number.isSafeInteger(value)) throw damaged(`a number in its box "${this.name}"`);
		return value;
	}

	/** A view, not a copy. */
	bytes(count: number): Uint8Array {
		const from = this.take(count);
		return this.body.subarray(from, from + count);
	}

	skip(count: number): void {
		this.take(count);
	}

	/** Version and flags of a FullBox (ISO/IEC 14496-12, 4.2). */
	fullBox(): { version: number; flags: number } {
		const word = this.u32();
		return { version: word >>> 24, flags: word & 0xffffff };
	}

	/** The number of a table's entries, each of so many bytes: never more than the box holds. */
	count(entryBytes: number): number {
		const count = this.u32();
		if (count * entryBytes > this.left) {
			throw damaged(`its box "${this.name}" announces ${count} entries and is too short for them`);
		}
		return count;
	}

	private take(count: number): number {
		if (count > this.left) throw damaged(`its box "${this.name}" is too short`);
		const from = this.at;
		this.at += count;
		return from;
	}
}
