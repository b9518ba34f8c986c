import type { WaveSpeedClient } from '../../api/client';
import type { Prediction } from '../../api/schemas';
import { runBatch } from '../../base/runBatch';
import type { Runtime } from '../../base/runtime';
import { lookByList } from '../../generation/follow/listLook';
import { isTerminal } from '../../api/outcome';
import { FEW } from '../../generation/follow/lookPlan';
import type { Finished } from '../finish';

/** Looks by id at the same time. */
const AT_ONCE = 10;

/** Of each request, in milliseconds: who calls waits for the answer. */
const TIMEOUT_MS = 8_000;

/** How often, and after what pause, a job is looked at that is said to have ended and still runs. */
const TRIES = 3;
const PAUSE_MS = 1_000;

/** What a call came to. */
export type Looked =
	/** All jobs of the run have. */
	| 'ended'
	/** The job that the call is about has; others run. */
	| 'running'
	/** The API tells nothing new of the job that the call is about: the call is to be repeated. */
	| 'unsure';

export interface ParkedJobsDeps {
	client: Pick<WaveSpeedClient, 'getPrediction' | 'listPredictions'>;
	runtime: Pick<Runtime, 'sleep'>;
}

type Job = Pick<Finished, 'prediction' | 'submittedAt'>;

/**
 * What this process knows of a parked run's jobs. A call is a hint that one has ended; what counts is
 * each job's own answer. What is not known is asked for at any call, so that a call that never came
 * is made good by the next.
 */
export class ParkedJobs {
	private readonly ended = new Map<string, Prediction>();
	private readonly jobs: ReadonlyMap<string, Job>;

	constructor(held: readonly Job[]) {
		this.jobs = new Map(held.map((job) => [job.prediction.id, job]));
		for (const { prediction } of held) this.note(prediction);
	}

	/**
	 * Which of the jobs a call is about. A sample of WaveSpeed's documents cuts the id short, so that
	 * its beginning is enough.
	 */
	named(id: unknown): string | undefined {
		if (typeof id !== 'string' || id.length < 8) return undefined;
		return [...this.jobs.keys()].find((one) => one === id || one.startsWith(id));
	}

	/** The last of a job that counts; undefined while it runs, as far as is known. */
	of(id: string): Prediction | undefined {
		return this.ended.get(id);
	}

	/** Looks at what isn't known to have ended. */
	async look(called: string, { client, runtime }: ParkedJobsDeps): Promise<Looked> {
		for (let attempt = 1; !this.ended.has(called); attempt++) {
			await this.ask([called], client);
			if (this.ended.has(called)) break;
			if (attempt === TRIES) return 'unsure';
			await runtime.sleep(PAUSE_MS);
		}
		await this.ask(await this.likelyEnded(client), client);
		return this.open().length === 0 ? 'ended' : 'running';
	}

	private open(): string[] {
		return [...this.jobs.keys()].filter((id) => !this.ended.has(id));
	}

	/** Those worth a look of their own: one request tells it of many. */
	private async likelyEnded(client: ParkedJobsDeps['client']): Promise<string[]> {
		const open = this.open();
		if (open.length < FEW) return open;
		const since = Math.min(...open.map((id) => this.jobs.get(id)?.submittedAt ?? 0));
		const listed = await lookByList(new Set(open), since, TIMEOUT_MS, client);
		if (listed.kind === 'failed') return open;
		const { states } = listed;
		return open.filter((id) => {
			const state = states.get(id);
			return state !== undefined && isTerminal(state);
		});
	}

	private async ask(ids: string[], client: ParkedJobsDeps['client']): Promise<void> {
		await runBatch(ids.length, AT_ONCE, async (index) => {
			const id = ids[index] as string;
			const answer = await client.getPrediction(id, TIMEOUT_MS);
			if (answer.kind === 'ok' && answer.value.id === id) this.note(answer.value);
		});
	}

	private note(prediction: Prediction): void {
		if (isTerminal(prediction)) this.ended.set(prediction.id, prediction);
	}
}
