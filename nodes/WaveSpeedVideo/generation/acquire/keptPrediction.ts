import type { Prediction } from '../../api/schemas';

/** Of files that came as text, in characters. */
const MAX_FILES_AS_TEXT = 20_000;

/**
 * A prediction as the ledger keeps it. Files that came as text go into the execution's data with it, up
 * to an answer's full size for each item: such a prediction is kept without its outputs, and read again
 * where they are wanted.
 */
export function keptPrediction(prediction: Prediction): Prediction {
	const length = prediction.outputs.reduce(
		(sum, output) => sum + (output.kind === 'encoded' ? output.text.length : 0),
		0,
	);
	return length > MAX_FILES_AS_TEXT ? { ...prediction, outputs: [] } : prediction;
}
