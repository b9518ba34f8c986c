import { createHash } from 'crypto';

/** Longer texts (a file as a data URI, say) are kept by their hash only, in characters. */
const LONG_TEXT = 16_384;

/** Deeper than any model's inputs; what lies below is kept as a mark. */
const MAX_DEPTH = 50;

/** SHA-256, hexadecimal. */
function sha256(text: string): string {
	return createHash('sha256').update(text).digest('hex');
}

/**
 * A plain copy with sorted keys and without undefined values, so that two objects that say the same
 * look the same, whoever listed their keys in which order. Long texts become their hash.
 */
export function canonical(value: unknown, depth = 0): unknown {
	if (typeof value === 'string' && value.length > LONG_TEXT) {
		return { omitted: `${value.length} characters`, sha256: sha256(value) };
	}
	if (typeof value !== 'object' || value === null) return value;
	if (depth >= MAX_DEPTH) return '…';
	if (Array.isArray(value)) return value.map((entry: unknown) => canonical(entry, depth + 1));
	const entries = Object.entries(value as Record<string, unknown>)
		.filter(([, entry]) => entry !== undefined)
		.sort(([a], [b]) => (a < b ? -1 : 1))
		.map(([key, entry]) => [key, canonical(entry, depth + 1)] as const);
	return Object.fromEntries(entries);
}

/** A plain copy in which long texts are replaced by their hash: what is kept and shown of inputs. */
export function shortened(inputs: Record<string, unknown>): Record<string, unknown> {
	return Object.fromEntries(
		Object.entries(inputs)
			.filter(([, value]) => value !== undefined)
			.map(([name, value]) => [
				name,
				typeof value === 'object' || typeof value === 'string' ? canonical(value) : value,
			]),
	);
}

/** The same hash for values that say the same. */
export function hashOf(value: unknown): string {
	return sha256(JSON.stringify(canonical(value)) ?? 'undefined').slice(0, 32);
}

/** Whether two values say the same, whatever the order of their keys. */
export function same(a: unknown, b: unknown): boolean {
	return JSON.stringify(canonical(a)) === JSON.stringify(canonical(b));
}
