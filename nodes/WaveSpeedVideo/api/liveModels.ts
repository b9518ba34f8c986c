import { z } from 'zod';

/** One input of a model, as the account's live list describes it (a JSON schema property). */
export interface LiveInput {
	name: string;
	title: string;
	description: string;
	type: 'string' | 'number' | 'integer' | 'boolean' | 'array' | 'object';
	required: boolean;
	enum?: Array<string | number>;
	default?: unknown;
	minimum?: number;
	maximum?: number;
}

/** A model of the account's live list. */
export interface LiveModel {
	id: string;
	name: string;
	/** E.g. `text-to-video`. */
	type: string;
	description: string;
	/** In the order in which WaveSpeed shows them. */
	inputs: LiveInput[];
}

const propertySchema = z.object({
	type: z.string().nullish(),
	title: z.string().nullish(),
	description: z.string().nullish(),
	enum: z.array(z.union([z.string(), z.number()])).nullish(),
	default: z.unknown().optional(),
	minimum: z.number().nullish(),
	maximum: z.number().nullish(),
});

const entrySchema = z.object({
	model_id: z.string().min(1),
	name: z.string().nullish(),
	type: z.string().nullish(),
	description: z.string().nullish(),
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

function readInput(name: string, property: unknown, required: boolean): LiveInput {
	const parsed = propertySchema.safeParse(property);
	const facts = parsed.success ? parsed.data : {};
	return {
		name,
		title: facts.title ?? name,
		description: facts.description ?? '',
		type: TYPES.find((type) => type === facts.type) ?? 'string',
		required,
		enum: facts.enum ?? undefined,
		default: facts.default ?? undefined,
		minimum: facts.minimum ?? undefined,
		maximum: facts.maximum ?? undefined,
	};
}

/**
 * The account's models (`GET /api/v3/models`); entries that make no sense are left out.
 * Undefined when it is no list at all.
 */
export function readCatalogue(data: unknown): LiveModel[] | undefined {
	if (!Array.isArray(data)) return undefined;
	return data.flatMap((one: unknown) => {
		const parsed = entrySchema.safeParse(one);
		if (!parsed.success) return [];
		const { model_id: id, name, type, description, api_schema } = parsed.data;
		const schemas = api_schema?.api_schemas ?? [];
		const schema = (schemas.find((entry) => entry.type === 'model_run') ?? schemas[0])
			?.request_schema;
		const properties = schema?.properties ?? {};
		const order = schema?.['x-order-properties'] ?? [];
		const names = [...new Set([...order, ...Object.keys(properties)])].filter(
			(input) => input in properties,
		);
		const required = new Set(schema?.required ?? []);
		return [
			{
				id,
				name: name ?? id,
				type: type ?? '',
				description: description ?? '',
				inputs: names.map((input) => readInput(input, properties[input], required.has(input))),
			},
		];
	});
}
