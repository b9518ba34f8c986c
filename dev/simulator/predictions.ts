import { randomBytes } from 'node:crypto';
import type { CallbackFault, JobFault } from './faults';
import type { Inputs } from './models';

export type OutputItem = string | Record<string, unknown>;

/** One job at the simulated service. Times are milliseconds since 1970. */
export interface Prediction {
	id: string;
	requestedModel: string;
	/** The model that answers: another one than requested when told so. */
	model: string;
	inputs: Inputs;
	/** `created`, `processing`, `completed`, `failed`, or whatever a fault says. */
	status: string;
	outputs: OutputItem | OutputItem[];
	/** Task error code; undefined unless failed. WaveSpeed docs, "Error codes". */
	code?: number;
	error: string;
	nsfw: boolean;
	createdAt: number;
	/** The same as the service writes it, with nanoseconds. */
	createdAtText: string;
	startedAt?: number;
	/** When it got its last status. */
	endedAt?: number;
	/** USD that were charged at the submit. */
	cost: number;
	refunded: boolean;
	fault?: JobFault;
	/** Where to call when it has ended. */
	webhook?: string;
	callbackFault?: CallbackFault;
}

/** `2026-11-20T21:45:00.123456789Z`: WaveSpeed docs, "Predictions" show nanoseconds. */
function timestamp(milliseconds: number): string {
	return new Date(milliseconds).toISOString().replace('Z', '456789Z');
}

/**
 * A prediction as submit, result and list answer it. WaveSpeed model pages, "Response Parameters";
 * WaveSpeed docs, "Error codes" for `code`.
 *
 * @param apiUrl the API's base URL, for `urls.get`
 */
export function wirePrediction(prediction: Prediction, apiUrl: string): Record<string, unknown> {
	const { id, model, status, outputs, error, code, startedAt, endedAt } = prediction;
	const inference = startedAt && endedAt ? endedAt - startedAt : 0;
	return {
		id,
		model,
		status,
		outputs,
		urls: { get: `${apiUrl}/api/v3/predictions/${id}/result` },
		has_nsfw_contents: status === 'created' || status === 'processing' ? [] : [prediction.nsfw],
		created_at: prediction.createdAtText,
		error,
		executionTime: inference,
		timings: { inference },
		...(code === undefined ? {} : { code }),
	};
}

/** The predictions that the service still knows. */
export class Predictions {
	readonly all: Prediction[] = [];

	add(requestedModel: string, inputs: Inputs, cost: number): Prediction {
		const createdAt = Date.now();
		const prediction: Prediction = {
			id: randomBytes(16).toString('hex'),
			requestedModel,
			model: requestedModel,
			inputs,
			status: 'created',
			outputs: [],
			error: '',
			nsfw: false,
			createdAt,
			createdAtText: timestamp(createdAt),
			cost,
			refunded: false,
		};
		this.all.push(prediction);
		return prediction;
	}

	/** The prediction, also while a fault hides it from readers. */
	find(id: string): Prediction | undefined {
		return this.all.find((prediction) => prediction.id === id);
	}

	/** Forgets these predictions; ids that it does not know are ignored. Returns how many went. */
	delete(ids: string[]): number {
		const before = this.all.length;
		const kept = this.all.filter(({ id }) => !ids.includes(id));
		this.all.splice(0, before, ...kept);
		return before - kept.length;
	}

	clear(): void {
		this.all.length = 0;
	}
}

/** Whether readers see it: a fault may hide it for a while after the submit. */
export function isVisible({ fault, createdAt }: Prediction): boolean {
	return fault?.kind !== 'hidden' || Date.now() >= createdAt + fault.seconds * 1000;
}
