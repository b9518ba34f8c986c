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

const LONG = /prompt|text|description|content|instruction|script|lyrics/;

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
	if (type === 'object' || (type === 'any' && values.length === 0)) return { kind: 'json' };
	if (values.length > 0) return { kind: 'choice', values };
	const suggested = listOf(schema['x-enum']);
	if (suggested.length > 0) return { kind: 'suggestions', values: suggested };
	if (type === 'boolean') return { kind: 'switch' };
	if (type === 'integer' || type === 'number') {
		return name.includes('seed') ? { kind: 'seed' } : { kind: 'number', whole: type === 'integer' };
	}
	return component === 'textarea' || LONG.test(name) ? { kind: 'longText' } : { kind: 'text' };
}

/** Long texts that stand beside another one, whatever their order. */
const ASIDE = /negative|system|instruction|description|voice|style/;

/**
 * The input that a model's main text goes into: its prompt, or the text, script or lyrics of a model
 * that has none. Undefined where it takes no text.
 */
export function mainText(inputs: readonly LiveInput[]): LiveInput | undefined {
	const long = inputs.filter((input) => kindOfInput(input).kind === 'longText');
	const named = ['prompt', 'text', 'script', 'lyrics'].flatMap((name) =>
		long.filter((input) => input.name === name),
	);
	const main = long.filter(({ name }) => !ASIDE.test(name));
	return named[0] ?? main.find(({ required }) => required) ?? main[0];
}
