import { existsSync } from 'node:fs';

import { exceptions, folders } from '../../zod4.json';
import { importsOf, sourcesOf } from './imports';

const sources = new Map([
	...sourcesOf('nodes'),
	...sourcesOf('dev/virtual'),
	...sourcesOf('test/unit'),
]);

/** The file of ours that an import stands for. */
const fileOf = (from: string): string | undefined =>
	[`${from}.ts`, `${from}/index.ts`].find((file) => sources.has(file));

/** Whether zod is among what a file imports, and what that imports, at run time. */
function reachesZod(file: string, seen = new Set<string>()): boolean {
	if (seen.has(file)) return false;
	seen.add(file);
	return importsOf(file, sources.get(file) ?? '').some(({ from, isOurs, values }) => {
		if (values.length === 0) return false;
		const next = isOurs ? fileOf(from) : undefined;
		return next === undefined ? from === 'zod' : reachesZod(next, seen);
	});
}

const tests = [...sources.keys()].filter((file) => /^test\/unit\/.*\.test\.ts$/.test(file));
const onBoth = (file: string) =>
	folders.some((folder) => file.startsWith(`test/unit/${folder}/`)) ||
	Object.keys(exceptions).some((exception) => file.endsWith(exception));

it('every unit test that reads with zod runs on both versions, or test/zod4.json says why not', () => {
	expect(tests.filter((file) => reachesZod(file) && !onBoth(file))).toEqual([]);
});

it('the exceptions are there, and do read with zod', () => {
	const files = Object.keys(exceptions).map((file) => `test/unit/${file}`);
	expect(files.filter((file) => !existsSync(file) || !reachesZod(file))).toEqual([]);
});
