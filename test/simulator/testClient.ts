import { setTimeout as sleep } from 'node:timers/promises';
import type { Simulator } from '../../dev/simulator';

export const textToVideo = 'openai/sora-2/text-to-video-pro';
export const imageToVideo = 'openai/sora-2/image-to-video-pro';

/** Prediction as the API answers it. */
export interface WirePrediction {
	id: string;
	model: string;
	status: string;
	outputs: unknown;
	urls: { get: string };
	has_nsfw_contents: boolean[];
	created_at: string;
	error: string;
	code?: number;
	timings: { inference: number };
	inputs?: Record<string, unknown>;
}

export interface Reply<T> {
	status: number;
	headers: Headers;
	body: { code: number; message: string; data: T };
}

/** A plain client of the simulator: for its own tests, and as somebody else with the account. */
export class TestClient {
	constructor(readonly simulator: Simulator) {}

	async call<T = Record<string, unknown>>(
		method: string,
		path: string,
		body?: unknown,
	): Promise<Reply<T>> {
		const response = await fetch(this.simulator.url + path, {
			method,
			headers: {
				authorization: `Bearer ${this.simulator.apiKey}`,
				...(body === undefined ? {} : { 'content-type': 'application/json' }),
			},
			body: body === undefined ? undefined : JSON.stringify(body),
		});
		const { status, headers } = response;
		return { status, headers, body: (await response.json()) as Reply<T>['body'] };
	}

	submit(inputs: Record<string, unknown> = {}, model = textToVideo) {
		const path = `/api/v3/${model}`;
		return this.call<WirePrediction>('POST', path, { prompt: 'a cat', ...inputs });
	}

	poll(id: string) {
		return this.call<WirePrediction>('GET', `/api/v3/predictions/${id}/result`);
	}

	/** The id of a newly accepted job. */
	async accepted(inputs?: Record<string, unknown>, model?: string): Promise<string> {
		const { status, body } = await this.submit(inputs, model);
		if (status !== 200) throw new Error(body.message);
		return body.data.id;
	}

	/** Polls until the job has one of these statuses. */
	async reached(id: string, ...statuses: string[]): Promise<WirePrediction> {
		for (;;) {
			const { body } = await this.poll(id);
			if (statuses.includes(body.data.status)) return body.data;
			await sleep(20);
		}
	}

	/** Submits a job and waits for its end. */
	async generated(inputs?: Record<string, unknown>, model?: string): Promise<WirePrediction> {
		return this.reached(await this.accepted(inputs, model), 'completed', 'failed');
	}

	/** The first output URL of a job that succeeded. */
	async video(inputs?: Record<string, unknown>, model?: string): Promise<string> {
		const { outputs, error } = await this.generated(inputs, model);
		const [url] = outputs as string[];
		if (!url) throw new Error(`No output: ${error}`);
		return url;
	}
}

/** Ids of videos made one after the other by somebody else with the account. */
export async function made(simulator: Simulator, ...prompts: string[]): Promise<string[]> {
	const client = new TestClient(simulator);
	const ids: string[] = [];
	for (const prompt of prompts) ids.push((await client.generated({ prompt })).id);
	return ids;
}
