import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';

import { referenceTables } from './tables';

export const REFERENCE = resolve(__dirname, '../../docs/reference.md');

const PLACE = /(<!-- made: (\w+) -->\n)[\s\S]*?(<!-- end -->)/g;

/**
 * The reference with its tables made anew from the node, not yet formatted.
 * @throws when a table has no place in it
 */
export async function withTables(current: string): Promise<string> {
	const tables = await referenceTables();
	const placed = new Set<string>();
	const text = current.replace(PLACE, (_all, begin: string, name: string, end: string) => {
		placed.add(name);
		return `${begin}\n${tables[name] ?? ''}\n\n${end}`;
	});
	const missing = Object.keys(tables).filter((name) => !placed.has(name));
	if (missing.length > 0) throw new Error(`No place for: ${missing.join(', ')}`);
	return text;
}

/** `npm run docs`: renews docs/reference.md. */
async function main(): Promise<void> {
	const { format, resolveConfig } = await import('prettier');
	const text = await withTables(await readFile(REFERENCE, 'utf8'));
	const options = { ...(await resolveConfig(REFERENCE)), filepath: REFERENCE };
	await writeFile(REFERENCE, await format(text, options));
}

if (require.main === module) void main();
