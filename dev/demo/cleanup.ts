/** What must be put away however the command ends; last in, first out. */
export class Cleanup {
	private readonly steps: (() => Promise<void>)[] = [];
	private readonly interruption = new AbortController();
	private running: Promise<void> | undefined;

	/** @param onInterrupt told once, when a person presses Ctrl-C */
	constructor(onInterrupt: () => void) {
		const interrupted = (): void => {
			if (this.signal.aborted) return;
			onInterrupt();
			this.interruption.abort(new Error('Interrupted'));
			void this.run().finally(() => process.exit(130));
		};
		process.on('SIGINT', interrupted);
		process.on('SIGTERM', interrupted);
	}

	/** Aborted by Ctrl-C. */
	get signal(): AbortSignal {
		return this.interruption.signal;
	}

	/**
	 * Remembers how to put away what is being made, from now on: Ctrl-C may come before it is ready.
	 * What fails to be made needs no putting away.
	 */
	async add<T>(making: Promise<T>, putAway: (thing: T) => Promise<void>): Promise<T> {
		this.steps.unshift(async () => {
			const made = await making.then(
				(thing) => ({ thing }),
				() => undefined,
			);
			if (made) await putAway(made.thing);
		});
		return await making;
	}

	/** Puts everything away; a second call waits for the first. */
	run(): Promise<void> {
		this.running ??= (async () => {
			for (const step of this.steps) await step();
		})();
		return this.running;
	}
}
