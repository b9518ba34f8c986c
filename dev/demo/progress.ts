import { setTimeout as sleep } from 'node:timers/promises';

import type { Execution, N8n } from '../n8n';

const LOOK_EVERY = 500;
/** Silence after which a person is told that it still goes on (ms). */
const REASSURE_AFTER = 5_000;

/** How the node's own lines in n8n's log begin. */
const NODE_LINE = /\[WaveSpeed Video\] (.*)/g;
const PREDICTION = /prediction (\S+)/i;

/** Shows what the node tells n8n's log while an execution runs. */
export class Progress {
	private readonly started = Date.now();
	private lastSaid = Date.now();
	private linesSeen = 0;
	/** The prediction that was submitted, as soon as the node tells its id. */
	predictionId: string | undefined;

	constructor(
		private readonly n8n: N8n,
		private readonly print: (line: string) => void,
	) {}

	/** Waits until an execution has ended, telling what happens meanwhile. */
	async follow(executionId: string): Promise<Execution> {
		for (;;) {
			const execution = await this.n8n.rest.execution(executionId);
			this.showNews();
			if (execution.ended) return execution;
			if (Date.now() - this.lastSaid > REASSURE_AFTER) {
				this.say(this.predictionId ? 'generating …' : 'starting …');
			}
			await sleep(LOOK_EVERY);
		}
	}

	private showNews(): void {
		const lines = [...this.n8n.logs().matchAll(NODE_LINE)].map(([, text]) => text ?? '');
		for (const line of lines.slice(this.linesSeen)) {
			this.predictionId ??= PREDICTION.exec(line)?.[1];
			this.say(line);
		}
		this.linesSeen = lines.length;
	}

	private say(text: string): void {
		this.lastSaid = Date.now();
		const seconds = Math.round((this.lastSaid - this.started) / 1000);
		this.print(`${String(seconds).padStart(5)} s  ${text}`);
	}
}
