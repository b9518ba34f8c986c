import fc from 'fast-check';

import type { EntryStore } from '../../../nodes/WaveSpeedVideo/base/entryStore';
import type { FakeService, Fault, JobEnd } from '../../../dev/virtual/fakeService';
import type { FakeTime } from '../../../dev/virtual/fakeTime';
import { LossyRow } from '../../../dev/virtual/lossyRow';
import { mortalStoreOf } from '../../../dev/virtual/mortal';
import { lineageOf } from '../../../dev/virtual/receipts';
import { type RunOutcome, runNode } from './nodeRun';

export interface Wish {
	key: string;
	text: string;
}

export interface Execution {
	items: Wish[];
	changed: 'refuse' | 'buyAnew';
	fallBack: boolean;
	maxCost?: number;
	continues: boolean;
	/** Which of the processes. */
	process: number;
	/** Starts so much later than the ones before have ended, or together with them (ms). */
	afterMs: number;
	together: boolean;
	/** Its process is killed so long after its start (ms). */
	diesAfterMs?: number;
	/** Tries that n8n makes (Retry On Fail), and then a person (Executions → Retry). */
	tries: number;
	retries: number;
}

/**
 * Histories of Pay Once Keys: executions one after another and at the same time, in processes that
 * die, whose models are down, whose answers are lost, whose jobs fail or are deleted, within budgets
 * and with On Changed Inputs = Buy Anew.
 */
export interface History {
	executions: Execution[];
	/** Whether a submission finds its model down, one after another. */
	down: boolean[];
	faults: Fault[];
	ends: JobEnd[];
	/** Records that are deleted when all is over for the time being. */
	removals: number[];
	lagMs: number;
	latencyMs: number;
	/** Of what the processes leave to chance. */
	seed: number;
}

const wish = fc.record({
	key: fc.constantFrom('k1', 'k2'),
	text: fc.constantFrom('a', 'a', 'a', 'b'),
});

const execution: fc.Arbitrary<Execution> = fc.record(
	{
		items: fc.array(wish, { minLength: 1, maxLength: 3 }),
		changed: fc.constantFrom('refuse', 'refuse', 'buyAnew'),
		fallBack: fc.boolean(),
		maxCost: fc.constantFrom(1, 1.2, 1.5, 2.4, 3.6),
		continues: fc.boolean(),
		process: fc.integer({ min: 0, max: 2 }),
		afterMs: fc.constantFrom(0, 50, 400, 2_000, 30_000, 200_000, 3 * 86_400_000, 8 * 86_400_000),
		together: fc.boolean(),
		diesAfterMs: fc.integer({ min: 0, max: 6_000 }),
		tries: fc.constantFrom(1, 1, 2),
		retries: fc.constantFrom(0, 0, 1),
	},
	{
		requiredKeys: [
			'items',
			'changed',
			'fallBack',
			'continues',
			'process',
			'afterMs',
			'together',
			'tries',
			'retries',
		],
	},
);

export const history: fc.Arbitrary<History> = fc.record({
	executions: fc.array(execution, { minLength: 1, maxLength: 5 }),
	down: fc.array(fc.boolean(), { maxLength: 6 }),
	faults: fc.array(
		fc.constantFrom<Fault>(
			'none',
			'none',
			'none',
			'lostAfter',
			'lostBefore',
			'badRequest',
			'rateLimited',
		),
		{ maxLength: 6 },
	),
	ends: fc.array(
		fc.constantFrom<JobEnd>(
			'completed',
			'completed',
			'failed',
			'moderated',
			'deleted',
			'cancelled',
		),
		{ maxLength: 6 },
	),
	removals: fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 2 }),
	lagMs: fc.constantFrom(0, 0, 1_500, 20_000),
	latencyMs: fc.constantFrom(20, 300),
	seed: fc.double({ min: 0.01, max: 0.99, noNaN: true }),
});

let count = 0;

/** One process of n8n: what it knows dies with it. */
class Process {
	private readonly name = `keys ${count++}`;
	private dead = false;
	readonly baseUrl = `https://api-${count}.example`;

	constructor(
		private readonly row: LossyRow,
		private readonly service: FakeService,
		private readonly isDown: () => boolean,
		readonly sent: Map<string, string>,
	) {}

	private died: () => void = () => undefined;
	/** Settles when it is killed. */
	readonly death = new Promise<void>((resolve) => (this.died = resolve));

	private readonly stop = new AbortController();

	kill(): void {
		this.dead = true;
		this.died();
		// Ends what only waits: nothing that it does from now on reaches anybody.
		this.stop.abort();
	}

	get stopSignal(): AbortSignal {
		return this.stop.signal;
	}

	get isDead(): boolean {
		return this.dead;
	}

	private async alive<T>(task: () => Promise<T>): Promise<T> {
		if (this.dead) await new Promise(() => {});
		const result = await task();
		if (this.dead) await new Promise(() => {});
		return result;
	}

	get store(): EntryStore {
		return mortalStoreOf(this.row.as(this.name), async (task) => await this.alive(task));
	}

	/** @param by the execution that sends */
	serviceFor(by: string): Pick<FakeService, 'send'> {
		return {
			send: async (request) =>
				await this.alive(async () => {
					const isSora = request.path.includes('text-to-video-pro');
					if (request.method === 'POST' && isSora && this.isDown()) {
						const body = { code: 5003, message: 'unavailable' };
						return { kind: 'answer', status: 503, headers: {}, body };
					}
					const before = this.service.billed.length;
					const answer = await this.service.send(request);
					for (const { id, body } of this.service.billed.slice(before)) {
						const sent = request.body as Record<string, unknown> | undefined;
						if (sent?.['prompt'] === body['prompt']) this.sent.set(id, by);
					}
					return answer;
				}),
		};
	}
}

export interface Ended {
	execution: Execution;
	id: string;
	outcomes: RunOutcome[];
	died: boolean;
}

/** Plays a history. @returns what each execution came to */
export async function play(
	time: FakeTime,
	service: FakeService,
	{ executions, down, removals, lagMs, latencyMs, faults, ends }: History,
): Promise<{ ended: Ended[]; sent: Map<string, string> }> {
	const row = new LossyRow(async () => await time.pass(4));
	const downs = [...down];
	const sent = new Map<string, string>();
	const isDown = () => downs.shift() ?? false;
	const newProcess = () => new Process(row, service, isDown, sent);
	const processes = [newProcess(), newProcess(), newProcess()];
	service.latencyMs = latencyMs;
	service.listing = lagMs > 0 ? { kind: 'lagging', byMs: lagMs } : { kind: 'right' };
	service.submitFaults = [...faults];
	service.jobEnd = (index) => ends[index] ?? 'completed';
	const ended: Ended[] = [];
	let running: Array<Promise<void>> = [];
	for (const one of executions) {
		if (!one.together) await time.run(Promise.all(running));
		if (!one.together) running = [];
		await time.run(time.pass(one.afterMs));
		const current = processes[one.process]?.isDead ? newProcess() : processes[one.process];
		const process = current ?? newProcess();
		processes[one.process] = process;
		const id = `execution ${count++}`;
		const record: Ended = { execution: one, id, outcomes: [], died: true };
		ended.push(record);
		if (one.diesAfterMs !== undefined) void time.pass(one.diesAfterMs).then(() => process.kill());
		const over = playOne(one, id, process, record.outcomes).then(() => {
			record.died = process.isDead;
		});
		running.push(Promise.race([over, process.death]));
	}
	await time.run(Promise.all(running));
	for (const index of removals) {
		const job = service.billed[index];
		if (job && job.endsAt <= Date.now()) service.removed.add(job.id);
	}
	return { ended, sent };
}

/** An execution with its tries and retries. */
async function playOne(
	one: Execution,
	id: string,
	process: Process,
	outcomes: RunOutcome[],
): Promise<void> {
	const { items, changed, fallBack, maxCost, continues, tries, retries } = one;
	let context: Record<string, unknown> = {};
	for (let retry = 0; retry <= retries; retry++) {
		for (let attempt = 0; attempt < tries; attempt++) {
			const outcome = await runNode({
				service: process.serviceFor(id),
				prompts: items.map(({ key, text }) => `${key} ${text}`),
				safety: items.map(({ key }) => ({ payOnceKey: key, payOnceChanged: changed })),
				cost: maxCost === undefined ? {} : { maxCost, priceSource: 'table' },
				model: fallBack ? { ifUnavailable: 'seedance' } : {},
				wait: { timeout: 600 },
				continues,
				executionId: retry === 0 ? id : `${id} retry ${retry}`,
				isRetry: retry > 0,
				lineage: lineageOf(id, { root: id, isRepetition: retry > 0 }),
				context,
				row: process.store,
				baseUrl: process.baseUrl,
				stop: process.stopSignal,
			});
			if (process.isDead) return;
			outcomes.push(outcome);
			if (outcome.error === undefined) return;
		}
		context = JSON.parse(JSON.stringify(context)) as Record<string, unknown>;
	}
}
