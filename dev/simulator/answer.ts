import { STATUS_CODES } from 'node:http';
import { textBytes } from './bytes';
import type { Bytes } from './bytes';

/** An HTTP answer before it is written. */
export interface Answer {
	status: number;
	headers: Record<string, string>;
	body: Bytes;
}

export function textAnswer(
	status: number,
	type: string,
	text: string,
	headers: Record<string, string> = {},
): Answer {
	return { status, headers: { 'content-type': type, ...headers }, body: textBytes(text) };
}

export function jsonAnswer(
	status: number,
	body: unknown,
	headers: Record<string, string> = {},
): Answer {
	return textAnswer(status, 'application/json; charset=utf-8', JSON.stringify(body), headers);
}

/** The envelope of every successful answer. WaveSpeed API docs: `{code, message, data}`. */
export function success(data: unknown): Answer {
	return jsonAnswer(200, { code: 200, message: 'success', data });
}

/** A request that is turned down: becomes `{code, message}` under its HTTP status. */
export class Refusal extends Error {
	/**
	 * @param status HTTP status
	 * @param message what the caller reads
	 * @param code the envelope's code where it differs from the status (1407: no credits)
	 */
	constructor(
		readonly status: number,
		message = STATUS_CODES[status] ?? 'error',
		readonly code: number = status,
		readonly headers: Record<string, string> = {},
	) {
		super(message);
	}

	toAnswer(): Answer {
		return jsonAnswer(this.status, { code: this.code, message: this.message }, this.headers);
	}
}
