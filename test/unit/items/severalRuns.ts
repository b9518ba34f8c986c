import type { EntryStore } from '../../../nodes/WaveSpeedVideo/base/entryStore';
import type { Fate, Lineage } from '../../../nodes/WaveSpeedVideo/base/lineage';
import { FakeService } from '../../../dev/virtual/fakeService';
import type { FakeTime } from '../../../dev/virtual/fakeTime';
import { LossyRow } from '../../../dev/virtual/lossyRow';
import { mortalStoreOf } from '../../../dev/virtual/mortal';
import { lineageOf } from '../../../dev/virtual/receipts';
import { type NodeRun, type RunOutcome, runNode } from './nodeRun';

/** What n8n has stored of an execution. */
interface Stored {
	/** Ids that its node has put out. */
	given: string[];
	/** It was stopped, failed, or died with its process, and n8n knows it. */
	hasError: boolean;
}

/** When the node takes what is unfinished for lost (ms). */
export const WELL_AFTER = 2 * 3_600_000;

let count = 0;

/** A process remembers executions: no two tests share one. */
let lastId = 1000;

/** A process of n8n that can be killed: what it does from then on reaches nobody, and fails. */
export class MortalProcess {
	private readonly name = `process ${count++}`;
	readonly baseUrl = `https://api-${count}.example`;
	private readonly stop = new AbortController();
	private died: () => void = () => undefined;
	readonly death = new Promise<void>((resolve) => (this.died = resolve));

	constructor(private readonly row: LossyRow) {}

	get isDead(): boolean {
		return this.stop.signal.aborted;
	}

	get stopSignal(): AbortSignal {
		return this.stop.signal;
	}

	/** ms since 1970. */
	diedAt = Infinity;

	kill(): void {
		this.diedAt = Math.min(this.diedAt, Date.now());
		this.stop.abort();
		this.died();
	}

	async alive<T>(task: () => Promise<T>): Promise<T> {
		if (this.isDead) throw new Error('dead');
		const result = await task();
		if (this.isDead) throw new Error('dead');
		return result;
	}

	get store(): EntryStore {
		return mortalStoreOf(this.row.as(this.name), async (task) => await this.alive(task));
	}
}

export interface Started extends Partial<NodeRun> {
	prompts: string[];
	process: MortalProcess;
	/** Killed so long after its start (ms). */
	diesAfterMs?: number;
	/** n8n loses what it gave: the process died behind the node. */
	isLostBehind?: boolean;
	root?: string;
	place?: Partial<Lineage>;
	wish?: string;
}

/** Executions of one node in several processes, and what n8n stores of them. */
export class SeveralRuns {
	readonly service: FakeService;
	readonly row: LossyRow;
	readonly stored = new Map<string, Stored>();
	/** Executions whose data was read, one after another. */
	readonly read: string[] = [];

	constructor(private readonly time: FakeTime) {
		this.service = new FakeService(time.virtual);
		this.service.jobMs = 60_000;
		this.row = new LossyRow(async () => await time.pass(4));
	}

	newProcess = (): MortalProcess => new MortalProcess(this.row);

	/** What n8n's data of an execution says, as host/fate.ts reads it. */
	fateOf = (executionId: string, id: string): Fate => {
		const stored = this.stored.get(executionId);
		if (!stored) return 'gone';
		if (stored.given.includes(id)) return 'handedOn';
		return stored.hasError ? 'lost' : 'runs';
	};

	/** Starts an execution. @returns its id, and what it comes to; undefined when it dies */
	start(one: Started): { id: string; outcome: Promise<RunOutcome | undefined> } {
		const { process, diesAfterMs, root, place, wish = 'output' } = one;
		const id = String(lastId++);
		const stored: Stored = { given: [], hasError: false };
		this.stored.set(id, stored);
		const killed =
			diesAfterMs === undefined
				? undefined
				: this.time.pass(diesAfterMs).then(() => process.kill());
		const run = runNode({
			service: {
				send: async (request) => await process.alive(async () => await this.service.send(request)),
			},
			executionId: id,
			lineage: lineageOf(id, {
				root: root ?? id,
				isRepetition: one.isRetry ?? false,
				fatesOf: async (executionId, ids) => {
					this.read.push(executionId);
					return await Promise.resolve(ids.map((one) => this.fateOf(executionId, one)));
				},
				...place,
			}),
			row: process.store,
			baseUrl: process.baseUrl,
			stop: process.stopSignal,
			...one,
			safety: one.prompts.map((_, index) => ({
				unfinishedVideos: wish,
				...(one.safety?.[index] ?? {}),
			})),
		});
		const over = run.then(
			(outcome) => {
				if (process.isDead) return undefined;
				if (outcome.error !== undefined || one.isLostBehind) stored.hasError = true;
				else stored.given.push(...idsOf(outcome));
				return outcome;
			},
			() => undefined,
		);
		const outcome = Promise.race([over, process.death.then(() => undefined)]).then((ended) => {
			// n8n finds out at its next start, or when its queue misses the worker.
			if (ended === undefined) stored.hasError = true;
			return ended;
		});
		void killed;
		return { id, outcome };
	}

	/** Runs an execution to its end, and n8n's own time goes on. */
	async run(one: Started): Promise<{ id: string; outcome: RunOutcome | undefined }> {
		const { id, outcome } = this.start(one);
		return { id, outcome: await this.time.run(outcome) };
	}

	/** Buys a video in an execution that is killed meanwhile. @returns that execution's id */
	async lose(prompt: string, more: Partial<Started> = {}): Promise<string> {
		const dying = { prompts: [prompt], process: this.newProcess(), diesAfterMs: 5_000, ...more };
		return (await this.run(dying)).id;
	}

	/** A later execution, by default in a process of its own. */
	async later(more: Partial<Started> = {}): Promise<RunOutcome | undefined> {
		const { outcome } = await this.run({ prompts: ['next'], process: this.newProcess(), ...more });
		return outcome;
	}

	async pass(ms: number): Promise<void> {
		await this.time.run(this.time.pass(ms));
	}

	/** Makes what is bought so far look as if it had been bought so much earlier (ms). */
	age(by: number): void {
		for (const job of this.service.billed) job.createdAt -= by;
	}

	/** The id of what was bought for a prompt. */
	idOf(prompt: string): string {
		return this.service.billed.find(({ body }) => body['prompt'] === prompt)?.id ?? '';
	}

	get paid(): unknown[] {
		return this.service.billed.map(({ body }) => body['prompt']).sort();
	}
}

/** All that a run hinted at. */
export const hintsOf = (outcome: RunOutcome | undefined): string =>
	(outcome?.hints ?? []).join('\n');

/** Ids that a run gave. */
export const idsOf = (outcome: RunOutcome | undefined): string[] =>
	(outcome?.rows ?? []).flatMap(({ json }) =>
		json['error'] === undefined ? [String(json['predictionId'])] : [],
	);

/** Those of them that earlier executions left behind. */
export const leftoversIn = (outcome: RunOutcome | undefined): string[] =>
	(outcome?.rows ?? []).flatMap(({ json }) =>
		json['unfinished'] === true ? [String(json['predictionId'])] : [],
	);
