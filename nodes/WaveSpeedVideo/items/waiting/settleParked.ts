import type { Host } from '../../base/host';
import type { Finished } from '../finish';
import { heldIn, PARKED, readParkedRun } from './parkedRun';

/**
 * What an earlier run of this execution was parked for and has handed on since: webhook() can write
 * it down nowhere. Forgets that run.
 *
 * @returns those whose video or id has left the node by the success output
 */
export function settleParked(host: Pick<Host, 'context' | 'runIndex' | 'parking'>): Finished[] {
	const parked = readParkedRun(host.context[PARKED]);
	if (!parked || parked.run >= host.runIndex(0)) return [];
	const left = new Set(
		host.parking
			.earlierOutput(parked.run)
			.flatMap(({ json }) => (json.error === undefined ? [json.predictionId] : [])),
	);
	delete host.context[PARKED];
	return heldIn(parked).filter(({ prediction }) => left.has(prediction.id));
}
