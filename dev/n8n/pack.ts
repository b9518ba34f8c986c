import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

import { buildNode } from './build';
import { childEnvironment } from './environment';
import { type Report, reportToTerminal } from './report';

const run = promisify(execFile);

const REPOSITORY = resolve(__dirname, '../..');

export interface Manifest {
	name: string;
	version: string;
	[field: string]: unknown;
}

/**
 * Packs the node as `npm publish` would, into `folder`, building it first when it has changed.
 * @returns the tarball's path
 * @throws when it can't be built
 */
export async function packNode(folder: string, report: Report = reportToTerminal): Promise<string> {
	await buildNode(report);
	await mkdir(folder, { recursive: true });
	const { stdout } = await run('npm', ['pack', '--silent', '--pack-destination', folder], {
		cwd: REPOSITORY,
		env: childEnvironment(),
	});
	return join(folder, stdout.trim());
}

/** The package.json inside a packed package. */
export async function readPackedManifest(tarball: string): Promise<Manifest> {
	const { stdout } = await run('tar', ['-xzOf', tarball, 'package/package.json']);
	return JSON.parse(stdout) as Manifest;
}

/** Unpacks a packed package's files into `folder`, without the `package/` that npm puts around them. */
export async function unpack(tarball: string, folder: string): Promise<void> {
	await mkdir(folder, { recursive: true });
	await run('tar', ['-xzf', tarball, '-C', folder, '--strip-components=1']);
}
