import type { INodeExecutionData } from 'n8n-workflow';
import { readPrediction } from '../api/schemas';
import type { Prediction } from '../api/schemas';
import { checkSignature } from '../api/webhookSignature';
import type { CallbackHost } from '../base/host';
import { isTerminal } from '../generation/follow/outcome';
import { openApi } from '../items/session';
import { handOver } from './give';
import { webhookSecret } from './secret';
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
	const check = (secret: string) => checkSignature(host, secret, api.runtime.now());
	let secret = await webhookSecret(api);
	if (secret.kind === 'ok' && check(secret.value).kind === 'refused') {
		secret = await webhookSecret(api, true);
	}
	// WaveSpeed calls again later.
	if (secret.kind !== 'ok') return refuse(503, 'the secret of signatures can’t be read');
	const checked = check(secret.value);
	if (checked.kind === 'refused') return refuse(401, checked.why);

	const prediction = predictionIn(host.rawBody);
	if (!prediction) return refuse(400, 'its body is no prediction');
	if (isTerminal(prediction) && !isWanted(prediction, readWish(host))) {
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
