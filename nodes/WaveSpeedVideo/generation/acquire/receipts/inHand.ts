import type { Lineage } from '../../../base/lineage';
import { type Lost, lostVideos, type Unfinished } from './lostVideos';
import type { Unsettled } from './handReceipts';
import type { Receipts } from './receipts';

/** Predictions in the hands of this process's executions, each with the name of its row. */
const all = new Set<string>();

/** Until when (ms since 1970) what was found in an execution's hands is not looked at again, by the same names. */
const lookedAtAgain = new Map<string, number>();
const LOOK_AGAIN_MS = 3_600_000;

/** Of those that have left the node: examined by one look; the rest has time. */
const MAX_BEHIND = 100;

type Deps = Pick<
	Receipts,
	'row' | 'held' | 'holders' | 'unsettled' | 'delivered' | 'safe' | 'inherit'
>;

/** Whose fate is asked for, and how many are wanted. */
export interface Asked {
	ids: string[];
	/** So many are told at most. */
	most: number;
	/** Whether it was bought so long ago that an execution that still runs with it has most probably died. */
	isLongAgo(id: string): boolean;
}

/**
 * What an execution has in hand: what it is to hand on. And what nobody has, for its node. It is written
 * down for other processes, so that a later run can tell whether anybody still has it; that takes some
 * nine entries a purchase.
 */
export class InHand {
	private readonly mine = new Set<string>();
	private mayCarryError?: Promise<string | undefined>;

	constructor(
		private readonly receipts: Deps,
		private readonly lineage: Pick<
			Lineage,
			'executionId' | 'isRepetition' | 'hasFailed' | 'fatesOf'
		>,
	) {}

	/** n8n 2.x leaves the error of a stopped execution in its retry: nothing can be told of that one. */
	private self(): string | Promise<string | undefined> {
		const { executionId, isRepetition, hasFailed } = this.lineage;
		if (!isRepetition) return executionId;
		this.mayCarryError ??= hasFailed(executionId).then((hasError) =>
			hasError ? undefined : executionId,
		);
		return this.mayCarryError;
	}

	private nameOf = (id: string) => JSON.stringify([this.receipts.row?.name, id]);

	/** In this process. */
	take(id: string): void {
		this.mine.add(this.nameOf(id));
		all.add(this.nameOf(id));
	}

	/** Whether an execution of this process has it in hand. */
	has = (id: string): boolean => all.has(this.nameOf(id));

	/** It has just been bought. */
	async bought(id: string): Promise<void> {
		const self = this.self();
		// Without a pause where that can be, so that it is written together with what was bought.
		await this.receipts.held(id, typeof self === 'string' ? self : await self, true);
	}

	/** Another execution bought these, or this one in an earlier process, and it goes on with them. */
	async tookUp(ids: string[]): Promise<void> {
		if (ids.length === 0) return;
		ids.forEach((id) => this.take(id));
		const self = await this.self();
		await Promise.all(ids.map(async (id) => await this.receipts.held(id, self, false)));
	}

	/** Which of these were bought, are in no execution's data and in no execution's hands here. */
	async unfinished({ ids, ...wish }: Asked): Promise<Unfinished[]> {
		const free = ids.filter((id) => !this.has(id));
		const unsettled = this.due(await this.receipts.unsettled(free));
		const { receipts, lineage } = this;
		const { left, others } = await lostVideos(unsettled, { ...wish, receipts, lineage });
		const again = this.now() + LOOK_AGAIN_MS;
		for (const id of others) lookedAtAgain.set(this.nameOf(id), again);
		return left;
	}

	/** Those that have not left the node first, of the others those that were listed last: the oldest. */
	private due(unsettled: Unsettled[]): Unsettled[] {
		const now = this.now();
		for (const [name, until] of lookedAtAgain) if (until <= now) lookedAtAgain.delete(name);
		const behind = unsettled.filter(
			({ id, hasLeft }) => hasLeft && !lookedAtAgain.has(this.nameOf(id)),
		);
		return [
			...unsettled.filter(({ hasLeft }) => !hasLeft),
			...behind.reverse().slice(0, MAX_BEHIND),
		];
	}

	private now = () => this.receipts.row?.now() ?? 0;

	/** Makes this execution the one that hands on what nobody has in hand. @returns whether it is */
	async inherit(lost: Lost): Promise<boolean> {
		const self = await this.self();
		return self !== undefined && (await this.receipts.inherit(lost, self));
	}

	/** The execution has left the node. */
	end(): void {
		this.mine.forEach((one) => all.delete(one));
	}
}
