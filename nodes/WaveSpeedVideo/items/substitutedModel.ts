import type { Failure } from '../api/failure';
import { WITHOUT_BUYING } from '../api/failure';
import { firstUrl } from '../api/outputs';
import { expiresAt } from './deliver';
import type { Finished } from './finish';

/**
 * The failure for a prediction that another model answered, if the user wants one (option On
 * Substituted Model). The model pages warn that generations may fall back to others without notice.
 */
export function substitutedFailure({
	order: { model },
	options,
	prediction,
	submittedAt,
}: Finished): Failure | undefined {
	const answeredBy = prediction.model || model;
	if (!options.failOnSubstitutedModel || answeredBy === model) return undefined;
	return {
		code: 'model_substituted',
		message: `WaveSpeed answered with ${answeredBy} instead of ${model}`,
		spent: 'yes',
		lasting: true,
		predictionId: prediction.id,
		model: answeredBy,
		status: prediction.status,
		url: firstUrl(prediction.outputs),
		expiresAt: expiresAt(prediction, submittedAt),
		advice: `Set On Substituted Model to Warn to take such videos, or use another model. ${WITHOUT_BUYING}`,
	};
}
