import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { UnusableMedia } from './mediaSource';
import type { OutputItem, Prediction } from './predictions';
import type { Settings } from './settings';

/** What happens to a job besides its own course. */
export interface JobEvents {
	/** The job ended in a way that is refunded. */
	refund(prediction: Prediction): void;
	/** The job has its last status. */
	ended(prediction: Prediction): void;
	/** The simulator itself could not make the output. */
	broken(prediction: Prediction, error: unknown): void;
}

/** Part of a job's time spent as `created`, and its limit in seconds. */
const queuedPart = 0.1;
const longestQueuedSeconds = 0.5;

const refundedStatuses = ['failed', 'cancelled', 'timeout', 'deleted'];

/** An abort that any number of jobs may wait for. */
function manyListeners(): AbortController {
	const controller = new AbortController();
	setMaxListeners(0, controller.signal);
	return controller;
}

/** The outputs as a fault wants them; unchanged without one. */
function shaped(prediction: Prediction, outputs: OutputItem[]): Prediction['outputs'] {
	const { fault } = prediction;
	if (fault?.kind !== 'outputs') return outputs;
	if (fault.shape === 'empty') return [];
	if (fault.shape === 'string') return outputs[0] ?? '';
	return outputs.map((output) => ({ url: output }));
}

/** Runs jobs: `created` while they wait, `processing`, then an end. At most so many at once. */
export class Jobs {
	#running = 0;
	readonly #waiting: (() => void)[] = [];
	#stop = manyListeners();

	constructor(
		readonly settings: Settings,
		readonly events: JobEvents,
	) {}

	/**
	 * Starts a job, which takes `seconds` and until its outputs are made.
	 *
	 * @param making already under way, so that encoding goes on while the job "runs"
	 */
	start(prediction: Prediction, seconds: number, making: Promise<OutputItem[]>): void {
		const made = making.then(
			(outputs) => () => this.#complete(prediction, outputs),
			(error: unknown) => () => this.#failedMaking(prediction, error),
		);
		const { signal } = this.#stop;
		this.#live(prediction, seconds, made, signal).catch((error: unknown) => {
			if (!signal.aborted) this.events.broken(prediction, error);
		});
	}

	/** Ends all jobs where they are. */
	clear(): void {
		this.#stop.abort();
		this.#stop = manyListeners();
		this.#waiting.length = 0;
		this.#running = 0;
	}

	async #live(
		prediction: Prediction,
		seconds: number,
		made: Promise<() => void>,
		signal: AbortSignal,
	): Promise<void> {
		const wait = (duration: number) => sleep(duration * 1000, undefined, { signal, ref: false });
		const { fault } = prediction;
		const early = fault && 'afterSeconds' in fault ? fault.afterSeconds : undefined;
		const lasting = early ?? seconds;
		const queued = Math.min(lasting * queuedPart, longestQueuedSeconds);
		await this.#slot();
		if (signal.aborted) return;
		await wait(queued);
		prediction.status = 'processing';
		prediction.startedAt = Date.now();
		if (fault?.kind === 'stuck') return;
		await wait(lasting - queued);
		if (!this.#endedByFault(prediction)) (await made)();
		if (signal.aborted) return;
		prediction.endedAt ??= Date.now();
		if (refundedStatuses.includes(prediction.status)) this.events.refund(prediction);
		this.events.ended(prediction);
		this.#release();
	}

	async #slot(): Promise<void> {
		if (this.#running < this.settings.account.concurrency) this.#running += 1;
		else await new Promise<void>((resolve) => this.#waiting.push(resolve));
	}

	/** Hands the slot to the job that has waited longest, if one has. */
	#release(): void {
		const next = this.#waiting.shift();
		if (next) next();
		else this.#running -= 1;
	}

	#endedByFault(prediction: Prediction): boolean {
		const { fault } = prediction;
		if (fault?.kind === 'failed') this.#fail(prediction, fault.code, fault.message);
		else if (fault?.kind === 'moderated') {
			prediction.nsfw = true;
			this.#fail(prediction, 1200, 'content policy violation');
		} else if (fault?.kind === 'status') prediction.status = fault.status;
		else return false;
		return true;
	}

	#complete(prediction: Prediction, outputs: OutputItem[]): void {
		prediction.outputs = shaped(prediction, outputs);
		prediction.status = 'completed';
	}

	#failedMaking(prediction: Prediction, error: unknown): void {
		if (!(error instanceof UnusableMedia)) this.events.broken(prediction, error);
		const code = error instanceof UnusableMedia ? error.code : 5000;
		this.#fail(prediction, code, error instanceof Error ? error.message : String(error));
	}

	#fail(prediction: Prediction, code: number, message: string): void {
		prediction.status = 'failed';
		prediction.code = code;
		prediction.error = message;
	}
}
