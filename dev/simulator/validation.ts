import type { FastifyRequest } from 'fastify';
import { Refusal } from './answer';
import { models } from './models';
import type { Inputs, Model } from './models';

/** What the validator says of one value (Ajv's error object). */
interface SchemaError {
	instancePath: string;
	keyword: string;
	message?: string;
	params: Record<string, unknown>;
}

/** How Ajv works for all bodies: as the API does, which drops unknown keys and fills in defaults. */
export const validatorOptions = {
	removeAdditional: 'all',
	useDefaults: true,
	coerceTypes: false,
	// The catalogue's own key, x-order-properties, is no keyword of JSON Schema.
	strict: false,
	// A test does it once for all models: it takes longer than all requests of most tests together.
	validateSchema: false,
} as const;

/** The schemas of prices: of one identity each, as compiled validators are kept by it. */
const partialSchemas = new Map(
	models.map(({ id, schema: { type, properties } }) => [id, { type, properties }]),
);

/** Compiled once for all simulators of the process: compiling one takes longer than a request. */
const compiled = new Map<object, ReturnType<FastifyRequest['compileValidationSchema']>>();

function explain({ instancePath, keyword, message, params }: SchemaError): string {
	if (keyword === 'required') return `missing required parameter "${params['missingProperty']}"`;
	const field = instancePath.replace(/^\//, '').replaceAll('/', '.') || 'body';
	const allowed = params['allowedValues'];
	if (Array.isArray(allowed)) return `parameter "${field}" must be one of: ${allowed.join(', ')}`;
	return `parameter "${field}" ${message ?? 'is invalid'}`;
}

/**
 * The value, with the schema's defaults and without unknown keys; the caller's own is left alone.
 *
 * @throws Refusal 400 that names the field and what is allowed
 */
export function validated<T>(
	request: FastifyRequest,
	schema: Record<string, unknown>,
	value: unknown,
): T {
	const copy: unknown = structuredClone(value ?? {});
	const validate = compiled.get(schema) ?? request.compileValidationSchema(schema);
	compiled.set(schema, validate);
	if (!validate(copy)) {
		const [error] = (validate.errors ?? []) as unknown as SchemaError[];
		throw new Refusal(400, error ? explain(error) : 'invalid parameters');
	}
	return copy as T;
}

/**
 * The inputs of a submit as the model will see them.
 *
 * @throws Refusal 400
 */
export function modelInputs(request: FastifyRequest, model: Model, body: unknown): Inputs {
	return validated<Inputs>(request, model.schema, body);
}

/**
 * The same for a price, where nothing is required. WaveSpeed API docs: a price for partial inputs
 * is given without an error.
 *
 * @throws Refusal 400
 */
export function priceInputs(request: FastifyRequest, model: Model, inputs: unknown): Inputs {
	return validated<Inputs>(request, partialSchemas.get(model.id) ?? model.schema, inputs);
}
