import { z } from 'zod';
import { bounded } from '../base/bounded';
import { cleanText, withoutMarkup } from '../base/text';

/** One input of a model, as the account's live list describes it (a JSON schema property). */
export interface LiveInput {
	name: string;
	title: string;
	description: string;
	/** `any`: a type that we don't know, passed on as it is. */
	type: 'string' | 'number' | 'integer' | 'boolean' | 'array' | 'object' | 'any';
	required: boolean;
	enum?: Array<string | number>;
	default?: unknown;
	minimum?: number;
	maximum?: number;
	/** The property as it came, with WaveSpeed's extensions: not to be trusted. */
	schema: Record<string, unknown>;
}

/** A model of the account's live list. */
export interface LiveModel {
	id: string;
	name: string;
	/** E.g. `text-to-video`. */
	type: string;
	description: string;
	/** How WaveSpeed works out the price (JSONata), where it says. */
	formula?: string;
	/** In the order in which WaveSpeed shows them. */
	inputs: LiveInput[];
}

const propertySchema = z.object({
	type: z.union([z.string(), z.array(z.string())]).nullish(),
	title: z.string().nullish(),
	description: z.string().nullish(),
	enum: z.array(z.union([z.string(), z.number()])).nullish(),
	default: z.unknown().optional(),
	minimum: z.number().nullish(),
	maximum: z.number().nullish(),
});

/** Path segments of letters, digits and a few signs, e.g. `openai/sora-2/text-to-video-pro`. */
const MODEL_ID = /^[A-Za-z0-9][\w.@+:-]{0,80}(?:\/\w[\w.@+:-]{0,80}){0,8}$/;

const entrySchema = z.object({
	model_id: z.string().regex(MODEL_ID),
	name: z.string().nullish(),
	type: z.string().nullish(),
	description: z.string().nullish(),
	formula: z.unknown().optional(),
	api_schema: z
		.object({
			api_schemas: z.array(
				z.object({
					type: z.string().nullish(),
					request_schema: z
						.object({
							properties: z.record(z.string(), z.unknown()).nullish(),
							required: z.array(z.string()).nullish(),
							'x-order-properties': z.array(z.string()).nullish(),
						})
						.nullish(),
				}),
			),
		})
		.nullish(),
});

const TYPES = ['string', 'number', 'integer', 'boolean', 'array', 'object'] as const;

/** More than any account has, and than any model takes. */
const MAX_MODELS = 10_000;
const MAX_INPUTS = 200;
const MAX_CHOICES = 500;

/** Of one choice, in UTF-16 units. */
const MAX_CHOICE = 500;

/** Of a formula, in UTF-16 units. */
const MAX_FORMULA = 20_000;

const MAX_SCHEMA = { depth: 8, entries: 1_000, bytes: 50_000 };
const MAX_DEFAULT = { depth: 5, entries: 100, bytes: 5_000 };

/** Of a field in JSON; `__proto__` is no name for data. */
const INPUT_NAME = /^(?!__proto__$)[A-Za-z_$][\w$.-]{0,100}$/;

/**
 * n8n evaluates every saved value that begins with `=`, with all that the workflow knows: what comes
 * from outside must never become such a value.
 */
const isInert = (value: unknown): boolean =>
	Array.isArray(value)
		? value.every(isInert)
		: typeof value === 'object' && value !== null
			? Object.entries(value).flat().every(isInert)
			: typeof value !== 'string' || !value.startsWith('=');

/** What can stand in a drop-down list. */
const isChoice = (value: string | number): boolean =>
	isInert(value) && String(value).length <= MAX_CHOICE;

/** Words for the panel, which shows some as HTML. */
const words = (text: string) => withoutMarkup(cleanText(text)).replace(/^[=\s]+/, '');

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What the panel shows of it stands apart, cleaned: titles, descriptions, defaults. */
const SHOWN = new Set(['title', 'description', 'default']);

/** A schema without its words, and without texts that could become an expression or markup. */
function harmless(value: unknown): unknown {
	if (typeof value === 'string') {
		return isInert(value) && value.length <= MAX_CHOICE && withoutMarkup(cleanText(value)) === value
			? value
			: undefined;
	}
	if (Array.isArray(value)) return value.map(harmless).filter((entry) => entry !== undefined);
	if (!isRecord(value)) return value;
	const kept = Object.entries(value)
		.filter(([key]) => !SHOWN.has(key) && isInert(key))
		.map(([key, entry]) => [key, harmless(entry)] as const);
	return Object.fromEntries(kept.filter(([, entry]) => entry !== undefined));
}

/** The first of several types counts (`["string", "null"]`); without any it is a text. */
function typeOf(given: string | string[] | null | undefined): LiveInput['type'] {
	const [named = 'string'] = [given ?? []].flat().filter((one) => one !== 'null');
	return TYPES.find((type) => type === named) ?? 'any';
}

function readInput(name: string, property: unknown, required: boolean): LiveInput {
	const parsed = propertySchema.safeParse(property);
	const facts = parsed.success ? parsed.data : {};
	const preset = bounded(facts.default ?? undefined, MAX_DEFAULT);
	const kept = harmless(bounded(property, MAX_SCHEMA));
	return {
		name,
		title: words(facts.title ?? '') || name,
		description: words(facts.description ?? ''),
		type: typeOf(facts.type),
		required,
		enum: facts.enum?.filter(isChoice).slice(0, MAX_CHOICES),
		default: isInert(preset) ? preset : undefined,
		minimum: facts.minimum ?? undefined,
		maximum: facts.maximum ?? undefined,
		schema: isRecord(kept) ? kept : {},
	};
}

/**
 * The account's models (`GET /api/v3/models`); entries that make no sense are left out.
 * Undefined when it is no list at all.
 */
export function readCatalogue(data: unknown): LiveModel[] | undefined {
	if (!Array.isArray(data)) return undefined;
	return data.slice(0, MAX_MODELS).flatMap((one: unknown) => {
		const parsed = entrySchema.safeParse(one);
		if (!parsed.success) return [];
		const { model_id: id, name, type, description, formula, api_schema } = parsed.data;
		const schemas = api_schema?.api_schemas ?? [];
		const schema = (schemas.find((entry) => entry.type === 'model_run') ?? schemas[0])
			?.request_schema;
		const properties = schema?.properties ?? {};
		const order = schema?.['x-order-properties'] ?? [];
		const names = [...new Set([...order, ...Object.keys(properties)])]
			.filter((input) => Object.hasOwn(properties, input) && INPUT_NAME.test(input))
			.slice(0, MAX_INPUTS);
		const required = new Set(schema?.required ?? []);
		return [
			{
				id,
				name: words(name ?? '') || id,
				type: words(type ?? ''),
				description: words(description ?? ''),
				formula: typeof formula === 'string' ? formula.slice(0, MAX_FORMULA) : undefined,
				inputs: names.map((input) => readInput(input, properties[input], required.has(input))),
			},
		];
	});
}
