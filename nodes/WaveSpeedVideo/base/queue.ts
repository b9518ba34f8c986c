/** Runs tasks first come, first served, as many at once as `limit` says at the moment of a start. */
export class Queue {
	private running = 0;
	private readonly waiting: Array<() => void> = [];

	constructor(private readonly limit: () => number) {}

	/** @param task may give its place to the next before it ends */
	async run<T>(task: (leave: () => void) => Promise<T>): Promise<T> {
		await new Promise<void>((start) => {
			this.waiting.push(start);
			this.startWaiting();
		});
		let left = false;
		const leave = () => {
			if (left) return;
			left = true;
			this.running--;
			this.startWaiting();
		};
		try {
			return await task(leave);
		} finally {
			leave();
		}
	}

	private startWaiting(): void {
		while (this.running < this.limit()) {
			const start = this.waiting.shift();
			if (!start) return;
			this.running++;
			start();
		}
	}
}
