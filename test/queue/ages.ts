import type { Prediction } from '../../dev/simulator';

/** Makes a prediction look as if it had been made so much earlier (ms). */
export function age(prediction: Prediction, by: number): void {
	prediction.createdAt -= by;
	prediction.createdAtText = new Date(prediction.createdAt).toISOString();
}
