import type { ListedPrediction, Prediction } from '../../../api/schemas';
import type { Lineage } from '../../../base/lineage';
import { UnreadableError } from './askingRow';
import { EarlierVideos } from './earlierVideos';
import type { FindAgainDeps, FoundAgain } from './findAgain';
import type { Intended, PaidElsewhere, Recalled } from './intended';
import { keysOf } from './receiptKeys';
import { OtherKeyError, RepeatedPurchases } from './repeatedPurchases';
import { Slots } from './slots';

/** Shared by all executions of this process. */
const slots = new Slots();

/** Purchases without a key of the user's own: a repetition takes up those of what it repeats. */
export class PlainPurchases {
	private readonly repeated: RepeatedPurchases;
	private readonly earlierVideos: EarlierVideos;
	private readonly held = new Set<string>();

	constructor(
		private readonly lineage: Lineage,
		private readonly deps: FindAgainDeps,
		/** Notes that another execution bought it. */
		private readonly takeOn: (id: string) => void,
	) {
		this.repeated = new RepeatedPurchases(lineage, deps);
		this.earlierVideos = new EarlierVideos(deps);
	}

	/** @param ledgers keys of receipts that the ledger holds */
	async recall(intended: Intended, ledgers: ReadonlySet<string>) {
		const { key, n } = await slots.take(this.lineage, intended.ordered, ledgers);
		this.held.add(key);
		const isAlone = ledgers.size === 0;
		return {
			receipt: key,
			recalled: await this.ifReadable(async () => await this.ask(key, n, intended, isAlone)),
		};
	}

	/** Just before the POST: marks it, and asks once more. */
	async mark(key: string, intended: Intended): Promise<Recalled> {
		return await this.ifReadable(
			async () => await this.taken(key, await this.repeated.mark(key, intended)),
		);
	}

	/** Nothing is bought under it (any more). */
	async forget(key: string, id?: string): Promise<void> {
		this.repeated.forget(key);
		await this.deps.receipts.forget(keysOf(key), id);
	}

	/** The execution fails: a repetition in the same life takes up what it bought. */
	release(): void {
		slots.release(this.lineage, [...this.held]);
	}

	/** What the execution that this one repeats has bought, and n8n may not have kept; nothing where that can't be read. */
	async leftBehind(): Promise<ListedPrediction[]> {
		const { root, earlier, hasFailed } = this.lineage;
		if (!this.repeated.isRootMarked && earlier.length === 0) return [];
		const roots = new Map(earlier.map((one) => [one.root, one.executionId]));
		const isMeant = async (one: string) => {
			const id = roots.get(one);
			return id === undefined || (await hasFailed(id));
		};
		return await this.earlierVideos
			.ofRoots([root, ...roots.keys()], isMeant)
			.catch(async (error: Error) =>
				error instanceof UnreadableError ? [] : await Promise.reject(error),
			);
	}

	private async ask(
		key: string,
		n: number,
		intended: Intended,
		isAlone: boolean,
	): Promise<Recalled> {
		const recalled = await this.taken(key, await this.repeated.find(key, intended, n, isAlone));
		if (recalled.kind !== 'new' || !intended.reuse) return recalled;
		const same = await this.earlierVideos.same(intended.ordered, n, intended.order);
		return same ? await this.takeUp(key, same, 'reuse') : recalled;
	}

	private async taken(key: string, found: FoundAgain): Promise<Recalled> {
		if (found.kind === 'none') return { kind: 'new' };
		return found.kind === 'unsure' ? found : await this.takeUp(key, found.prediction);
	}

	private async takeUp(
		receipt: string,
		prediction: Prediction,
		paid?: PaidElsewhere,
	): Promise<Recalled> {
		this.takeOn(prediction.id);
		await this.deps.receipts.takenUp(keysOf(receipt), prediction.id);
		return { kind: 'bought', prediction, ...(paid ? { paid } : {}) };
	}

	private async ifReadable(task: () => Promise<Recalled>): Promise<Recalled> {
		return await task().catch(async (error: Error) => {
			if (error instanceof OtherKeyError) return { kind: 'otherKey' };
			if (!(error instanceof UnreadableError)) return await Promise.reject(error);
			return { kind: 'unreadable', mayBeBought: this.lineage.isRepetition };
		});
	}
}
