import { predictionCause } from '../../api/causes';
import type { Prediction } from '../../api/schemas';
import type { Failure } from '../../api/failure';
import { howToFetch } from '../../api/failure';
import { cleanText } from '../../base/text';

/** What a prediction's status means for us. */
export type Outcome =
	| { kind: 'running' }
	| { kind: 'completed' }
	| { kind: 'failed'; failure: Failure };

/**
 * Maps a prediction to an outcome. Statuses: created, processing, completed and failed are
 * documented; cancelled, timeout and deleted occur in the official clients. Anything else may be
 * new: keep waiting.
 */
export function readOutcome(prediction: Prediction): Outcome {
	const facts = factsOf(prediction);
	switch (prediction.status.toLowerCase()) {
		case 'completed':
		case 'succeeded':
			return prediction.outputs.length > 0
				? { kind: 'completed' }
				: { kind: 'failed', failure: noOutput(prediction) };
		case 'failed':
			return {
				kind: 'failed',
				failure: {
					...facts,
					...predictionCause(prediction.code, prediction.error),
					spent: 'refunded',
				},
			};
		case 'timeout':
			return {
				kind: 'failed',
				failure: {
					...facts,
					code: 'generation_failed',
					message: 'The generation ran into WaveSpeed’s own time limit',
					spent: 'refunded',
					lasting: false,
					advice: 'Try again, perhaps with a shorter duration.',
				},
			};
		case 'cancelled':
		case 'canceled':
			return {
				kind: 'failed',
				failure: {
					...facts,
					status: 'cancelled',
					code: 'cancelled_at_provider',
					message: 'The generation was cancelled at WaveSpeed',
					spent: 'maybe',
					lasting: true,
					advice:
						'Somebody with access to the account cancelled it. Run the item again if it is still wanted.',
				},
			};
		case 'deleted':
			return {
				kind: 'failed',
				failure: {
					...facts,
					code: 'prediction_deleted',
					message: 'The prediction was deleted at WaveSpeed',
					spent: 'maybe',
					lasting: true,
					advice:
						'Somebody with access to the account deleted it. Run the item again if it is still wanted.',
				},
			};
		default:
			return { kind: 'running' };
	}
}

/** Whether a status says that the job has ended well. */
export const saysCompleted = (status: unknown): boolean =>
	typeof status === 'string' && /^(completed|succeeded)$/i.test(status);

/** Whether a job has ended well and doesn't tell its outputs, which may come later than the status. */
export const lacksOutputs = ({ status, outputs }: Prediction): boolean =>
	saysCompleted(status) && outputs.length === 0;

/** Whether nothing more is to be expected of it. */
export function isTerminal(prediction: Prediction): boolean {
	return readOutcome(prediction).kind !== 'running';
}

function factsOf(prediction: Prediction) {
	return {
		predictionId: prediction.id,
		model: prediction.model || undefined,
		status: prediction.status,
		apiCode: prediction.code,
		apiMessage: cleanText(prediction.error) || undefined,
	};
}

/** The failure for a completed prediction that gives nothing of what was asked for. */
export function noOutput(prediction: Prediction): Failure {
	return {
		...factsOf(prediction),
		code: 'no_output',
		message: 'WaveSpeed reports the generation as completed, but gives no output',
		spent: 'yes',
		lasting: true,
		advice: `${howToFetch(prediction.id)} If there is no output either, give the ID to WaveSpeed support for a refund.`,
	};
}
