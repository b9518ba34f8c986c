import type { Prediction } from '../api/schemas';
import type { Failure } from '../api/failure';
import { expiresAt } from './deliver';
import type { Plan } from './plan';

/**
 * The failure for a prediction that another model answered, if the user wants one (option On
 * Substituted Model). The model pages warn that generations may fall back to others without notice.
 *
 * @param submittedAt milliseconds since 1970
 */
export function substitutedFailure(
	{ model, options }: Plan,
	prediction: Prediction,
	submittedAt: number,
): Failure | undefined {
	const answeredBy = prediction.model || model.id;
	if (!options.failOnSubstitutedModel || answeredBy === model.id) return undefined;
	return {
		code: 'model_substituted',
		message: `WaveSpeed answered with ${answeredBy} instead of ${model.id}`,
		spent: 'yes',
		lasting: true,
		predictionId: prediction.id,
		model: answeredBy,
		status: prediction.status,
		url: prediction.outputs[0],
		expiresAt: expiresAt(prediction, submittedAt),
		advice: 'Set On Substituted Model to Warn to take such videos, or use another model.',
	};
}
