import type { Generated } from '../../../../nodes/WaveSpeedVideo/generation/generate';
import type { PayOnce } from '../../../../nodes/WaveSpeedVideo/generation/acquire/receipts/payOnce';
import { attempt, type Attempt } from '../../../../dev/virtual/execution';
import { FakeService } from '../../../../dev/virtual/fakeService';
import { LossyRow } from '../../../../dev/virtual/lossyRow';
import { mortalStoreOf } from '../../../../dev/virtual/mortal';
import { lineageOf } from '../../../../dev/virtual/receipts';
import { VirtualTime } from '../../../../dev/virtual/virtualTime';

let count = 0;

export const underKey = (key: string, changed: PayOnce['changed'] = 'refuse'): PayOnce => ({
	key,
	changed,
});

/** What a result says: the id of a finished video, the code of a failure, or the kind. */
export const said = (generated: Generated | undefined) => {
	if (generated?.kind === 'completed') return generated.prediction.id;
	return generated?.kind === 'failed' ? generated.failure.code : generated?.kind;
};

/** Executions in processes of their own that share a row and a service, all under one key. */
export class KeyWorld {
	readonly time = new VirtualTime();
	readonly service = new FakeService(this.time);
	readonly row = new LossyRow(async () => await this.time.pass(this.writeMs));

	/** @param writeMs what a call of the database takes */
	constructor(private readonly writeMs = 4) {}

	newProcess() {
		return this.row.as(`payOnce ${count++}`);
	}

	/** An execution that is no repetition of another one: only the key tells what was bought. */
	executionOf(prompts: string[], options: Partial<Attempt> = {}): Promise<Generated[]> {
		const executionId = `payOnce ${count++}`;
		return attempt({
			time: this.time,
			service: this.service,
			row: this.newProcess(),
			store: {},
			prompts,
			executionId,
			lineage: lineageOf(executionId, { root: executionId, isRepetition: false }),
			payOnce: prompts.map(() => underKey('row 7')),
			...options,
		});
	}

	/** n8n is ended when the POST has gone out, before its answer comes. */
	endedAfterThePost(): Pick<Attempt, 'row' | 'service' | 'time'> {
		let dead = false;
		const alive = async <T>(task: () => Promise<T>): Promise<T> => {
			if (dead) await new Promise(() => {});
			return await task();
		};
		const mortal = Object.create(this.service) as FakeService;
		Object.assign(mortal, {
			send: async (request: Parameters<FakeService['send']>[0]) =>
				await alive(async () => {
					const answer = await this.service.send(request);
					if (request.path.includes('sora')) dead = true;
					if (dead) await new Promise(() => {});
					return answer;
				}),
		});
		return { time: this.time, service: mortal, row: mortalStoreOf(this.newProcess(), alive) };
	}

	promptsPaid() {
		return this.service.billed.map(({ body }) => body['prompt']);
	}
}
