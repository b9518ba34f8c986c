import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';

export const DOCS = join(__dirname, '..', '..', 'docs');

/** Writes a Markdown document into docs/, formatted as everything else. */
export async function writeDocument(name: string, lines: string[]): Promise<void> {
	const path = join(DOCS, name);
	const config = await resolveConfig(path);
	await writeFile(path, await format(lines.join('\n'), { ...config, parser: 'markdown' }));
}
