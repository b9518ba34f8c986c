import type { Lineage } from '../../../base/lineage';
import { type Lost, lostVideos, type Unfinished } from './lostVideos';
import type { Receipts } from './receipts';

/** Predictions in the hands of this process's executions, each with the name of its row. */
const all = new Set<string>();

type Deps = Pick<Receipts, 'row' | 'held' | 'holders' | 'undelivered' | 'delivered' | 'inherit'>;

/** What an execution has in hand: what it is to hand on. And what nobody has, for its node. */
export class InHand {
	private readonly mine = new Set<string>();
	private readonly self: Promise<string | undefined>;

	/**
	 * @param isWritten whether it is written down for other processes, so that a later run can tell
	 *   whether anybody still has it; it takes some nine entries a purchase
	 */
	constructor(
		private readonly receipts: Deps,
		private readonly lineage: Pick<Lineage, 'executionId' | 'hasFailed' | 'fateOf'>,
		private readonly isWritten: boolean,
	) {
		this.self = isWritten ? this.nameable() : Promise.resolve(undefined);
		this.self.catch(() => undefined);
	}

	/** n8n 2.x leaves the error of a stopped execution in its retry: nothing can be told of that one. */
	private async nameable(): Promise<string | undefined> {
		const { executionId, hasFailed } = this.lineage;
		return (await hasFailed(executionId)) ? undefined : executionId;
	}

	private nameOf = (id: string) => JSON.stringify([this.receipts.row?.name, id]);

	/** In this process. */
	take(id: string): void {
		this.mine.add(this.nameOf(id));
		all.add(this.nameOf(id));
	}

	/** It has just been bought. */
	async bought(id: string): Promise<void> {
		if (this.isWritten) await this.receipts.held(id, await this.self, true);
	}

	/** Another execution bought these, or this one in an earlier process, and it goes on with them. */
	async tookUp(ids: string[]): Promise<void> {
		ids.forEach((id) => this.take(id));
		if (!this.isWritten) return;
		const self = await this.self;
		await Promise.all(ids.map(async (id) => await this.receipts.held(id, self, false)));
	}

	/** Which of these were bought and never handed on, and are in no execution's hands here. */
	async unfinished(ids: string[], most: number): Promise<Unfinished[]> {
		const free = ids.filter((id) => !all.has(this.nameOf(id)));
		const undelivered = await this.receipts.undelivered(free);
		return await lostVideos(undelivered, this.receipts, this.lineage, most);
	}

	/** Makes this execution the one that hands on what nobody has in hand. @returns whether it is */
	async inherit(lost: Lost): Promise<boolean> {
		const self = await this.self;
		return self !== undefined && (await this.receipts.inherit(lost, self));
	}

	/** The execution has left the node. */
	end(): void {
		this.mine.forEach((one) => all.delete(one));
	}
}
