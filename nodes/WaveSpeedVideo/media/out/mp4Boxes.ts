/** A box's header: 4 bytes size, 4 bytes type, and 8 bytes size where the first says 1. */
const SHORT_HEADER = 8;
const LONG_HEADER = 16;

/**
 * Follows the top-level boxes of an MP4 (ISO/IEC 14496-12, section 4.2) by their sizes, so that a
 * body that ends early is noticed even where nothing announced its length. Holds 16 bytes at most.
 * Any other file may end anywhere. So may an MP4 between two fragments: only a length tells that.
 */
export class Mp4Boxes {
	private header: number[] = [];
	/** Bytes of the present box still to come; Infinity when it reaches to the end of the file. */
	private left = 0;
	private readonly seen = new Set<string>();
	/** Whether it is an MP4; unknown until its first header is there. */
	private isMp4: boolean | undefined;

	push(bytes: Uint8Array): void {
		let at = 0;
		while (at < bytes.length && this.isMp4 !== false) {
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

	/** What is missing if the file ended now; undefined when it may end here. */
	missing(): string | undefined {
		if (this.isMp4 === undefined) {
			if (this.header.length === 0) return 'it is empty';
			// No first box has 16 MB: its size begins with a 0, as no text does.
			return this.header[0] === 0 ? 'it ends within the header of a box' : undefined;
		}
		if (!this.isMp4) return undefined;
		if (this.left > 0 && this.left !== Infinity) return `${this.left} bytes of a box are missing`;
		if (this.header.length > 0) return 'it ends within the header of a box';
		// Pictures in ISO boxes (AVIF, HEIC) have a "meta" in place of the "moov".
		if (!this.seen.has('moov') && !this.seen.has('meta')) return 'the box "moov" is missing';
		return this.seen.has('mdat') ? undefined : 'the box "mdat" is missing';
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
		const type = String.fromCharCode(...this.header.slice(4, 8));
		this.isMp4 ??= type === 'ftyp';
		this.seen.add(type);
		// A size below its own header is none; what follows can't be followed any more.
		const rest = size === 0 ? Infinity : size - this.header.length;
		this.left = rest < 0 ? Infinity : rest;
		this.header = [];
	}
}
