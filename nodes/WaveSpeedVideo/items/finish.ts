import type { IDataObject } from 'n8n-workflow';
import type { Prediction } from '../api/schemas';
import type { Generated } from '../generation/generate';
import { timeoutFailure } from '../generation/follow/waitResult';
import type { Expected } from './deliver';
import { deliver, describePrediction, expiresAt } from './deliver';
import type { ItemOptions } from './itemOptions';
import type { ItemResult } from './results';
import { outputItem } from './results';
import type { DeliverySession } from './session';
import { describeInputs } from './shownInputs';
import { substitutedFailure } from './substitutedModel';

/** All that delivery needs, as plain JSON: it can lie in a ledger and be delivered elsewhere. */
export type Finished = Extract<Generated, { kind: 'completed' | 'timeout' }> & {
	itemIndex: number;
	options: ItemOptions;
};

/** Makes an output item of what became of an item's generation. */
export type Finish = (finished: Finished, session: DeliverySession) => Promise<ItemResult>;

/** For a prediction that still runs at the deadline: what the option On Timeout says. */
export function notReady(
	prediction: Prediction,
	json: IDataObject,
	itemIndex: number,
	options: Pick<ItemOptions, 'returnOnTimeout' | 'timeoutMs'>,
	trouble?: string,
): ItemResult {
	return options.returnOnTimeout
		? outputItem({ json: { ...json, status: 'processing' } }, itemIndex)
		: { kind: 'failed', failure: timeoutFailure(prediction, options.timeoutMs, trouble) };
}

/** The output of a generation, without files. */
export function describeFinished({ prediction, submittedAt, order }: Finished): IDataObject {
	const { model, inputs, price, substitution } = order;
	return {
		...describePrediction(prediction, submittedAt, {
			model: prediction.model || model,
			requestedModel: substitution?.from ?? model,
			...describeInputs(inputs),
		}),
		estimatedCost: price ?? null,
		expiresAt: expiresAt(prediction, submittedAt),
		...(substitution ? { substitution: { ...substitution } } : {}),
	};
}

export const finishWith =
	(expected: Expected): Finish =>
	async (finished, session) => {
		const { kind, prediction, submittedAt, order, options, itemIndex, trouble } = finished;
		const json = describeFinished(finished);
		if (kind === 'timeout') return notReady(prediction, json, itemIndex, options, trouble);
		const substituted = substitutedFailure(finished);
		if (substituted) return { kind: 'failed', failure: substituted };
		const answeredBy = prediction.model || order.model;
		const ordered = order.video;
		const delivery = { prediction, submittedAt, json, itemIndex, answeredBy, ordered, options };
		return await deliver(delivery, session, expected);
	};

/** For videos: the download, or what stands in its place. */
export const finish = finishWith({ file: true });

/** For models of any kind: files, texts and objects. */
export const finishAny = finishWith({ file: false });

/** What an operation's deliveries must bring, by its way to finish. */
export const expectedOf = (way: Finish): Expected => ({ file: way !== finishAny });
