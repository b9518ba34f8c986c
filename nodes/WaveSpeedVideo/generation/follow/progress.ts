import type { Runtime } from '../../base/runtime';
import type { Job } from './job';

/** How often a person who watches is told how far things are (milliseconds). */
const TELL_EVERY_MS = 15_000;

const seconds = (ms: number) => `${Math.round(ms / 1000)} s`;

/** Tells how far the predictions of a run are: one line for all of them. */
export class Progress {
	private added = 0;
	private finished = 0;
	private toldAt: number;

	constructor(
		private readonly runtime: Pick<Runtime, 'now' | 'log' | 'tell'>,
		private readonly total = 0,
	) {
		this.toldAt = runtime.now();
	}

	/** When the next line is due, in milliseconds since 1970. */
	get nextAt(): number {
		return this.toldAt + TELL_EVERY_MS;
	}

	noteAdded(): void {
		if (this.added === this.finished) this.toldAt = this.runtime.now();
		this.added++;
	}

	noteFinished(): void {
		this.finished++;
	}

	/** A change of a lone prediction is told at once. */
	noteStatus({ id, submittedAt }: Job, from: string, to: string): void {
		if (from === to || this.of > 1) return;
		this.say(`Prediction ${id}: ${to} after ${seconds(this.runtime.now() - submittedAt)}`);
	}

	tellWhenDue(running: ReadonlySet<Job>): void {
		if (running.size === 0 || this.runtime.now() < this.nextAt) return;
		const line = this.lineOf(running);
		this.say(line);
		this.runtime.log('info', line);
	}

	private get of(): number {
		return Math.max(this.total, this.added);
	}

	private lineOf(running: ReadonlySet<Job>): string {
		const now = this.runtime.now();
		const jobs = [...running];
		const oldest = seconds(now - Math.min(...jobs.map(({ submittedAt }) => submittedAt)));
		const failingSince = Math.min(...jobs.map((job) => job.failingSince ?? Infinity));
		const trouble =
			failingSince < Infinity
				? `; no usable answer from WaveSpeed for ${seconds(now - failingSince)}`
				: '';
		const [only] = jobs;
		return only && this.of === 1
			? `Prediction ${only.id}: ${only.last.status} after ${oldest}${trouble}`
			: `${this.finished} of ${this.of} finished, ${jobs.length} running, oldest ${oldest}${trouble}`;
	}

	private say(line: string): void {
		this.toldAt = this.runtime.now();
		this.runtime.tell(line);
	}
}
