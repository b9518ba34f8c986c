import { cleanText, withoutUnseen } from '../base/text';
import { wordsOf } from '../base/thrown';
import { PREDICTIONS_PAGE } from './endpoints';

/** Machine-readable cause, for workflows that branch on it (`error.code` of an error row). */
export type FailureCode =
	| 'invalid_parameter'
	| 'invalid_credential'
	| 'key_refused'
	| 'account_refused'
	| 'insufficient_balance'
	| 'model_not_found'
	| 'invalid_input'
	| 'rate_limited'
	| 'unreachable'
	| 'refused'
	| 'submission_unknown'
	| 'memory_unreadable'
	| 'pay_once_changed'
	| 'pay_once_refused'
	| 'moderation'
	| 'media_not_reachable'
	| 'generation_failed'
	| 'provider_unavailable'
	| 'cancelled_at_provider'
	| 'prediction_deleted'
	| 'prediction_unreadable'
	| 'timeout'
	| 'over_budget'
	| 'price_unknown'
	| 'model_substituted'
	| 'not_as_ordered'
	| 'no_output'
	| 'upload_failed'
	| 'download_failed'
	| 'cannot_join'
	| 'unexpected';

/**
 * Whether this item has cost money. `refunded`: WaveSpeed returns the price of failed generations
 * by itself within 3 hours (https://wavespeed.ai/docs/refund-policy).
 */
export type Spent = 'no' | 'yes' | 'maybe' | 'refunded' | 'still_running';

/** Everything known about why an item got no video. The one shape that all failures take. */
export interface Failure {
	code: FailureCode;
	/** The cause in plain words, one sentence. */
	message: string;
	spent: Spent;
	/** What to do next, one or two sentences. */
	advice: string;
	/** A retry cannot change it: answer it again from the ledger rather than buy it again. */
	lasting: boolean;
	predictionId?: string;
	/** Where no id is known: what the submission stands under in the execution's ledger. */
	purchase?: string;
	model?: string;
	/** Last status seen at WaveSpeed. */
	status?: string;
	/** Where the paid video lies, when it is only the download that failed. */
	url?: string;
	expiresAt?: string;
	httpStatus?: number;
	/** WaveSpeed's own code, from the envelope or the prediction. */
	apiCode?: number;
	/** WaveSpeed's own words. */
	apiMessage?: string;
}

/** A failure that concerns all items of a run. */
export class RunFailure extends Error {
	constructor(readonly failure: Failure) {
		super(failure.message);
	}
}

/** The failure for a parameter that is not allowed. */
export function invalidParameter(
	message: string,
	advice = 'Correct the parameter and run the item again.',
): Failure {
	return { code: 'invalid_parameter', message, spent: 'no', lasting: true, advice };
}

/** The failure for what nobody foresaw; what it says of money comes from the record. */
export function unexpected(
	error: unknown,
	record: Pick<Failure, 'spent' | 'predictionId' | 'purchase' | 'model' | 'status' | 'url'>,
): Failure {
	const said = cleanText(wordsOf(error));
	const { predictionId } = record;
	return {
		...record,
		code: 'unexpected',
		message: `Something unforeseen happened: ${said || 'no words were given'}`,
		lasting: false,
		advice:
			predictionId === undefined
				? 'Run the item again: the node looks first at what it has submitted. If it happens again, report it.'
				: howToFetch(predictionId),
	};
}

const MONEY: Record<Spent, string> = {
	no: 'Nothing was bought.',
	yes: 'This generation was paid.',
	maybe: 'Money may have been spent.',
	refunded: 'WaveSpeed returns the price of a failed generation by itself, usually within 3 hours.',
	still_running: 'It may still finish, and then it is paid.',
};

/** One line for the error's description: prediction, money, what to do. */
export function describeFailure(failure: Failure): string {
	const parts = [
		failure.predictionId ? `Prediction ${failure.predictionId}.` : '',
		MONEY[failure.spent],
		failure.url ? `The video: ${failure.url}` : '',
		failure.url && failure.expiresAt ? `(kept until ${failure.expiresAt}).` : '',
		failure.advice,
	];
	return parts.filter(Boolean).join(' ');
}

/** Of one text of a failure, in UTF-16 units: our own sentences with what they quote. */
const MAX_SENTENCE = 2_000;

/**
 * A failure as it may leave the node, in an error, a row or the log: its texts bounded, without
 * characters that can't be seen, and without the spelling that n8n takes for a stop.
 */
export function presentable(failure: Failure): Failure {
	const texts = Object.entries(failure).flatMap(([name, value]) => {
		if (typeof value !== 'string') return [];
		// An address is no prose: another spelling would be another address.
		return [[name, name === 'url' ? withoutUnseen(value, '') : cleanText(value, MAX_SENTENCE)]];
	});
	return { ...failure, ...(Object.fromEntries(texts) as Partial<Failure>) };
}

/** What goes on with a video that is bought, and what buys another one. */
export const WITHOUT_BUYING =
	'Executions → Retry goes on with it and buys nothing; nor does Execute Step, unless Reuse Earlier Video is set to Never. A new production execution buys another one.';

/** How to look after a prediction whose outcome this execution has not seen. */
export function howToFetch(predictionId: string): string {
	return `Fetch it with the operation Get and the ID ${predictionId}, or look under ${PREDICTIONS_PAGE}. ${WITHOUT_BUYING}`;
}
