import type { EntryStore } from '../../../nodes/WaveSpeedVideo/base/entryStore';
import type { FakeService } from '../../../dev/virtual/fakeService';
import type { FakeTime } from '../../../dev/virtual/fakeTime';
import { LossyRow } from '../../../dev/virtual/lossyRow';
import { mortalStoreOf } from '../../../dev/virtual/mortal';
import { lineageOf } from '../../../dev/virtual/receipts';
import type { Execution, History } from './keyHistory';
import { type RunOutcome, runNode } from './nodeRun';

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
