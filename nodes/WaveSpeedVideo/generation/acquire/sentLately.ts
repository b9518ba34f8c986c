/** WaveSpeed's limits are per minute and reset each minute (docs: Troubleshooting guide). */
export const LIMIT_SPAN_MS = 60_000;

/** One submission on its way or answered. Times in milliseconds. */
export interface Sent {
	readonly sentAt: number;
	/** When it was accepted; before that it counts as under way. */
	acceptedAt?: number;
}

/** The submissions of the last minute: on their way, or accepted. */
export class SentLately {
	private counted: Sent[] = [];

	add(sent: Sent): void {
		const now = sent.sentAt;
		this.counted = this.counted.filter(
			({ acceptedAt }) => acceptedAt === undefined || now - acceptedAt < LIMIT_SPAN_MS,
		);
		this.counted.push(sent);
	}

	forget(sent: Sent): void {
		this.counted = this.counted.filter((one) => one !== sent);
	}

	accepted(now: number): number {
		return this.counted.filter(
			({ acceptedAt }) => acceptedAt !== undefined && now - acceptedAt < LIMIT_SPAN_MS,
		).length;
	}

	/**
	 * When a minute that holds so many has room for one more. It counts from the answer: the service
	 * accepted no later than that, so that neither its clock nor the network can make it too early.
	 *
	 * @returns Infinity while that hangs on one that is under way
	 */
	hasRoomAt(limit: number): number {
		const oldest = this.counted[this.counted.length - limit];
		if (!oldest) return -Infinity;
		return oldest.acceptedAt === undefined ? Infinity : oldest.acceptedAt + LIMIT_SPAN_MS;
	}
}
