import { unexpected } from '../../api/failure';
import type { Prediction } from '../../api/schemas';
import { readOutcome } from '../../generation/follow/outcome';
import type { Finished } from '../finish';
import { finish } from '../finish';
import type { ItemResult } from '../results';
import type { Session } from '../session';

/**
 * Delivers what was held, by what became of its prediction. Whatever is thrown is that item's failure:
 * it is paid.
 */
export async function deliverHeld(
	held: Finished,
	prediction: Prediction,
	session: Pick<Session, 'downloads' | 'runtime'>,
): Promise<ItemResult> {
	const outcome = readOutcome(prediction);
	if (outcome.kind === 'failed') return outcome;
	try {
		const result = await finish({ ...held, kind: 'completed', prediction }, session);
		return result.kind === 'items' ? { ...result, delivers: held.key } : result;
	} catch (error) {
		session.runtime.checkStop();
		const { id: predictionId, model, status, outputs } = prediction;
		const facts = { spent: 'yes', predictionId, model, status, url: outputs[0] } as const;
		return { kind: 'failed', failure: unexpected(error, facts) };
	}
}
