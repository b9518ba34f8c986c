/**
 * `npm run test:campaign [PATTERN] [TIMES]`: the property tests with new draws, TIMES as often as
 * `npm test` tries them (default 40). What it finds is repeated with the seed that it names.
 */
import { randomInt } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { runStep } from './steps';

const TESTS = resolve(__dirname, '../../test');

/** The test files that try properties with drawn values. */
function withProperties(): string[] {
	return ['unit', 'engine'].flatMap((folder) =>
		readdirSync(join(TESTS, folder), { recursive: true, encoding: 'utf8' })
			.filter((file) => file.endsWith('.test.ts'))
			.map((file) => join(TESTS, folder, file))
			.filter((file) => /\bfc\.assert\(|\bcheckMutations\(/.test(readFileSync(file, 'utf8'))),
	);
}

async function main([pattern = '', times = '40']: string[]): Promise<boolean> {
	process.env.FC_TIMES ??= times;
	process.env.FC_SEED ??= String(randomInt(2 ** 31));
	const { FC_TIMES, FC_SEED } = process.env;
	const files = withProperties().filter((file) => file.includes(pattern));
	console.log(`${files.length} files, ${FC_TIMES} times as many draws, with FC_SEED=${FC_SEED}`);
	const command = ['jest', '--selectProjects', 'unit', 'engine', '--runTestsByPath', ...files];
	const { ok } = await runStep({ name: 'campaign', command }, true);
	if (!ok) console.log(`To repeat it: FC_SEED=${FC_SEED} npm run test:campaign`);
	return ok;
}

void main(process.argv.slice(2)).then((ok) => {
	process.exitCode = ok ? 0 : 1;
});
