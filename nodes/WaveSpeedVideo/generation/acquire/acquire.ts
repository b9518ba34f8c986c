import { SUBMIT_TIMEOUT_MS } from '../../api/client';
import type { Failure } from '../../api/failure';
import type { Prediction } from '../../api/schemas';
import type { Found, LostSearch } from './findLost';
import type { Lost } from './lostSubmissions';
import type { Order, Purchase, RequestBody } from './purchase';
import type { Intention } from './recall';
import { standsAsFailed } from './purchase';
import type { Callback, SubmitDeps } from './submit';
import { submit } from './submit';

/** How often another execution's submission is asked after (milliseconds). */
const ASK_EVERY_MS = 500;

/** What one item wants to have bought. */
export interface Job extends Intention {
	/**
	 * Makes the body, uploading what must be uploaded. Called only when the job is really submitted,
	 * so that a resumed job uploads nothing.
	 */
	makeBody(): Promise<{ body: RequestBody } | { failure: Failure }>;
	callback?: Callback;
}

export interface AcquireDeps extends SubmitDeps {
	search: LostSearch;
}

export type Acquired =
	| {
			kind: 'acquired';
			key: string;
			/** As it was first bought, which may differ from what the item's expressions give now. */
			order: Order;
			prediction: Prediction;
			submittedAt: number;
			isNew: boolean;
	  }
	| { kind: 'failed'; failure: Failure }
	| { kind: 'notStarted' };

/** Takes up what the ledger knows of an item's purchase, or buys it. */
export async function acquire(job: Job, deps: AcquireDeps): Promise<Acquired> {
	const { ledger, runtime, executionId } = deps;
	const key = ledger.find(job)?.key ?? ledger.keyFor(job);
	let isNew = false;
	for (;;) {
		while (ledger.underWay.has(key)) await runtime.sleep(ASK_EVERY_MS);
		const purchase = ledger.get(key);
		switch (purchase?.state) {
			case 'submitted':
			case 'completed':
				return taken(purchase, isNew, deps);
			case 'failed':
				if (standsAsFailed(purchase, executionId)) {
					return { kind: 'failed', failure: purchase.failure };
				}
				break;
			case 'submitting':
				// The execution ended while the POST was on its way: its fate is as unknown as a lost answer's.
				ledger.update(key, {
					...purchase,
					state: 'unknown',
					lostAt: purchase.submittedAt + SUBMIT_TIMEOUT_MS,
					reason: 'the execution ended before the answer came',
				});
				continue;
			case 'unknown': {
				const found = await lookFor(purchase, deps);
				if (found.kind === 'failed') return found;
				const { submittedAt, callsBack } = purchase;
				if (found.kind === 'buy') {
					ledger.update(key, givenUp(purchase, found.spent));
					break;
				}
				const { prediction } = found;
				ledger.update(key, { state: 'submitted', prediction, submittedAt, executionId, callsBack });
				if (purchase.receipt) {
					deps.recall.memory.bought(purchase.receipt, prediction, purchase.order);
				}
				runtime.log(
					'info',
					`Found the lost submission for ${job.label}: prediction ${prediction.id}`,
				);
				continue;
			}
		}
		const bought = await buy(job, key, deps);
		if (bought.kind === 'onRecord') continue;
		if (bought.kind !== 'bought') return bought;
		isNew = true;
	}
}

/** Buys what no earlier process has bought, either. */
async function buy(
	job: Job,
	key: string,
	deps: AcquireDeps,
): Promise<{ kind: 'onRecord' } | { kind: 'bought' } | Exclude<Acquired, { kind: 'acquired' }>> {
	const endTurn = await deps.recall.turn(job);
	try {
		const remembered = await deps.recall.of(job);
		if (remembered.kind !== 'new') return remembered;
		const { receipt } = remembered;
		const made = await job.makeBody();
		if ('failure' in made) return { kind: 'failed', failure: made.failure };
		const submitted = await submit({ ...job, key, receipt, body: made.body }, deps);
		return submitted.kind === 'onRecord' ? { kind: 'bought' } : submitted;
	} finally {
		endTurn();
	}
}

/** Under the user's own key another item, or execution, may have found the very job meanwhile. */
async function lookFor({ key, receipt }: Lost, { search, recall }: AcquireDeps): Promise<Found> {
	const found = await search.find(key);
	if (found.kind === 'found' || receipt === undefined) return found;
	const prediction = await recall.memory.given(receipt);
	return prediction ? { kind: 'found', prediction } : found;
}

/** A lost submission that is bought again: of no execution, so that it stands for none. */
function givenUp({ submittedAt, lostAt, reason }: Lost, spent: 'no' | 'maybe') {
	const message = `The answer to the submission was lost: ${reason}`;
	const failure: Failure = {
		code: 'submission_unknown',
		message,
		spent,
		lasting: false,
		advice: '',
	};
	return { state: 'failed', failure, failedAt: lostAt, submittedAt, executionId: '' } as const;
}

function taken(
	purchase: Extract<Purchase, { state: 'submitted' | 'completed' }>,
	isNew: boolean,
	{ runtime }: AcquireDeps,
): Acquired {
	const { key, order, prediction, submittedAt } = purchase;
	const { model } = order;
	if (!isNew) runtime.log('info', `Resuming prediction ${prediction.id}`, { model });
	return { kind: 'acquired', key, order, prediction, submittedAt, isNew };
}
