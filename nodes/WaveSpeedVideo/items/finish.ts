import type { IDataObject } from 'n8n-workflow';
import type { Prediction } from '../api/schemas';
import type { Generated } from '../generation/generate';
import { timeoutFailure } from '../generation/follow/wait';
import { deliver, describePrediction, expiresAt } from './deliver';
import type { ItemOptions } from './itemOptions';
import type { Plan } from './plan';
import type { ItemResult } from './results';
import { outputItem } from './results';
import type { Session } from './session';
import { substitutedFailure } from './substitutedModel';

/** Makes an output item of what became of an item's generation. */
export type Finish = (plan: Plan, generated: Generated, session: Session) => Promise<ItemResult>;

/** For a prediction that still runs at the deadline: what the option On Timeout says. */
export function notReady(
	prediction: Prediction,
	json: IDataObject,
	itemIndex: number,
	options: Pick<ItemOptions, 'returnOnTimeout' | 'timeoutMs'>,
): ItemResult {
	return options.returnOnTimeout
		? outputItem({ json: { ...json, status: 'processing' } }, itemIndex)
		: { kind: 'failed', failure: timeoutFailure(prediction, options.timeoutMs) };
}

/** For videos: the download, or what stands in its place. */
export const finish: Finish = async (plan, generated, session) => {
	if (generated.kind === 'failed' || generated.kind === 'notStarted') return generated;
	const { prediction, submittedAt } = generated;
	const { model, options, itemIndex, substitution } = plan;
	const answeredBy = prediction.model || model.id;
	const json: IDataObject = {
		...describePrediction(prediction, submittedAt, {
			model: answeredBy,
			requestedModel: substitution?.from ?? model.id,
			...(plan.inputs as IDataObject),
		}),
		estimatedCost: plan.price ?? null,
		expiresAt: expiresAt(prediction, submittedAt),
		...(substitution ? { substitution: { ...substitution } } : {}),
	};
	if (generated.kind === 'timeout') return notReady(prediction, json, itemIndex, options);
	const substituted = substitutedFailure(plan, prediction, submittedAt);
	if (substituted) return { kind: 'failed', failure: substituted };
	return await deliver({ prediction, submittedAt, json, itemIndex, answeredBy, options }, session);
};
