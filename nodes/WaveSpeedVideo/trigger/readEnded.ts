import type { WaveSpeedClient } from '../api/client';
import type { Failure } from '../api/failure';
import { howToFetch } from '../api/failure';
import type { Prediction } from '../api/schemas';
import type { Runtime } from '../base/runtime';
import { isTerminal, lacksOutputs } from '../api/outcome';
import { neverSeen } from '../generation/follow/waitResult';

/** How long the service's own answer may lag behind its list, or behind its callback. */
const PATIENCE_MS = 300_000;

const PAUSE_MS = { first: 2_000, longest: 30_000 };

/**
 * A prediction that is said to have ended, as the service itself tells it.
 *
 * @throws StoppedError as soon as the execution is stopped
 */
export async function readEnded(
	id: string,
	{ client, runtime }: { client: Pick<WaveSpeedClient, 'getPrediction'>; runtime: Runtime },
): Promise<Prediction | { failure: Failure }> {
	const deadline = runtime.now() + PATIENCE_MS;
	for (let pause = PAUSE_MS.first; ; pause = Math.min(2 * pause, PAUSE_MS.longest)) {
		const answer = await client.getPrediction(id);
		if (answer.kind === 'refused') {
			return { failure: neverSeen({ reason: 'refused', refusal: answer.failure }, id) };
		}
		const isIt = answer.kind === 'ok' && answer.value.id === id;
		const hasEnded = isIt && isTerminal(answer.value);
		const isLate = runtime.now() + pause > deadline;
		if (hasEnded && (isLate || !lacksOutputs(answer.value))) return answer.value;
		if (isLate) {
			if (isIt) return { failure: stillRunning(answer.value) };
			const reason = answer.kind === 'ok' ? 'an answer about another one' : answer.reason;
			return { failure: neverSeen({ reason }, id) };
		}
		const asked = answer.kind === 'transient' ? (answer.retryAfterMs ?? 0) : 0;
		await runtime.sleep(Math.max(pause, Math.min(asked, PAUSE_MS.longest)));
	}
}

const stillRunning = ({ id, status, model }: Prediction): Failure => ({
	code: 'timeout',
	message: `WaveSpeed reported the video as finished, but ${PATIENCE_MS / 60_000} minutes later its own answer still says “${status}”`,
	spent: 'still_running',
	lasting: false,
	predictionId: id,
	model: model || undefined,
	status,
	advice: howToFetch(id),
});
