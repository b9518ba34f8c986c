import type { Answer, Reaction, Wire } from './wire';
import { mp4Bytes } from './mp4';

export const TEXT_MODEL = 'openai/sora-2/text-to-video-pro';
export const IMAGE_MODEL = 'openai/sora-2/image-to-video-pro';

/** A prediction as the model pages' "Response Parameters" describe it. */
export interface WirePrediction {
	id: string;
	model: string;
	status: string;
	outputs: unknown;
	urls: { get: string };
	created_at: string;
	error: string;
	timings?: { inference: number };
	[more: string]: unknown;
}

/** `{code, message, data}` around every answer of the API. */
export function envelope(data: unknown, code = 200, message = 'success') {
	return { code, message, data };
}

/** The addresses that belong to one prediction. */
export function addresses(wire: Wire, id: string) {
	return {
		result: `${wire.api}/api/v3/predictions/${id}/result`,
		video: `${wire.cdn}/output/${id}.mp4`,
	};
}

/** Where the account's recent predictions are listed. */
export function listUrl(wire: Wire): string {
	return `${wire.api}/api/v3/predictions`;
}

export function submitUrl(wire: Wire, model: string): string {
	return `${wire.api}/api/v3/${model}`;
}

/** An answer that carries a prediction; what is not said is as after a submit. */
export function predictionAnswer(
	wire: Wire,
	prediction: Partial<WirePrediction> & { id: string },
): Answer {
	const whole: WirePrediction = {
		model: TEXT_MODEL,
		status: 'created',
		outputs: [],
		urls: { get: addresses(wire, prediction.id).result },
		created_at: '2026-11-20T12:34:56.789Z',
		error: '',
		...prediction,
	};
	return { body: envelope(whole) };
}

/** The answer to the last poll: the video is there. */
export function completedAnswer(
	wire: Wire,
	id: string,
	more: Partial<WirePrediction> = {},
): Answer {
	return predictionAnswer(wire, {
		id,
		status: 'completed',
		outputs: [addresses(wire, id).video],
		timings: { inference: 61_234 },
		...more,
	});
}

/** Expects all requests of a generation that goes well at the first poll. */
export function expectVideo(
	wire: Wire,
	id: string,
	{ model = TEXT_MODEL, result }: { model?: string; result?: Reaction } = {},
): Buffer {
	const bytes = mp4Bytes(id);
	wire.expect('POST', submitUrl(wire, model), predictionAnswer(wire, { id, model }));
	wire.expect('GET', addresses(wire, id).result, result ?? completedAnswer(wire, id, { model }));
	wire.expect('GET', addresses(wire, id).video, {
		body: bytes,
		headers: { 'content-type': 'video/mp4', 'content-length': String(bytes.length) },
	});
	return bytes;
}
