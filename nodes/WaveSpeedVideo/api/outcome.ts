import { cleanText } from '../base/text';
import { predictionCause } from './causes';
import type { Failure } from './failure';
import { howToFetch } from './failure';
import type { Prediction } from './schemas';

/** How a job may end. */
type End = 'completed' | 'failed' | 'timeout' | 'cancelled' | 'deleted';

/**
 * What the statuses say that end a job: completed and failed are documented; the others occur in the
 * official clients. One that is not here may be new: keep waiting.
 */
const ENDS = new Map<string, End>([
	['completed', 'completed'],
	['succeeded', 'completed'],
	['failed', 'failed'],
	['timeout', 'timeout'],
	['cancelled', 'cancelled'],
	['canceled', 'cancelled'],
	['deleted', 'deleted'],
]);

const endOf = (status: string): End | undefined => ENDS.get(status.toLowerCase());

/** What a prediction's status means for us. */
export type Outcome =
	| { kind: 'running' }
	| { kind: 'completed' }
	| { kind: 'failed'; failure: Failure };

/** Maps a prediction to an outcome. */
export function readOutcome(prediction: Prediction): Outcome {
	const facts = factsOf(prediction);
	switch (endOf(prediction.status)) {
		case 'completed':
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
	typeof status === 'string' && endOf(status) === 'completed';

/** Whether a job has ended well and doesn't tell its outputs, which may come later than the status. */
export const lacksOutputs = ({ status, outputs }: Prediction): boolean =>
	saysCompleted(status) && outputs.length === 0;

/** Failed and refunded: what may be bought again. */
export const isRefunded = ({ status }: Prediction): boolean =>
	['failed', 'timeout'].includes(endOf(status) ?? '');

/** Bought, and taken back by somebody; whether it was billed isn't told. */
export const isWithdrawn = ({ status }: Prediction): boolean =>
	['cancelled', 'deleted'].includes(endOf(status) ?? '');

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
