/** Of these many milliseconds that were spent waiting for the network … */
const WINDOW_MS = 60_000;

/** … at least so many bytes must come: 64 kbit/s; a video of 60 MB then takes two hours. */
const MIN_BYTES_PER_WINDOW = 480_000;

/**
 * Whether a connection is worth waiting for: a few bytes now and then would hold an execution for
 * ever. Time that passes elsewhere (n8n's storage) isn't counted.
 */
export class Pace {
	private waitedMs = 0;
	private bytes = 0;

	/** @returns what is wrong, when a window has ended that brought too little */
	note(waitedMs: number, bytes: number): string | undefined {
		this.waitedMs += waitedMs;
		this.bytes += bytes;
		if (this.waitedMs < WINDOW_MS) return undefined;
		const tooLittle = this.bytes < MIN_BYTES_PER_WINDOW;
		const told = `only ${this.bytes} bytes came in ${Math.round(this.waitedMs / 1000)} s`;
		this.waitedMs = 0;
		this.bytes = 0;
		return tooLittle ? told : undefined;
	}
}
