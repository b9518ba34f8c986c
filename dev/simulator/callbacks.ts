import { createHmac, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { wirePrediction } from './predictions';
import type { Prediction } from './predictions';
import type { Settings } from './settings';

/** One call that told of a job's end. */
export interface CallbackRecord {
	predictionId: string;
	url: string;
	/** Milliseconds since 1970. */
	time: number;
	/** What was answered; undefined when nobody answered. */
	status?: number;
	body: string;
}

/** WaveSpeed gives up after some time; how long isn't documented. */
const TIMEOUT_MS = 20_000;

const TOLD = ['completed', 'failed'];

/**
 * Calls for jobs that were submitted with `?webhook=`. WaveSpeed docs, "How to use webhooks" and
 * "Verify webhooks": the bare prediction as body, sent for completed and failed jobs. Nobody knows
 * how often a call is repeated that isn't answered by 2xx: here, never.
 */
export class Callbacks {
	readonly sent: CallbackRecord[] = [];
	#stop = new AbortController();

	constructor(
		readonly settings: Pick<Settings, 'webhookSecret' | 'beforeCallback'>,
		readonly apiUrl: () => string,
	) {}

	/** A job was submitted. */
	submitted(prediction: Prediction): void {
		if (prediction.callbackFault?.kind !== 'premature') return;
		void this.call({ ...prediction, status: 'completed' });
	}

	/** A job has ended. */
	ended(prediction: Prediction): void {
		if (prediction.webhook !== undefined && TOLD.includes(prediction.status)) {
			void this.#tell(prediction).catch(() => undefined);
		}
	}

	async #tell(prediction: Prediction): Promise<void> {
		const { callbackFault: fault, id: predictionId, webhook: url = '' } = prediction;
		const { signal } = this.#stop;
		await this.settings.beforeCallback({ url, predictionId });
		signal.throwIfAborted();
		switch (fault?.kind) {
			case 'never':
			case 'premature':
				return;
			case 'repeated':
				for (let nth = 0; nth < fault.times; nth++) void this.call(prediction);
				return;
			case 'late':
				await sleep(fault.seconds * 1000, undefined, { signal, ref: false });
				break;
			case 'forged':
				await this.call(prediction, { secret: 'whsec_anybody_may_guess_this' });
				return;
			case 'unsigned':
				await this.call(prediction, { secret: undefined });
				return;
			case 'foreign':
				await this.call({ ...prediction, id: fault.id });
				return;
		}
		await this.call(prediction);
	}

	/** Calls the address that a prediction was submitted with. Never rejects. */
	async call(
		prediction: Prediction,
		{ secret }: { secret?: string } = { secret: this.settings.webhookSecret },
	): Promise<CallbackRecord> {
		const url = prediction.webhook ?? '';
		const { signal } = this.#stop;
		const body = JSON.stringify(wirePrediction(prediction, this.apiUrl()));
		const record: CallbackRecord = { predictionId: prediction.id, url, time: Date.now(), body: '' };
		this.sent.push(record);
		try {
			const answer = await fetch(url, {
				method: 'POST',
				headers: {
					'content-type': 'application/json',
					// A kept connection may be one that n8n closes at this moment: the call would be lost.
					connection: 'close',
					...signed(body, secret),
				},
				body,
				signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
			});
			record.body = await answer.text();
			record.status = answer.status;
		} catch {
			// Nobody is there, or the simulator was reset.
		}
		return record;
	}

	clear(): void {
		this.#stop.abort();
		this.#stop = new AbortController();
		this.sent.length = 0;
	}
}

/** The headers that prove where a body comes from; none without a secret. */
export function signed(body: string, secret: string | undefined): Record<string, string> {
	if (secret === undefined) return {};
	const id = randomUUID();
	const timestamp = String(Math.floor(Date.now() / 1000));
	const key = secret.replace(/^whsec_/, '');
	const hash = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('hex');
	return {
		'webhook-id': id,
		'webhook-timestamp': timestamp,
		'webhook-signature': `v3,${hash}`,
	};
}
