/** Runs tasks first come, first served, as many at once as `limit` says at the moment of a start. */
export class Queue {
	private running = 0;
	private readonly waiting: Array<() => void> = [];

	constructor(private readonly limit: () => number) {}

	async run<T>(task: () => Promise<T>): Promise<T> {
		await new Promise<void>((start) => {
			this.waiting.push(start);
			this.startWaiting();
		});
		try {
			return await task();
		} finally {
			this.running--;
			this.startWaiting();
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
