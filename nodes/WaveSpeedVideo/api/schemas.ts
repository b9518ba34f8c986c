import { z } from 'zod';

/**
 * What the API answers, as loosely as it is documented: unknown keys are ignored, what may be
 * missing may be missing. Only constructs that zod 3.25 and zod 4 share, because the host decides
 * which of them we get.
 */
const envelopeSchema = z.object({
	code: z.union([z.number(), z.string()]).nullish(),
	message: z.string().nullish(),
	data: z.unknown().optional(),
});

const predictionSchema = z.object({
	id: z.string().regex(/^[A-Za-z0-9_-]+$/),
	model: z.string().nullish(),
	status: z.string().min(1),
	outputs: z.unknown().optional(),
	created_at: z.string().nullish(),
	error: z.unknown().optional(),
	code: z.union([z.number(), z.string()]).nullish(),
	timings: z.record(z.string(), z.unknown()).nullish(),
});

const listSchema = z.object({ items: z.array(z.unknown()) });

/** The docs name it `inputs`, a webhook's sample `input`; older answers have neither. */
const listedInputsSchema = z.object({
	inputs: z.record(z.string(), z.unknown()).nullish(),
	input: z.record(z.string(), z.unknown()).nullish(),
});

const uploadTicketSchema = z.object({
	download_url: z.string().url(),
	upload: z.object({
		method: z.string().nullish(),
		url: z.string().url(),
		headers: z.record(z.string(), z.string()).nullish(),
	}),
});

const uploadedSchema = z.object({ download_url: z.string().url() });

export type UploadTicket = z.infer<typeof uploadTicketSchema>;

/** A prediction in our own words; see the field table "Result Response Parameters" of a model page. */
export interface Prediction {
	id: string;
	/** The model that answered; empty when the service does not say. */
	model: string;
	status: string;
	/** URLs of the generated files, in order. */
	outputs: string[];
	/** The outputs as they came: some models give objects without a URL. */
	rawOutputs: unknown[];
	/** ISO time, as the service gave it. */
	createdAt?: string;
	/** The service's own error text; empty when there is none. */
	error: string;
	/** Task-level error code, e.g. 1200 for moderation. */
	code?: number;
	/** Milliseconds, as the service names them. */
	timings?: Record<string, unknown>;
}

export interface Envelope {
	code?: number;
	message: string;
	data: unknown;
}

function toNumber(value: unknown): number | undefined {
	const number = typeof value === 'string' && value.trim() ? Number(value) : value;
	return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

function toText(value: unknown): string {
	if (typeof value === 'string') return value;
	return value === null || value === undefined ? '' : JSON.stringify(value);
}

function toList(outputs: unknown): unknown[] {
	const list: unknown[] = Array.isArray(outputs) ? outputs : [outputs];
	return list.filter((entry) => entry !== null && entry !== undefined && entry !== '');
}

/** The model pages type `outputs` as an array in one table and as a string in the other. */
function toUrls(outputs: unknown): string[] {
	return toList(outputs)
		.map((entry) =>
			typeof entry === 'object' && entry !== null && 'url' in entry ? entry.url : entry,
		)
		.filter((entry): entry is string => typeof entry === 'string' && entry !== '');
}

/** `{code, message, data}`, the frame around every answer; undefined when the body is none. */
export function readEnvelope(body: unknown): Envelope | undefined {
	const parsed = envelopeSchema.safeParse(body);
	if (!parsed.success) return undefined;
	const { code, message, data } = parsed.data;
	return { code: toNumber(code), message: message ?? '', data };
}

/** A prediction object; undefined when the service sent something else. */
export function readPrediction(data: unknown): Prediction | undefined {
	const parsed = predictionSchema.safeParse(data);
	if (!parsed.success) return undefined;
	const raw = parsed.data;
	return {
		id: raw.id,
		model: raw.model ?? '',
		status: raw.status,
		outputs: toUrls(raw.outputs),
		rawOutputs: toList(raw.outputs),
		createdAt: raw.created_at ?? undefined,
		error: toText(raw.error),
		code: toNumber(raw.code),
		timings: raw.timings ?? undefined,
	};
}

/** A prediction in the account's list, with the inputs it was submitted with if the API gives them. */
export interface ListedPrediction {
	prediction: Prediction;
	inputs?: Record<string, unknown>;
}

/** A page of the account's list. */
export interface ListPage {
	/** Without the entries that make no sense. */
	predictions: ListedPrediction[];
	/** How many entries the page has, those that make no sense too. */
	length: number;
}

/** A page of the account's list; undefined when the service sent something else. */
export function readList(data: unknown): ListPage | undefined {
	const parsed = listSchema.safeParse(data);
	if (!parsed.success) return undefined;
	const { items } = parsed.data;
	const predictions = items.flatMap((item) => {
		const prediction = readPrediction(item);
		if (!prediction) return [];
		const given = listedInputsSchema.safeParse(item);
		const inputs = given.success ? (given.data.inputs ?? given.data.input) : undefined;
		return [{ prediction, inputs: inputs ?? undefined }];
	});
	return { predictions, length: items.length };
}

/** The answer to an upload request: where to PUT the file, and the URL it will have. */
export function readUploadTicket(data: unknown): UploadTicket | undefined {
	const parsed = uploadTicketSchema.safeParse(data);
	return parsed.success ? parsed.data : undefined;
}

/** The answer to a multipart upload: the URL that the file has. */
export function readUploadedUrl(data: unknown): string | undefined {
	const parsed = uploadedSchema.safeParse(data);
	return parsed.success ? parsed.data.download_url : undefined;
}

/** A number of an answer's data, by its name. */
export function readNumber(data: unknown, name: string): number | undefined {
	const parsed = z.record(z.string(), z.unknown()).safeParse(data);
	return parsed.success ? toNumber(parsed.data[name]) : undefined;
}

/** USD. A discounted price of nothing is none (WaveSpeed's own command line reads it so). */
export function readPrice(data: unknown): number | undefined {
	const discounted = readNumber(data, 'discounted_price') ?? 0;
	return discounted > 0 ? discounted : readNumber(data, 'price');
}
