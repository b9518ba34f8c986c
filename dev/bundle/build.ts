import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

import { build, formatMessages, type BuildFailure, type OutputFile } from 'esbuild';

import { bundleOptions, REPOSITORY } from './options';

const run = promisify(execFile);

/** @throws with the compiler's words */
export async function checkTypes(): Promise<void> {
	const compiler = require.resolve('typescript/bin/tsc');
	const known = ['--incremental', '--tsBuildInfoFile', 'build/node.tsbuildinfo'];
	await run(process.execPath, [compiler, '--noEmit', ...known], { cwd: REPOSITORY }).catch(
		(error: { stdout?: string; message: string }) => {
			throw new Error(error.stdout || error.message);
		},
	);
}

/**
 * Compiles the node, and writes nothing.
 * @throws with the bundler's words
 */
export async function bundle(): Promise<OutputFile[]> {
	const options = await bundleOptions(join(REPOSITORY, 'dist'));
	const { outputFiles } = await build({ ...options, write: false }).catch(
		async ({ errors, message }: BuildFailure) => {
			const texts = await formatMessages(errors ?? [], { kind: 'error' });
			throw new Error(texts.join('') || message);
		},
	);
	return outputFiles;
}

export async function writeFiles(files: OutputFile[]): Promise<void> {
	for (const { path, contents } of files) {
		await mkdir(dirname(path), { recursive: true });
		await writeFile(path, contents);
	}
}
