import { z } from 'zod';
import type { LiveInput, LiveModel } from '../api/liveModels';
import type { MediaInput } from './media';
import type { VideoModel } from './model';
import { inputsOfFormula } from './priceFormula';
import { kindOfInput } from './schemaInputs';

/** JSON text, or a comma-separated text where a list is wanted; anything else as it is. */
function readStructure(value: unknown, type: 'array' | 'object'): unknown {
	if (typeof value !== 'string') return value;
	try {
		return JSON.parse(value) as unknown;
	} catch {
		return type === 'array' ? value.split(',').map((part) => part.trim()) : value;
	}
}

/** As the schema wants it, from what fields and expressions give. */
function normalise(input: LiveInput, value: unknown): unknown {
	if (value === null || value === '') return undefined;
	if (input.enum && input.type !== 'array') {
		return input.enum.find((one) => String(one) === String(value)) ?? value;
	}
	switch (input.type) {
		case 'boolean':
			return value === 'true' ? true : value === 'false' ? false : value;
		case 'any':
			return typeof value === 'string' && /^\s*[[{]/.test(value)
				? readStructure(value, 'object')
				: value;
		case 'number':
		case 'integer':
			return typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
		case 'array':
		case 'object':
			return readStructure(value, input.type);
		default:
			return value;
	}
}

function fits(input: LiveInput, value: unknown): boolean {
	const { type, enum: allowed, minimum = -Infinity, maximum = Infinity } = input;
	if (allowed && allowed.length > 0 && type !== 'array') {
		return allowed.includes(value as string | number);
	}
	switch (type) {
		case 'integer':
			return Number.isInteger(value) && Number(value) >= minimum && Number(value) <= maximum;
		case 'number':
			return Number.isFinite(value) && Number(value) >= minimum && Number(value) <= maximum;
		case 'boolean':
			return typeof value === 'boolean';
		case 'array':
			return Array.isArray(value);
		case 'object':
			return typeof value === 'object' && value !== null && !Array.isArray(value);
		case 'any':
			return true;
		default:
			return typeof value === 'string';
	}
}

/** Choices that a message names. */
const MOST_NAMED = 30;

/** "a whole number from 4 to 15", "one of 480p, 720p" */
function wanted({ type, enum: allowed, minimum, maximum }: LiveInput): string {
	if (allowed && allowed.length > 0) {
		const more = allowed.length > MOST_NAMED ? `, … (${allowed.length} in all)` : '';
		return `one of ${allowed.slice(0, MOST_NAMED).join(', ')}${more}`;
	}
	const bounds = [
		minimum === undefined ? '' : ` from ${minimum}`,
		maximum === undefined ? '' : ` to ${maximum}`,
	].join('');
	const names: Record<LiveInput['type'], string> = {
		string: 'a text',
		number: `a number${bounds}`,
		integer: `a whole number${bounds}`,
		boolean: 'true or false',
		array: 'a list',
		object: 'an object (JSON)',
		any: 'a value',
	};
	return names[type];
}

function checkOf(input: LiveInput): z.ZodTypeAny {
	const message = `${input.name} must be ${wanted(input)}`;
	const check = z.custom<unknown>(
		(value) => (value === undefined ? !input.required : fits(input, value)),
		input.required ? `${message}; it is required` : message,
	);
	return z.preprocess((value) => normalise(input, value), check);
}

/** An input that is media, as ours; undefined for the others. */
function toMedium(input: LiveInput): MediaInput | undefined {
	const decided = kindOfInput(input);
	const { name, required } = input;
	if (decided.kind === 'medium') return { input: name, kind: decided.of, label: name, required };
	if (decided.kind !== 'mediaList') return undefined;
	return { input: name, kind: decided.of, label: name, required, most: decided.most };
}

/** What a price can be asked without: the text that a model reads, and the files it works on. */
function toOptional(input: LiveInput): LiveInput {
	const { kind } = kindOfInput(input);
	const isContent = ['longText', 'text', 'suggestions', 'medium', 'mediaList'].includes(kind);
	return isContent || input.default !== undefined ? { ...input, required: false } : input;
}

/**
 * A model of the account's live list as ours, so that one published tomorrow works today. Its price
 * has to be asked for.
 *
 * @param onlyPrice for an estimate: texts and media need not be there yet
 */
export function toVideoModel(live: LiveModel, onlyPrice = false): VideoModel {
	const offered = live.inputs
		.filter((input) => kindOfInput(input).kind !== 'skip')
		.map((input) => (onlyPrice ? toOptional(input) : input));
	const media = offered.flatMap((input) => toMedium(input) ?? []);
	const plain = offered.filter((input) => !toMedium(input));
	const names = live.inputs.map(({ name }) => name);
	return {
		family: live.id,
		id: live.id,
		name: live.name,
		page: { url: `https://wavespeed.ai/models/${live.id}`, read: 'live' },
		priceSource: { kind: 'live' },
		inputs: z.object(Object.fromEntries(plain.map((one) => [one.name, checkOf(one)]))).strict(),
		parameters: {},
		media,
		fields: [],
		price: () => undefined,
		defaults: Object.fromEntries(
			offered.flatMap(({ name, default: preset }) =>
				preset === undefined || preset === null || preset === '' ? [] : [[name, preset]],
			),
		),
		pricedBy: inputsOfFormula(live.formula, names),
	};
}
