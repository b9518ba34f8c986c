import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';

export const DOCS = join(__dirname, '..', '..', 'docs');

/** Writes a Markdown document into docs/, formatted as everything else. */
export async function writeDocument(name: string, lines: string[]): Promise<void> {
	const path = join(DOCS, name);
	const config = await resolveConfig(path);
	await writeFile(path, await format(lines.join('\n'), { ...config, parser: 'markdown' }));
}

/**
 * Renews one measured part of a document in docs/, between `<!-- measured: NAME -->` and
 * `<!-- end -->`; the rest stays.
 *
 * @throws when the document has no such place
 */
export async function renewPart(document: string, part: string, lines: string[]): Promise<void> {
	const text = await readFile(join(DOCS, document), 'utf8');
	const place = new RegExp(`(<!-- measured: ${part} -->\\n)[\\s\\S]*?(<!-- end -->)`);
	if (!place.test(text)) throw new Error(`docs/${document} has no place for ${part}`);
	const renewed = text.replace(
		place,
		(_all, begin: string, end: string) => `${begin}\n${lines.join('\n')}\n\n${end}`,
	);
	await writeDocument(document, [renewed]);
}
