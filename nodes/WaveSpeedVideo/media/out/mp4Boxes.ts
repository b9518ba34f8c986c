/** Follows a video's bytes as they pass and tells at the end whether it was whole. */
export interface WholenessCheck {
	push(bytes: Uint8Array): void;
	/** What is missing if the file ended now; undefined when it may end here. */
	missing(): string | undefined;
}

/** A box's header: 4 bytes size, 4 bytes type, and 8 bytes size where the first says 1. */
const SHORT_HEADER = 8;
const LONG_HEADER = 16;

/**
 * Follows the top-level boxes of an MP4 (ISO/IEC 14496-12, section 4.2) by their sizes, so that a
 * body that ends early is noticed even where nothing announced its length. Holds 16 bytes at most.
 */
export class Mp4Boxes implements WholenessCheck {
	private header: number[] = [];
	/** Bytes of the present box still to come; Infinity when it reaches to the end of the file. */
	private left = 0;
	private readonly seen = new Set<string>();

	push(bytes: Uint8Array): void {
		let at = 0;
		while (at < bytes.length) {
			if (this.left > 0) {
				const step = Math.min(this.left, bytes.length - at);
				this.left -= step;
				at += step;
				continue;
			}
			this.header.push(bytes[at++] as number);
			this.openBox();
		}
	}

	missing(): string | undefined {
		if (this.left > 0 && this.left !== Infinity) return `${this.left} bytes of a box are missing`;
		if (this.header.length > 0) return 'it ends within the header of a box';
		for (const type of ['ftyp', 'moov', 'mdat']) {
			if (!this.seen.has(type)) return `the box "${type}" is missing`;
		}
		return undefined;
	}

	/** Opens the next box as soon as its header is there. */
	private openBox(): void {
		if (this.header.length < SHORT_HEADER) return;
		const view = new DataView(Uint8Array.from(this.header).buffer);
		let size: number = view.getUint32(0);
		if (size === 1) {
			if (this.header.length < LONG_HEADER) return;
			size = Number(view.getBigUint64(SHORT_HEADER));
		}
		this.seen.add(String.fromCharCode(...this.header.slice(4, 8)));
		// A size below its own header is none; what follows can't be followed any more.
		const rest = size === 0 ? Infinity : size - this.header.length;
		this.left = rest < 0 ? Infinity : rest;
		this.header = [];
	}
}

/** For containers that are not followed: only an announced length tells whether they are whole. */
export const unfollowed: WholenessCheck = { push: () => {}, missing: () => undefined };
