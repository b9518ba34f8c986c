import type { Failure, Spent } from '../../api/failure';
import { firstUrl } from '../../api/outputs';
import type { Prediction } from '../../api/schemas';
import type { OrderedVideo } from '../../base/video';

export type RequestBody = Record<string, unknown>;

/** What a fallback to another model changed, for the output. */
export interface Substitution {
	from: string;
	to: string;
	reason: string;
	/** What is lost or different, in plain words. */
	changes: string[];
}

/** What is bought: plain JSON, frozen in the ledger when it is first bought. */
export interface Order {
	/** Model id. */
	model: string;
	/** As checked; media stand in `media`. */
	inputs: RequestBody;
	/** What makes each medium the same medium: its URL, or its content's hash. */
	media: Record<string, string>;
	/** USD; undefined when nobody knows. */
	price?: number;
	/** Set when it stands in for another model's. */
	substitution?: Substitution;
	/** What the inputs say of the video; undefined for a model whose inputs nobody explained. */
	video?: OrderedVideo;
}

interface Facts {
	key: string;
	order: Order;
	/** Hash of the node's parameters as written and of the item that they are for. */
	intent: string;
	/** Hash of the order: model, inputs and media as evaluated. */
	ordered: string;
	/** The latest place where it was asked for: run and item. */
	place: string;
	/** Its place and intent in earlier runs, of which later ones have taken it up: the latest few. */
	earlierKeys?: string[];
	/** Milliseconds since 1970. */
	submittedAt: number;
	/** The execution that last worked on it. */
	executionId: string;
	/** The execution that WaveSpeed calls when the job has ended, if any. */
	callsBack?: string;
	/** Key of its receipt, which outlives the process. */
	receipt?: string;
	/** Another execution has paid it: by the user's own key, or as an earlier video of the same order. */
	paidElsewhere?: 'payOnce' | 'reuse';
	/** Left the node by the success output, as asked for. */
	delivered?: boolean;
	/** Predictions of earlier tries whose price may not be back yet. */
	earlier?: Refund[];
	/** Counts changes; the higher is the newer of two copies. */
	revision: number;
}

/** Money that WaveSpeed returns by itself, within 3 hours (https://wavespeed.ai/docs/refund-policy). */
export interface Refund {
	predictionId?: string;
	/** USD; undefined when nobody knows. */
	price?: number;
	/** Milliseconds since 1970. */
	failedAt: number;
}

/**
 * What is known of one item's purchase. Written before and after the POST, so that whatever runs the
 * item again (Retry On Fail, a retry from the editor) follows it up instead of paying twice.
 */
export type Purchase = Facts &
	(
		| { state: 'submitting'; body: RequestBody; account?: string }
		/** The answer was lost: it may be bought. */
		| {
				state: 'unknown';
				body: RequestBody;
				/** When the answer was given up, in milliseconds since 1970. */
				lostAt: number;
				reason: string;
				/** With which credential it was sent (a hash): another one's list proves nothing. */
				account?: string;
		  }
		| { state: 'submitted' | 'completed'; prediction: Prediction }
		| { state: 'failed'; failure: Failure; failedAt: number }
	);

/** What no retry can change without another request: the same one is refused again. */
function isHopeless({ code, spent }: Failure): boolean {
	return code === 'moderation' || (code === 'invalid_input' && spent === 'refunded');
}

/**
 * Whether a failure on record is answered again as it is. Otherwise the item is bought anew: nothing
 * was spent, or it comes back, and the reason may have passed.
 *
 * @param executionId of the present execution; a retry from the editor has a new one, and a person
 * who retries may have repaired what was wrong (balance topped up, picture published)
 */
export function standsAsFailed(
	{ failure, executionId: failedIn }: Extract<Purchase, { state: 'failed' }>,
	executionId: string,
): boolean {
	if (failure.spent === 'yes') return true;
	if (isHopeless(failure)) return true;
	if (failedIn !== executionId) return false;
	return failure.lasting || failure.spent === 'maybe';
}

/** Whether a try that asks for it buys nothing. */
export function isPaidFor(purchase: Purchase, executionId: string): boolean {
	return purchase.state !== 'failed' || standsAsFailed(purchase, executionId);
}

/** Paid or perhaps paid, and not yet handed on. */
export function isUndelivered({ state, delivered }: Purchase): boolean {
	return state !== 'failed' && delivered !== true;
}

/** The predictions that a purchase has or had. */
export const predictionsOf = (purchase: Purchase): string[] => [
	...('prediction' in purchase ? [purchase.prediction.id] : []),
	...(purchase.state === 'failed' ? [purchase.failure.predictionId ?? []].flat() : []),
	...(purchase.earlier ?? []).flatMap(({ predictionId }) => predictionId ?? []),
];

/** What the record says of the money, for a failure that knows nothing of it. */
export function moneyOf(
	purchase: Purchase | undefined,
): Pick<Failure, 'spent' | 'predictionId' | 'purchase' | 'model' | 'status' | 'url'> {
	if (!purchase) return { spent: 'no' };
	const { model } = purchase.order;
	switch (purchase.state) {
		case 'submitting':
		case 'unknown':
			return { spent: 'maybe', model, purchase: purchase.key };
		case 'failed': {
			const { spent, predictionId, status } = purchase.failure;
			return { spent, model, predictionId, status };
		}
		default: {
			const { prediction } = purchase;
			const spent: Spent = purchase.state === 'completed' ? 'yes' : 'still_running';
			const { id: predictionId, status, outputs } = prediction;
			return {
				spent,
				predictionId,
				model: prediction.model || model,
				status,
				url: firstUrl(outputs),
			};
		}
	}
}

/**
 * A purchase as it is written down: the ledger lies in the execution's data, so that texts and files
 * as text stay out. Such a prediction counts as running, and is read again when it is taken up.
 */
export function onRecord(purchase: Purchase): Purchase {
	if (!('prediction' in purchase)) return purchase;
	const { prediction } = purchase;
	const outputs = prediction.outputs.filter(({ kind }) => kind === 'file');
	return outputs.length === prediction.outputs.length
		? purchase
		: { ...purchase, prediction: { ...prediction, status: 'processing', outputs } };
}
