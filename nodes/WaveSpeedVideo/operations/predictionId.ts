import type { INodeProperties } from 'n8n-workflow';
import type { ReadResult } from '../api/answers';
import type { Failure } from '../api/failure';
import { ParameterError } from '../base/parameterError';
import { shown } from '../base/shown';

export const predictionIdField: INodeProperties = {
	displayName: 'Prediction ID',
	name: 'predictionId',
	type: 'string',
	required: true,
	default: '',
	placeholder: 'e.g. 9f1c2b…',
	description: 'ID of the prediction, as outputs, errors and the log name it',
};

const FORM = /^[A-Za-z0-9_-]+$/;

/** @throws ParameterError when it is none */
export function checkPredictionId(value: unknown): string {
	const id = typeof value === 'string' ? value.trim() : '';
	if (FORM.test(id)) return id;
	throw new ParameterError(
		`Prediction ID must be letters, digits, - and _ (given: ${shown(value)})`,
	);
}

/**
 * The failure of a read that gave nothing. Reading costs nothing; whether the prediction that was
 * asked for has been paid is not known then.
 */
export function readFailure(
	result: Exclude<ReadResult<unknown>, { kind: 'ok' }>,
	predictionId?: string,
): Failure {
	const spent = predictionId === undefined ? 'no' : 'maybe';
	if (result.kind === 'transient') {
		return {
			code: 'unreachable',
			message: `WaveSpeed gave no usable answer: ${result.reason}`,
			spent,
			lasting: false,
			httpStatus: result.httpStatus,
			predictionId,
			advice: 'Try again.',
		};
	}
	const unknown = predictionId !== undefined && result.failure.httpStatus === 404;
	return {
		...result.failure,
		spent,
		predictionId,
		...(unknown
			? {
					code: 'prediction_unreadable' as const,
					message: 'WaveSpeed does not know this prediction (any more)',
					advice:
						'Check the ID, and that the credential is of the account that made it. Predictions are kept for 7 days.',
				}
			: {}),
	};
}
