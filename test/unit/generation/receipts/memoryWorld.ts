import { createClient } from '../../../../nodes/WaveSpeedVideo/api/client';
import type { Lineage } from '../../../../nodes/WaveSpeedVideo/base/lineage';
import type {
	Intended,
	Recalled,
} from '../../../../nodes/WaveSpeedVideo/generation/acquire/receipts/intended';
import {
	openPurchaseMemory,
	type PurchaseMemory,
} from '../../../../nodes/WaveSpeedVideo/generation/acquire/receipts/purchaseMemory';
import { FakeService } from '../../../../dev/virtual/fakeService';
import { LossyRow } from '../../../../dev/virtual/lossyRow';
import * as support from '../../../../dev/virtual/receipts';
import { VirtualTime } from '../../../../dev/virtual/virtualTime';

export const MODEL = 'openai/sora-2/text-to-video-pro';
const NONE: ReadonlySet<string> = new Set();

let count = 0;

/** Execution ids that no other test uses: the slots belong to the process. */
export const newId = () => `${100 + count++}`;

export const boat = (media: Record<string, string> = {}): Intended => ({
	ordered: 'hash of a boat',
	order: { model: MODEL, inputs: { prompt: 'a boat' }, media },
});

export const idOf = ({ recalled }: { recalled: Recalled }) =>
	recalled.kind === 'bought' ? recalled.prediction.id : recalled.kind;

/** Purchases of executions in processes of their own, which share a row and a service. */
export class MemoryWorld {
	readonly time = new VirtualTime();
	readonly row = new LossyRow(async () => await this.time.pass(5));
	readonly service = new FakeService(this.time);
	/** The executions of which n8n says that they failed. */
	readonly failed = new Set<string>();

	lineageOf(place: Partial<Lineage> = {}): Lineage {
		return support.lineageOf(place.executionId ?? newId(), {
			hasFailed: async (one) => await Promise.resolve(this.failed.has(one)),
			...place,
		});
	}

	clientOf() {
		return createClient(this.service.send, () => this.time.now());
	}

	/** The memory of an execution in a process that has just started. */
	memoryOf(lineage = this.lineageOf()): PurchaseMemory {
		return openPurchaseMemory(lineage, {
			client: this.clientOf(),
			receipts: support.receiptsIn(this.row.as(`memory ${count++}`), this.time),
			runtime: this.time.runtime,
			known: () => new Set(),
		});
	}

	async submitBoat(prompt = 'a boat') {
		const answer = await this.clientOf().submit(MODEL, { prompt });
		if (answer.kind !== 'accepted') throw new Error('not accepted');
		return answer.prediction;
	}

	/** As far as the mark: what comes next is the POST. */
	async upToPost(memory: PurchaseMemory, intended = boat()) {
		const { receipt, recalled } = await memory.recall(intended, NONE);
		return {
			receipt,
			recalled: recalled.kind === 'new' ? await memory.mark(receipt, intended) : recalled,
		};
	}

	/** Buys what is new, as a process that lives on does. */
	async buy(memory: PurchaseMemory, intended = boat()) {
		const { receipt, recalled } = await this.upToPost(memory, intended);
		if (recalled.kind === 'new') {
			await memory.bought(receipt, await this.submitBoat(), intended.order);
		}
		return { receipt, recalled };
	}
}
