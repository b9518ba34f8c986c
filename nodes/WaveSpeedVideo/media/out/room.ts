import type { Runtime } from '../../base/runtime';

/** Bytes of all downloads of a process at once where n8n holds each file as a whole. */
export const BUFFERED_BYTES = 64e6;

/**
 * How long a download keeps others waiting (milliseconds). One that takes longer has a slow line: it
 * gathers its bytes slowly, and other people's videos don't wait for it.
 */
export const HOLD_MS = 60_000;

/** So many of the last files tell how large the next may be. */
const REMEMBERED = 10;

/** A download's part of the room. */
export interface Place {
	/** Now that the size of the file is known. */
	resize: (bytes: number) => void;
	leave: () => void;
}

/**
 * Memory for downloads that n8n holds as a whole (database, s3, memory): first come, first served,
 * across all executions of the process. What is larger than the whole room waits until it is alone.
 */
export class Room {
	private readonly held = new Set<{ bytes: number; since: number }>();
	private readonly waiting: Array<{ wake: () => void }> = [];
	private sizes: number[] = [];

	constructor(private readonly size = BUFFERED_BYTES) {}

	/**
	 * Settles when there is room for a file like the largest of the last; all of it for the first.
	 *
	 * @throws StoppedError as soon as the execution is stopped
	 */
	async take(runtime: Pick<Runtime, 'now' | 'sleep'>): Promise<Place> {
		const { held, waiting } = this;
		const turn = { wake: () => {} };
		waiting.push(turn);
		const place = { bytes: 0, since: 0 };
		try {
			for (;;) {
				const now = runtime.now();
				place.bytes = this.sizes.length > 0 ? Math.max(...this.sizes) : this.size;
				const wait = waiting[0] === turn ? this.untilRoom(place.bytes, now) : HOLD_MS;
				if (wait <= 0) break;
				const alarm = new AbortController();
				turn.wake = () => alarm.abort();
				await runtime.sleep(wait, alarm.signal);
			}
			place.since = runtime.now();
			held.add(place);
		} finally {
			waiting.splice(waiting.indexOf(turn), 1);
			this.wakeNext();
		}
		return {
			resize: (bytes) => {
				place.bytes = bytes;
				this.sizes = [...this.sizes, bytes].slice(-REMEMBERED);
				this.wakeNext();
			},
			leave: () => {
				held.delete(place);
				this.wakeNext();
			},
		};
	}

	/** Milliseconds until there is room, if nobody leaves; 0 for now. */
	private untilRoom(bytes: number, now: number): number {
		const counting = [...this.held].filter(({ since }) => now - since < HOLD_MS);
		const used = counting.reduce((sum, place) => sum + place.bytes, 0);
		if (counting.length === 0 || used + bytes <= this.size) return 0;
		return Math.min(...counting.map(({ since }) => since + HOLD_MS - now));
	}

	private wakeNext(): void {
		this.waiting[0]?.wake();
	}
}
