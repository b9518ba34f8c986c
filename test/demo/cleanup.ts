/** What must be put away however the command ends; last in, first out. */
export class Cleanup {
	private readonly steps: (() => Promise<void>)[] = [];
	private running: Promise<void> | undefined;

	/** @param onInterrupt told once, when a person presses Ctrl-C */
	constructor(onInterrupt: () => void) {
		const interrupted = (): void => {
			onInterrupt();
			void this.run().finally(() => process.exit(130));
		};
		process.once('SIGINT', interrupted);
		process.once('SIGTERM', interrupted);
	}

	/** Remembers how to put `thing` away. */
	add<T>(thing: T, putAway: (thing: T) => Promise<void>): T {
		this.steps.unshift(() => putAway(thing));
		return thing;
	}

	/** Puts everything away; a second call waits for the first. */
	run(): Promise<void> {
		this.running ??= (async () => {
			for (const step of this.steps) await step();
		})();
		return this.running;
	}
}
