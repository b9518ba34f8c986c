import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { type BuildResult, context, formatMessages } from 'esbuild';

import { bundleOptions, REPOSITORY } from './options';

/** Types are checked beside, some seconds slower: a type error is told and keeps nothing back. */
function watchTypes(tell: (line: string) => void): ChildProcess {
	const compiler = spawn(
		join(REPOSITORY, 'node_modules', '.bin', 'tsc'),
		['--noEmit', '--watch', '--preserveWatchOutput'],
		{ cwd: REPOSITORY, stdio: ['ignore', 'pipe', 'inherit'] },
	);
	createInterface({ input: compiler.stdout }).on('line', (line) => {
		if (line.trim() !== '') tell(`types   ${line}`);
	});
	return compiler;
}

async function tellResult(result: BuildResult, tell: (line: string) => void): Promise<void> {
	if (result.errors.length === 0) return tell('build   compiled');
	for (const text of await formatMessages(result.errors, { kind: 'error' })) {
		tell(`build   ${text.trimEnd()}`);
	}
}

/**
 * Compiles the node into `outdir`, now and whenever one of its files is saved. What can't be compiled
 * leaves the last build there. Icons and codex files are not its business.
 *
 * @param tell what the compilers say, a line at a time
 * @returns stops it
 */
export async function watchBuild(
	outdir: string,
	tell: (line: string) => void,
): Promise<() => Promise<void>> {
	const telling = {
		name: 'telling',
		setup({ onEnd }: { onEnd(then: (result: BuildResult) => Promise<void>): void }) {
			onEnd(async (result) => await tellResult(result, tell));
		},
	};
	const options = await bundleOptions(outdir);
	const building = await context({ ...options, plugins: [telling] });
	// The first build is awaited: n8n starts with it.
	await building.rebuild();
	await building.watch();
	const types = watchTypes(tell);
	return async () => {
		types.kill();
		await building.dispose();
	};
}
