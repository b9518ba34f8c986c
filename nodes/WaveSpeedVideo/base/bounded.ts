import { cut } from './text';

/** Bounds of what is kept of a value from outside. */
export interface Bounds {
	/** How deep lists and objects may stand in each other. */
	depth: number;
	/** How many entries all lists and objects may have together. */
	entries: number;
	/** How many UTF-8 bytes all texts and names may have together. */
	bytes: number;
}

/** What stands where something was left out. */
const LEFT_OUT = '…';

/**
 * A copy of plain data within bounds: what is too deep becomes "…", entries that are too many are
 * left out, texts that are too long are cut. `__proto__` is no name for data.
 *
 * @param clean what to do to each text, e.g. to take a secret out
 */
export function bounded(
	value: unknown,
	bounds: Bounds,
	clean: (text: string) => string = (text) => text,
): unknown {
	let { entries, bytes } = bounds;
	const textOf = (text: string): string => {
		const kept = clean(text.length > bytes ? cut(text, bytes) : text);
		bytes = Math.max(0, bytes - Buffer.byteLength(kept));
		return kept;
	};
	const copy = (part: unknown, depth: number): unknown => {
		if (typeof part === 'string') return textOf(part);
		if (typeof part !== 'object' || part === null) {
			return typeof part === 'function' || typeof part === 'symbol' ? null : part;
		}
		if (depth === 0) return LEFT_OUT;
		if (Array.isArray(part)) {
			const list: unknown[] = [];
			for (const entry of part as unknown[]) {
				if (entries-- <= 0 || bytes <= 0) break;
				list.push(copy(entry, depth - 1));
			}
			return list;
		}
		const pairs: Array<[string, unknown]> = [];
		for (const name in part) {
			if (name === '__proto__' || !Object.prototype.hasOwnProperty.call(part, name)) continue;
			if (entries-- <= 0 || bytes <= 0) break;
			pairs.push([textOf(name), copy((part as Record<string, unknown>)[name], depth - 1)]);
		}
		return Object.fromEntries(pairs);
	};
	return copy(value, bounds.depth);
}
