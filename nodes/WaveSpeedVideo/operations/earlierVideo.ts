import { firstUrl } from '../api/outputs';
import type { Host } from '../base/host';
import { openSession } from '../items/session';
import type { Checked, Media } from '../media/in/mediaInput';
import { checkPredictionId, readFailure } from './predictionId';

/** Gives the video of an earlier prediction by its id, as WaveSpeed keeps it for 7 days. */
export function earlierVideo(host: Host): (predictionId: unknown) => Promise<Checked<Media>> {
	return async (predictionId) => {
		const id = checkPredictionId(predictionId);
		const { client } = await openSession(host);
		const found = await client.getPrediction(id);
		if (found.kind !== 'ok') {
			const { message, advice } = readFailure(found, id);
			return { problem: `Prediction ${id}: ${message}`, advice };
		}
		const url = firstUrl(found.value.outputs);
		if (url) return { value: { kind: 'url', url } };
		return {
			problem: `Prediction ${id} has no video (status ${found.value.status})`,
			advice: 'Wait until it is completed: the operation Get does.',
		};
	};
}
