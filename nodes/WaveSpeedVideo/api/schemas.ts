import { z } from 'zod';
import { bounded } from '../base/bounded';
import { cut } from '../base/text';
import { parseTime } from '../base/time';
import { MAX_MESSAGE_BYTES } from './envelope';
import { toNumber } from './numbers';
import type { Output } from './outputs';
import { readOutputs } from './outputs';

/** Longest id, model name or status that makes sense; samples have 32 to 60 characters. */
const MAX_NAME = 200;

/** What is kept of a prediction: it goes into the execution's data, which n8n must be able to open. */
const KEPT = {
	timings: { depth: 3, entries: 50, bytes: 4_000 },
	error: { depth: 5, entries: 50, bytes: MAX_MESSAGE_BYTES },
	inputs: { depth: 8, entries: 500, bytes: 100_000 },
};

const predictionSchema = z.object({
	id: z
		.string()
		.max(MAX_NAME)
		.regex(/^[A-Za-z0-9_-]+$/),
	model: z.string().nullish().catch(undefined),
	status: z.string().min(1).max(MAX_NAME),
	outputs: z.unknown().optional(),
	created_at: z.unknown().optional(),
	error: z.unknown().optional(),
	code: z.union([z.number(), z.string()]).nullish().catch(undefined),
	timings: z.record(z.string(), z.unknown()).nullish().catch(undefined),
});

/** Entries of one page that are looked at; asked for are 100. */
const MAX_LISTED = 1_000;

const listSchema = z.object({ items: z.array(z.unknown()) });

/** The docs name it `inputs`, a webhook's sample `input`; older answers have neither. */
const listedInputsSchema = z.object({
	inputs: z.record(z.string(), z.unknown()).nullish(),
	input: z.record(z.string(), z.unknown()).nullish(),
});

/** A prediction in our own words; see the field table "Result Response Parameters" of a model page. */
export interface Prediction {
	id: string;
	/** The model that answered; empty when the service does not say. */
	model: string;
	status: string;
	/** What was made, in order; at most MAX_OUTPUTS. */
	outputs: Output[];
	/** ISO time, UTC. Times that make no sense are left out. */
	createdAt?: string;
	/** The service's own error text; empty when there is none. */
	error: string;
	/** Task-level error code, e.g. 1200 for moderation. */
	code?: number;
	/** Milliseconds, as the service names them. */
	timings?: Record<string, unknown>;
}

function toText(value: unknown): string {
	if (value === null || value === undefined) return '';
	const kept = bounded(value, KEPT.error);
	return typeof kept === 'string' ? kept : JSON.stringify(kept);
}

function toIsoTime(value: unknown): string | undefined {
	const ms = parseTime(value);
	return ms === undefined ? undefined : new Date(ms).toISOString();
}

/** A prediction object; undefined when the service sent something else. */
export function readPrediction(data: unknown): Prediction | undefined {
	const parsed = predictionSchema.safeParse(data);
	if (!parsed.success) return undefined;
	const raw = parsed.data;
	return {
		id: raw.id,
		model: cut(raw.model ?? '', MAX_NAME),
		status: raw.status,
		outputs: readOutputs(raw.outputs),
		createdAt: toIsoTime(raw.created_at),
		error: toText(raw.error),
		code: toNumber(raw.code),
		timings: raw.timings
			? (bounded(raw.timings, KEPT.timings) as Record<string, unknown>)
			: undefined,
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
	const predictions = items.slice(0, MAX_LISTED).flatMap((item) => {
		const prediction = readPrediction(item);
		if (!prediction) return [];
		const given = listedInputsSchema.safeParse(item);
		const inputs = given.success ? (given.data.inputs ?? given.data.input) : undefined;
		const kept = inputs && (bounded(inputs, KEPT.inputs) as Record<string, unknown>);
		return [{ prediction, inputs: kept ?? undefined }];
	});
	return { predictions, length: items.length };
}
