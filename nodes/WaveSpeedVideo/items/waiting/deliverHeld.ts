import { unexpected } from '../../api/failure';
import { firstUrl } from '../../api/outputs';
import type { Prediction } from '../../api/schemas';
import { readOutcome } from '../../api/outcome';
import type { Expected } from '../deliver';
import type { Finished } from '../finish';
import { finishWith } from '../finish';
import { shapeResult } from '../outputShape';
import type { ItemResult } from '../results';
import type { DeliverySession, Session } from '../session';
import type { ParkedItem } from './parkedRun';

/** A result in the shape that the item asked for. */
export const inShape = (
	result: ItemResult,
	{ finished, input }: Pick<Extract<ParkedItem, { kind: 'held' }>, 'finished' | 'input'>,
): ItemResult =>
	shapeResult(result, finished.options.shape, input === undefined ? undefined : { json: input });

/**
 * Delivers what was held, by what became of its prediction. Whatever is thrown is that item's failure:
 * it is paid.
 */
export async function deliverHeld(
	held: Finished,
	prediction: Prediction,
	expected: Expected,
	session: DeliverySession & Pick<Session, 'runtime'>,
): Promise<ItemResult> {
	const outcome = readOutcome(prediction);
	if (outcome.kind === 'failed') return outcome;
	try {
		const result = await finishWith(expected)({ ...held, kind: 'completed', prediction }, session);
		return result.kind === 'items' ? { ...result, delivers: held.key } : result;
	} catch (error) {
		session.runtime.checkStop();
		const { id: predictionId, model, status, outputs } = prediction;
		const facts = { spent: 'yes', predictionId, model, status, url: firstUrl(outputs) } as const;
		return { kind: 'failed', failure: unexpected(error, facts) };
	}
}
