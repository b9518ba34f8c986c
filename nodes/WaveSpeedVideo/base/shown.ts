import { bounded } from './bounded';
import { cleanText, visible } from './text';

/** What a value looked like, for a message; long values are cut before anything else is done. */
export function shown(value: unknown): string {
	if (value === undefined) return 'nothing';
	if (typeof value === 'string') return `"${visible(value, 78)}"`;
	return cleanText(outline(value), 80);
}

/** JSON of a value, as far as it can be had cheaply. */
function outline(value: unknown): string {
	if (typeof value !== 'object' || value === null) return String(value);
	try {
		return JSON.stringify(bounded(value, { depth: 4, entries: 20, bytes: 400 }));
	} catch {
		return 'something that is no plain data';
	}
}
