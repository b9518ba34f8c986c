import { readFileSync } from 'node:fs';

import { REFERENCE } from '../../../dev/docs/reference';

/** docs/reference.md as it is. */
export const reference = readFileSync(REFERENCE, 'utf8');

/** Lines as they read, whatever the formatter made of their spaces. */
export const linesOf = (text: string): string[] =>
	text
		.split('\n')
		.map((line) => line.replace(/\\/g, '').replace(/-{3,}/g, '---').replace(/\s+/g, ' ').trim())
		.filter((line) => line !== '');

/** The rows about a field of an operation that hold for a model. */
export function rowsAbout(operation: string, field: string, model: string): string[] {
	const section = reference.split(`\n### ${operation}\n`)[1]?.split('\n#')[0] ?? '';
	const isOfModel = ([, names = '']: RegExpMatchArray) => names.split(' or ').includes(model);
	return linesOf(section)
		.filter((line) => line.startsWith(`| ${field} |`))
		.filter((line) => [...line.matchAll(/With Model = (.*?)\. [A-Z]/g)].every(isOfModel));
}
