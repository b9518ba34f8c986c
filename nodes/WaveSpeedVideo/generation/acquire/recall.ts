import type { Failure } from '../../api/failure';
import type { Prediction } from '../../api/schemas';
import type { Runtime } from '../../base/runtime';
import { parseTime } from '../../base/time';
import type { Ledger, Wanted } from './ledger';
import type { Order } from './purchase';
import { isPaidFor } from './purchase';
import type { Intended, PaidElsewhere, Recalled } from './receipts/intended';
import type { PurchaseMemory } from './receipts/purchaseMemory';

/** What a person has said of submissions whose answers were lost. */
export interface LostWish {
	/** Submit anew what is not found. */
	buyAgain: boolean;
	/** Ids to take where nothing proves whose they are. */
	adopt: readonly string[];
}

export interface RecallDeps {
	ledger: Ledger;
	memory: PurchaseMemory;
	runtime: Runtime;
	executionId: string;
	lost: LostWish;
}

/** An item's purchase, as it would be put into the ledger. */
export interface Intention extends Wanted, Pick<Intended, 'payOnce' | 'reuse'> {
	order: Order;
	/** For the log, e.g. "item 3". */
	label: string;
}

export type Remembered =
	/** It stands in the ledger now. */
	| { kind: 'onRecord' }
	/** To be bought, under this receipt. */
	| { kind: 'new'; receipt: string }
	| { kind: 'failed'; failure: Failure };

/** Puts into the ledger what earlier processes bought for its execution, by their receipts. */
export class Recall {
	private readonly asked = new Map<string, Promise<{ receipt: string; recalled: Recalled }>>();

	readonly memory: PurchaseMemory;

	constructor(private readonly deps: RecallDeps) {
		this.memory = deps.memory;
	}

	/** Before anything is bought: what is on record costs the run nothing. */
	async ahead(intention: Intention): Promise<Remembered> {
		const endTurn = await this.turn(intention);
		try {
			return await this.of(intention);
		} finally {
			endTurn();
		}
	}

	/** Under the user's own key one item at a time is bought. @returns ends the turn */
	async turn(intention: Intention): Promise<() => void> {
		return await this.memory.turn(intention);
	}

	/** Asks once for each purchase (under the user's own key each time), and only for what the ledger doesn't know. */
	async of(intention: Intention): Promise<Remembered> {
		const { ledger, memory, executionId } = this.deps;
		const purchase = ledger.find(intention);
		if (purchase && isPaidFor(purchase, executionId)) return { kind: 'onRecord' };
		if (intention.payOnce) {
			const { receipt, recalled } = await memory.recall(intention, ledger.receipts);
			return this.settle(intention, receipt, recalled);
		}
		if (purchase?.receipt) return { kind: 'new', receipt: purchase.receipt };
		const key = ledger.keyFor(intention);
		const asked = this.asked.get(key) ?? memory.recall(intention, ledger.receipts);
		this.asked.set(key, asked);
		const { receipt, recalled } = await asked;
		return this.settle(intention, receipt, recalled);
	}

	/** The last moment before the POST: marks the purchase, and asks once more. */
	async mark(intention: Intention, receipt: string): Promise<Remembered> {
		return this.settle(intention, receipt, await this.deps.memory.mark(receipt, intention));
	}

	private settle(intention: Intention, receipt: string, recalled: Recalled): Remembered {
		const { lost } = this.deps;
		switch (recalled.kind) {
			case 'new':
				return { kind: 'new', receipt };
			case 'bought':
				return this.takeUp(intention, receipt, recalled.prediction, recalled.paid);
			case 'refused':
				return { kind: 'failed', failure: recalled.failure };
			case 'unreadable':
				if (lost.buyAgain) return { kind: 'new', receipt };
				return { kind: 'failed', failure: unreadable(intention, recalled.mayBeBought) };
			case 'otherKey':
				if (lost.buyAgain) return { kind: 'new', receipt };
				return { kind: 'failed', failure: ofOtherKey(intention) };
			case 'unsure': {
				const named = recalled.candidates.find(({ id }) => lost.adopt.includes(id));
				if (named) {
					this.memory.bought(receipt, named, intention.order);
					return this.takeUp(intention, receipt, named);
				}
				if (lost.buyAgain) return { kind: 'new', receipt };
				return { kind: 'failed', failure: unsure(intention, recalled) };
			}
		}
	}

	private takeUp(
		intention: Intention,
		receipt: string,
		prediction: Prediction,
		paidElsewhere?: PaidElsewhere,
	): Remembered {
		const { ledger, runtime, executionId } = this.deps;
		const { label, order } = intention;
		const key = ledger.keyFor(intention);
		const submittedAt = parseTime(prediction.createdAt) ?? runtime.now();
		ledger.put(
			{ ...intention, key, receipt, paidElsewhere },
			{ state: 'submitted', prediction, submittedAt, executionId },
		);
		runtime.log('info', `Taking up prediction ${prediction.id} for ${label}: bought before`, {
			model: order.model,
		});
		return { kind: 'onRecord' };
	}
}

function ofOtherKey({ order }: Intention): Failure {
	return {
		code: 'memory_unreadable',
		message:
			'This execution has bought before with another API key, and this key does not tell what',
		spent: 'maybe',
		lasting: false,
		model: order.model,
		advice:
			'Nothing was sent: it could be bought twice. Set the credential with the earlier API key again and retry the execution, or look with Get Many for what it bought. To buy it with this key in any case, set the option Lost Submission to Buy Again.',
	};
}

function unreadable({ order }: Intention, mayBeBought: boolean): Failure {
	return {
		code: 'memory_unreadable',
		message: "n8n's database doesn't tell what this node has bought before",
		spent: mayBeBought ? 'maybe' : 'no',
		lasting: false,
		model: order.model,
		advice:
			'Nothing was sent: what is not written down there could be bought twice. Retry the execution when the database answers again. To buy without it, set the option Lost Submission to Buy Again.',
	};
}

function unsure(
	{ order }: Intention,
	{ reason, markedAt, candidates, boughtBy }: Extract<Recalled, { kind: 'unsure' }>,
): Failure {
	const ids = candidates.slice(0, 10).map(({ id }) => id);
	return {
		code: 'submission_unknown',
		message:
			boughtBy === undefined
				? 'n8n ended while this video was being submitted, and it may have been bought'
				: `Execution ${boughtBy} has bought this video, and may still be running`,
		spent: 'maybe',
		lasting: false,
		model: order.model,
		advice: [
			`The node looked for the job of ${new Date(markedAt).toISOString()}: ${reason}${ids.length > 0 ? ` (${ids.join(', ')})` : ''}. It is not sent again by itself.`,
			ids.length > 0
				? 'To take one, put its ID into the option Adopt Predictions and retry the execution with the saved workflow.'
				: 'Retry the execution: the node looks again.',
			'To buy it again in any case, set the option Lost Submission to Buy Again and retry.',
		].join(' '),
	};
}
