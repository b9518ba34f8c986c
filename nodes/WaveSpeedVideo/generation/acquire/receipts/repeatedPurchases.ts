import type { Lineage } from '../../../base/lineage';
import { parseTime } from '../../../base/time';
import { UnreadableError } from './askingRow';
import type { FindAgainDeps, FoundAgain } from './findAgain';
import { findAgain, findByClaim } from './findAgain';
import type { Intended } from './intended';
import { contentKey, keysOf, purchaseKey, rootKey } from './receiptKeys';

/** What this execution repeats has bought with another API key. */
export class OtherKeyError extends Error {}

/** What the execution that this one repeats has bought, found again by its receipts. */
export class RepeatedPurchases {
	/** Whether that execution bought something here. */
	isRootMarked = false;

	/** Receipts whose old marks have been looked into, so that a mark on them says nothing new. */
	private readonly clear = new Set<string>();

	constructor(
		private readonly lineage: Lineage,
		private readonly deps: FindAgainDeps,
	) {}

	/**
	 * @param n the purchase's number among equal ones of the run
	 * @param isAlone whether only receipts can tell: the execution's own memory is empty
	 * @throws UnreadableError
	 * @throws OtherKeyError
	 */
	async find(key: string, intended: Intended, n: number, isAlone: boolean): Promise<FoundAgain> {
		const { root, earlier, isRepetition } = this.lineage;
		if (!isRepetition) return { kind: 'none' };
		const anyKey = contentKey(intended.ordered, 0);
		const ofRoot = rootKey(root);
		const any = earlier.length > 0 ? [anyKey] : [];
		const marked = await this.deps.receipts.marked([key, ofRoot, ...any]);
		this.isRootMarked ||= marked.includes(ofRoot);
		// All that is known is known by the API key: by another one nothing is found, and all would be bought.
		if (isAlone && !this.isRootMarked && (await this.deps.receipts.hasBought(ofRoot))) {
			return await Promise.reject(new OtherKeyError());
		}
		if (marked.includes(key)) {
			const found = await this.lookUp(key, intended);
			this.clear.add(key);
			return found;
		}
		return marked.includes(anyKey) ? await this.ofEarlier(intended, n) : { kind: 'none' };
	}

	/** Just before the POST: marks it, and looks once more where a mark was there already. */
	async mark(key: string, intended: Intended): Promise<FoundAgain> {
		const isKnown = await this.deps.receipts.mark(keysOf(key)).catch(async (error: Error) => {
			// What is certainly new needs no memory where there never was one.
			const isFirst = error instanceof UnreadableError && !error.hasAnswered;
			return isFirst && !this.lineage.isRepetition ? false : await Promise.reject(error);
		});
		if (!isKnown || this.clear.has(key)) return { kind: 'none' };
		this.clear.add(key);
		return await this.lookUp(key, intended);
	}

	/** Nothing is bought under it any more: a mark that comes is another process's. */
	forget(key: string): void {
		this.clear.delete(key);
	}

	private async lookUp(key: string, { order }: Intended): Promise<FoundAgain> {
		const periods = await this.deps.receipts.markedIn(key);
		const found = await findAgain(key, order, this.deps, periods);
		const isMissing = found.kind === 'none' && periods.length > 0;
		return isMissing ? await findByClaim(key, periods, this.deps) : found;
	}

	/** Old n8n: the purchase of an execution that failed, which this one may be the retry of. */
	private async ofEarlier(intended: Intended, n: number): Promise<FoundAgain> {
		const { earlier, hasFailed } = this.lineage;
		const keyOf = (root: string) => purchaseKey(root, intended.ordered, n);
		const marked = new Set(await this.deps.receipts.marked(earlier.map(({ root }) => keyOf(root))));
		for (const { root, executionId } of earlier) {
			const key = keyOf(root);
			if (!marked.has(key) || !(await hasFailed(executionId))) continue;
			const found = await this.lookUp(key, intended);
			// Another retry finds it by its claim: by then this process knows it, and takes it for nobody's.
			if (found.kind === 'found') {
				await this.deps.receipts.takenUp(keysOf(key), found.prediction.id);
			}
			if (found.kind !== 'none') return found;
		}
		return await this.ofOpen(
			earlier.filter(({ root }) => marked.has(keyOf(root))),
			keyOf,
			intended,
		);
	}

	/** … and of one of which n8n tells no end: that one may still give it, and it must not be bought again. */
	private async ofOpen(
		some: Lineage['earlier'],
		keyOf: (root: string) => string,
		intended: Intended,
	): Promise<FoundAgain> {
		for (const { root, executionId } of some) {
			if (!(await this.lineage.mayHaveDied(executionId))) continue;
			const found = await this.lookUp(keyOf(root), intended);
			if (found.kind === 'none') continue;
			if (found.kind === 'unsure') return found;
			const { prediction } = found;
			this.deps.given.delete(prediction.id);
			return {
				kind: 'unsure',
				reason: 'n8n does not tell whether that execution has ended; if it runs, retry when it has',
				markedAt: parseTime(prediction.createdAt) ?? this.deps.runtime.now(),
				candidates: [prediction],
				boughtBy: executionId,
			};
		}
		return { kind: 'none' };
	}
}
