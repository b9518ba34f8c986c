import type { IDataObject } from 'n8n-workflow';
import type { Prediction } from '../api/schemas';
import { parseTime } from '../base/time';
import { characterId, describeCharacter } from './describeCharacter';
import type { Delivery } from './deliver';
import { deliver, describePrediction, expiresAt } from './deliver';
import type { ItemResult } from './results';
import { outputItem } from './results';
import type { Session } from './session';

/** When a prediction that was not made here was submitted: milliseconds since 1970. */
const submittedAtOf = (prediction: Prediction, { runtime }: Pick<Session, 'runtime'>): number =>
	parseTime(prediction.createdAt) ?? runtime.now();

/**
 * A prediction that was not made in this run, as output.
 *
 * @param given what it was submitted with, as fields, if that is known
 */
export function describeEarlier(
	prediction: Prediction,
	session: Pick<Session, 'runtime'>,
	given: IDataObject = {},
): IDataObject {
	const submittedAt = submittedAtOf(prediction, session);
	return {
		...describePrediction(prediction, submittedAt, { model: prediction.model, ...given }),
		expiresAt: expiresAt(prediction, submittedAt),
	};
}

/** A completed prediction that was not made in this run, with its file. */
export async function deliverEarlier(
	prediction: Prediction,
	itemIndex: number,
	options: Delivery['options'],
	session: Session,
	given: IDataObject = {},
): Promise<ItemResult> {
	const answeredBy = prediction.model;
	const submittedAt = submittedAtOf(prediction, session);
	const character = characterId(prediction.outputs);
	if (character) {
		const facts = { model: answeredBy };
		const described = describeCharacter(prediction, submittedAt, character, facts);
		return outputItem({ json: described }, itemIndex);
	}
	const json = describeEarlier(prediction, session, given);
	const delivery = { prediction, submittedAt, json, itemIndex, answeredBy, options };
	// A model of any kind may have made it.
	return await deliver(delivery, session, { file: false });
}
