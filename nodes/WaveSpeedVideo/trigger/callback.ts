import type { INodeExecutionData } from 'n8n-workflow';
import { readPrediction } from '../api/schemas';
import type { Prediction } from '../api/schemas';
import type { CallbackHost } from '../base/host';
import { isTerminal, lacksOutputs } from '../api/outcome';
import { checkCallback } from '../items/callbackCheck';
import { openApi } from '../items/session';
import { handOver } from './give';
import { isWanted, readWish } from './wanted';

/**
 * Receives WaveSpeed's callback. What it says is a hint: the execution asks the service itself.
 *
 * @returns what to start an execution with; undefined when there is nothing to start, and then the
 * request has been answered
 */
export async function receiveCallback(
	host: CallbackHost,
): Promise<INodeExecutionData[] | undefined> {
	const refuse = (status: number, why: string): undefined => {
		host.log('warn', `A callback was not taken: ${why}`);
		host.answer(status, status === 401 ? 'Not signed by WaveSpeed' : why);
	};
	const api = await openApi(host);
	const checked = await checkCallback(host, api);
	// WaveSpeed calls again later.
	if (checked.kind === 'unknown') return refuse(503, checked.why);
	if (checked.kind === 'refused') return refuse(401, checked.why);

	const prediction = predictionIn(host.rawBody);
	if (!prediction) return refuse(400, 'its body is no prediction');
	// Of outputs that it doesn't tell the execution asks the service.
	const isTold = isTerminal(prediction) && !lacksOutputs(prediction);
	if (isTold && !isWanted(prediction, readWish(host))) {
		host.answer(200, 'The workflow does not wait for this');
		return undefined;
	}
	return [handOver(prediction.id)];
}

function predictionIn(rawBody: Uint8Array): Prediction | undefined {
	try {
		return readPrediction(JSON.parse(new TextDecoder().decode(rawBody)));
	} catch {
		return undefined;
	}
}
