import { z } from 'zod';
import { cut } from '../base/text';
import { toNumber } from './numbers';

/** What is kept of an error's text. */
export const MAX_MESSAGE_BYTES = 2_000;

/**
 * What the API answers, as loosely as it is documented: unknown keys are ignored, what may be
 * missing may be missing. Only constructs that zod 3.25 and zod 4 share, because the host decides
 * which of them we get.
 */
const envelopeSchema = z.object({
	code: z.union([z.number(), z.string()]).nullish(),
	/** Beside a code that only repeats the HTTP status. */
	error_code: z.union([z.number(), z.string()]).nullish().catch(undefined),
	message: z.string().nullish(),
	data: z.unknown().optional(),
});

export interface Envelope {
	code?: number;
	/** The service's own error code, beside a `code` that repeats the HTTP status. */
	errorCode?: number;
	message: string;
	data: unknown;
}

/** `{code, message, data}`, the frame around every answer; undefined when the body is none. */
export function readEnvelope(body: unknown): Envelope | undefined {
	const parsed = envelopeSchema.safeParse(body);
	if (!parsed.success) return undefined;
	const { code, error_code, message, data } = parsed.data;
	return {
		code: toNumber(code),
		errorCode: toNumber(error_code),
		message: cut(message ?? '', MAX_MESSAGE_BYTES),
		data,
	};
}
