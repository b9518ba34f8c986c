import { execFile } from 'node:child_process';
import { cp, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

import { build, formatMessages, type BuildFailure, type OutputFile } from 'esbuild';

import { bundleOptions, REPOSITORY } from './options';

const run = promisify(execFile);

const DIST = join(REPOSITORY, 'dist');

/** @throws with the compiler's words */
async function checkTypes(): Promise<void> {
	const compiler = require.resolve('typescript/bin/tsc');
	await run(process.execPath, [compiler, '--noEmit'], { cwd: REPOSITORY }).catch(
		(error: { stdout?: string; message: string }) => {
			throw new Error(error.stdout || error.message);
		},
	);
}

/** @throws with the bundler's words */
async function bundle(): Promise<OutputFile[]> {
	const options = await bundleOptions(DIST);
	const { outputFiles } = await build({ ...options, write: false }).catch(
		async ({ errors, message }: BuildFailure) => {
			const texts = await formatMessages(errors ?? [], { kind: 'error' });
			throw new Error(texts.join('') || message);
		},
	);
	return outputFiles;
}

/** Icons and codex files stand beside the compiled code, where the node's `file:` paths look. */
async function copyAssets(): Promise<void> {
	for (const [folder, ending] of [
		['icons', '.svg'],
		['nodes', '.json'],
	] as const) {
		const entries = await readdir(join(REPOSITORY, folder), { recursive: true });
		for (const entry of entries.filter((name) => name.endsWith(ending))) {
			await cp(join(REPOSITORY, folder, entry), join(DIST, folder, entry));
		}
	}
}

/**
 * Builds the node into `dist`. When its types or imports are wrong, `dist` stays as it was.
 * @throws with the compiler's words
 */
export async function buildDist(): Promise<void> {
	const [files] = await Promise.all([bundle(), checkTypes()]);
	await rm(DIST, { recursive: true, force: true });
	for (const { path, contents } of files) {
		await mkdir(dirname(path), { recursive: true });
		await writeFile(path, contents);
	}
	await copyAssets();
}
