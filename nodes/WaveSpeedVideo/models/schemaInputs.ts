import type { LiveInput } from '../api/liveModels';
import type { MediaKind } from './media';

/** What an input of a live model is, for the panel and for the request. */
export type InputKind =
	/** Not offered, and refused. */
	| { kind: 'skip' }
	| { kind: 'medium'; of: MediaKind }
	| { kind: 'mediaList'; of: MediaKind; most: number }
	/** A list of `{path, scale}`. */
	| { kind: 'loras'; most: number }
	| { kind: 'choice'; values: Array<string | number> }
	/** Free text, for which the schema suggests values. */
	| { kind: 'suggestions'; values: Array<string | number> }
	| { kind: 'longText' }
	| { kind: 'text' }
	| { kind: 'seed' }
	| { kind: 'number'; whole: boolean }
	| { kind: 'switch' }
	/** A list of texts or numbers. */
	| { kind: 'list' }
	/** Anything else goes through as JSON. */
	| { kind: 'json' };

/** Would answer elsewhere, or in a form that the node does not read. */
const NEVER = new Set(['webhook', 'webhook_url', 'enable_sync_mode', 'enable_base64_output']);

/** Names that can be a parameter's: what is no plain word is not offered. */
const PLAIN = /^[A-Za-z]\w{0,63}$/;

/** Endings and parts of names that stand for media where the schema has no component for them. */
const ONE_MEDIUM = /(?:^|_)(image|video|audio)(?:_url)?$/;
const MANY_MEDIA = /(image|video|audio)/;
/** Counts and the like: `num_images` is a number. */
const COUNT = /^(num|max|min|count|total)_/;

const LONG = /prompt|text|description|content|instruction/;

const DEFAULT_MOST = 10;
const DEFAULT_LORAS = 3;

const KINDS: Record<string, MediaKind> = { image: 'picture', video: 'video', audio: 'sound' };

function record(value: unknown): Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value)
		? (value as Record<string, unknown>)
		: {};
}

/** The media kind of an `accept` such as `image/*`, else by the name; anything else is a file. */
function mediaKind(schema: Record<string, unknown>, name: string): MediaKind {
	const accept = record(schema['x-ui-component-props']).accept ?? schema['x-accept'];
	const word =
		typeof accept === 'string' ? accept.slice(0, 100).split('/')[0] : MANY_MEDIA.exec(name)?.[1];
	return KINDS[word ?? ''] ?? 'file';
}

const listOf = (values: unknown): Array<string | number> =>
	Array.isArray(values)
		? values.filter((one) => typeof one === 'string' || typeof one === 'number').slice(0, 500)
		: [];

/**
 * What an input is. WaveSpeed describes its inputs by extensions of JSON schema, which are not
 * documented; the order is the one of its own desktop and ComfyUI clients:
 * hidden, LoRA, media by component, media by name, lists of objects, choices, long texts, numbers.
 */
export function kindOfInput({ name, type, schema }: LiveInput): InputKind {
	const component = schema['x-ui-component'];
	const most = (fallback: number) =>
		typeof schema.maxItems === 'number' && schema.maxItems > 0 ? schema.maxItems : fallback;
	const items = record(schema.items);

	if (NEVER.has(name) || !PLAIN.test(name) || name in {}) return { kind: 'skip' };
	if (schema.disabled === true || schema.hidden === true || schema['x-hidden'] === true) {
		return { kind: 'skip' };
	}
	const isLora =
		component === 'loras' ||
		(typeof items.$ref === 'string' && items.$ref.endsWith('LoraWeight')) ||
		(type === 'array' && name.includes('lora'));
	if (isLora) return { kind: 'loras', most: most(DEFAULT_LORAS) };

	if (component === 'uploader') return { kind: 'medium', of: mediaKind(schema, name) };
	if (component === 'uploaders') {
		return { kind: 'mediaList', of: mediaKind(schema, name), most: most(DEFAULT_MOST) };
	}
	const values = listOf(schema.enum);
	const ofTexts = items.type === undefined || items.type === 'string';
	if (!COUNT.test(name) && values.length === 0) {
		if (type === 'string' && ONE_MEDIUM.test(name)) {
			return { kind: 'medium', of: mediaKind(schema, name) };
		}
		if (type === 'array' && ofTexts && !items.enum && MANY_MEDIA.test(name)) {
			return { kind: 'mediaList', of: mediaKind(schema, name), most: most(DEFAULT_MOST) };
		}
	}
	if (type === 'array')
		return ofTexts || items.type !== 'object' ? { kind: 'list' } : { kind: 'json' };
	if (type === 'object') return { kind: 'json' };
	if (values.length > 0) return { kind: 'choice', values };
	const suggested = listOf(schema['x-enum']);
	if (suggested.length > 0) return { kind: 'suggestions', values: suggested };
	if (type === 'boolean') return { kind: 'switch' };
	if (type === 'integer' || type === 'number') {
		return name.includes('seed') ? { kind: 'seed' } : { kind: 'number', whole: type === 'integer' };
	}
	return component === 'textarea' || LONG.test(name) ? { kind: 'longText' } : { kind: 'text' };
}

/** A text from outside as a label: no HTML, no expression, not long. */
export function plainLabel(text: string): string {
	return text
		.slice(0, 200)
		.replace(/[<>&]/g, ' ')
		.replace(/\s+/g, ' ')
		.trim()
		.replace(/^=+/, '')
		.slice(0, 80);
}

/** Whether n8n would take a saved value for an expression, and evaluate it. */
export const isExpression = (value: unknown): boolean =>
	typeof value === 'string' && value.startsWith('=');

/** "how many" in words, for a label; what a person must know to fill the input in. */
export function inputHint(input: LiveInput): string {
	const decided = kindOfInput(input);
	const { minimum, maximum, default: preset } = input;
	const bounds =
		minimum !== undefined && maximum !== undefined
			? [`${minimum} to ${maximum}`]
			: [
					...(minimum === undefined ? [] : [`from ${minimum}`]),
					...(maximum === undefined ? [] : [`up to ${maximum}`]),
				];
	const simple = ['string', 'number', 'boolean'].includes(typeof preset) && preset !== '';
	const preset_ = simple ? [`default ${plainLabel(String(preset))}`] : [];
	const what = {
		picture: 'picture',
		video: 'video',
		sound: 'sound',
		file: 'file',
	};
	switch (decided.kind) {
		case 'medium':
			return `${what[decided.of]}: binary field or URL`;
		case 'mediaList':
			return `up to ${decided.most} ${what[decided.of]}s: binary fields or URLs, with commas`;
		case 'loras':
			return `JSON: up to ${decided.most} of {"path", "scale"}`;
		case 'seed':
			return '-1 for random';
		case 'suggestions':
			return `e.g. ${decided.values.slice(0, 3).map(String).map(plainLabel).join(', ')}`;
		case 'list':
			return 'texts with commas, or JSON';
		case 'json':
			return 'JSON';
		default:
			return [...bounds, ...preset_].join(', ');
	}
}

/** WaveSpeed's formulas are JSONata; ours are read for names alone, never run. */
const LONGEST_FORMULA = 20_000;
const LITERALS = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g;
const WORDS = /\$?[A-Za-z_]\w*/g;

/** The inputs that a model's price formula reads; undefined where there is none. */
export function inputsOfFormula(
	formula: string | undefined,
	inputs: readonly string[],
): string[] | undefined {
	if (!formula) return undefined;
	const known = new Set(inputs);
	const words = formula.slice(0, LONGEST_FORMULA).replace(LITERALS, '""').match(WORDS) ?? [];
	return [...new Set(words)].filter((word) => known.has(word));
}
