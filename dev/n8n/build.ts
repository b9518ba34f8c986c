import { execFile } from 'node:child_process';
import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

import { childEnvironment } from './environment';
import type { Report } from './report';

const run = promisify(execFile);

const REPOSITORY = resolve(__dirname, '../..');
const SOURCES = [
	'nodes',
	'credentials',
	'icons',
	'dev/bundle',
	'package.json',
	'tsconfig.json',
	'gulpfile.js',
];
/** A file that every build writes. */
const BUILT = 'dist/nodes/WaveSpeedVideo/WaveSpeedVideo.node.js';

const changedAt = async (path: string): Promise<number> =>
	await stat(join(REPOSITORY, path)).then(
		({ mtimeMs }) => mtimeMs,
		() => 0,
	);

/** Whether the build is newer than all it is made of; a folder's time tells of files taken away. */
async function isUpToDate(): Promise<boolean> {
	const folders = SOURCES.filter((source) => !source.includes('.'));
	const inFolders = await Promise.all(
		folders.map(async (folder) => {
			const entries = await readdir(join(REPOSITORY, folder), { recursive: true });
			return entries.map((entry) => join(folder, entry));
		}),
	);
	const times = await Promise.all([...SOURCES, ...inFolders.flat()].map(changedAt));
	return Math.max(...times) < (await changedAt(BUILT));
}

/**
 * Builds the node into `dist`, unless that is up to date.
 * @throws with the compiler's words when it can't be built
 */
export async function buildNode(report: Report): Promise<void> {
	if (await isUpToDate()) return;
	report('Building the node …');
	const gulp = join(REPOSITORY, 'node_modules', '.bin', 'gulp');
	await run(gulp, ['--silent', 'build'], { cwd: REPOSITORY, env: childEnvironment() }).catch(
		({ stdout, stderr, message }: { stdout?: string; stderr?: string; message: string }) => {
			throw new Error(`The node can't be built.\n${stdout ?? ''}${stderr || message}`);
		},
	);
}
