import { typeAt } from './boxes';
import { UnreadableMp4 } from './refusal';

/** A top-level box with its place in the file, in bytes. */
export interface PlacedBox {
	type: string;
	/** Of the box's header. */
	start: number;
	/** Behind its last byte; Infinity when it reaches to the end of the file. */
	end: number;
}

export interface BoxListener {
	/** Whether the box's body is wanted; it is gathered in memory then. */
	wants(box: PlacedBox): boolean;
	/** A wanted box is there in full. */
	got(box: PlacedBox, body: Uint8Array): void;
}

const HEADER = 8;
const LONG_HEADER = 16;
/** What a body's buffer begins with; it grows with what really comes, not with what is announced. */
const FIRST_BUFFER = 64 * 1024;

/**
 * Follows the top-level boxes of a file as its bytes pass (ISO/IEC 14496-12, 4.2) and gathers the
 * bodies of some. Holds one body at most, no larger than `maxBody` bytes.
 */
export class BoxFollower {
	private readonly header = new Uint8Array(LONG_HEADER);
	private headerLength = 0;
	private position = 0;
	private box: PlacedBox | undefined;
	private body: Uint8Array | undefined;
	private bodyLength = 0;

	constructor(
		private readonly listener: BoxListener,
		private readonly maxBody: number,
	) {}

	/** @throws UnreadableMp4 when the file is no sequence of boxes, or a wanted one is too large */
	push(bytes: Uint8Array): void {
		let at = 0;
		while (at < bytes.length) {
			if (!this.box) {
				this.header[this.headerLength++] = bytes[at++] as number;
				this.position++;
				this.openBox();
				continue;
			}
			const step = Math.min(this.box.end - this.position, bytes.length - at);
			if (this.body) this.keep(bytes.subarray(at, at + step));
			at += step;
			this.position += step;
			if (this.position === this.box.end) this.closeBox();
		}
	}

	/** Whether the file may end here: between two boxes. */
	get between(): boolean {
		return this.headerLength === 0 && (!this.box || this.box.end === Infinity);
	}

	private openBox(): void {
		if (this.headerLength < HEADER) return;
		const view = new DataView(this.header.buffer);
		let size: number = view.getUint32(0);
		if (size === 1) {
			if (this.headerLength < LONG_HEADER) return;
			size = Number(view.getBigUint64(HEADER));
		}
		const type = typeAt(this.header, 4);
		const start = this.position - this.headerLength;
		if (size !== 0 && size < this.headerLength) {
			throw new UnreadableMp4(`is no MP4 file, or damaged: box "${type}" at byte ${start}`);
		}
		const box = { type, start, end: size === 0 ? Infinity : start + size };
		this.headerLength = 0;
		this.box = box;
		if (this.listener.wants(box)) {
			if (box.end - this.position > this.maxBody) {
				throw new UnreadableMp4(
					`has an index of more than ${Math.floor(this.maxBody / 1024 / 1024)} MB (box "${type}")`,
					'That is more than hours of video need: generate or download the clip again.',
				);
			}
			this.body = new Uint8Array(Math.min(box.end - this.position, FIRST_BUFFER));
			this.bodyLength = 0;
		}
		if (this.position === box.end) this.closeBox();
	}

	private keep(bytes: Uint8Array): void {
		const body = this.body as Uint8Array;
		const needed = this.bodyLength + bytes.length;
		if (needed > body.length) {
			this.body = new Uint8Array(Math.min(this.maxBody, Math.max(needed, 2 * body.length)));
			this.body.set(body.subarray(0, this.bodyLength));
		}
		(this.body as Uint8Array).set(bytes, this.bodyLength);
		this.bodyLength = needed;
	}

	private closeBox(): void {
		const [box, body] = [this.box as PlacedBox, this.body];
		this.box = undefined;
		this.body = undefined;
		if (body) this.listener.got(box, body.subarray(0, this.bodyLength));
	}
}
